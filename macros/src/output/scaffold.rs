//! `quote!` for what the user did not write.

/// Tokens whose local names the user's code cannot see, and which see none of the user's.
macro_rules! scaffold {
    ($($tokens:tt)*) => {
        ::quote::quote_spanned!(::proc_macro2::Span::mixed_site() => $($tokens)*)
    };
}

pub(crate) use scaffold;
