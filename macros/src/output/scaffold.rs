//! `quote!` for what the user did not write, and the pieces that every part of the output needs.

use proc_macro2::{Group, Ident, Span};

use crate::words::kinds::Kind;

/// Tokens whose local names the user's code cannot see, and which see none of the user's.
macro_rules! scaffold {
    ($($tokens:tt)*) => {
        ::quote::quote_spanned!(::proc_macro2::Span::mixed_site() => $($tokens)*)
    };
}

pub(crate) use scaffold;

/// The variant of `ErrorKind`.
pub(crate) fn variant(kind: &Kind) -> Ident {
    Ident::new(kind.variant, Span::mixed_site())
}

/// The same braces as the expansion's own: rustc would call the user's unnecessary where they now
/// stand, and offer to take away those of the function.
pub(crate) fn needed_braces(block: &Group) -> Group {
    let mut braces = block.clone();
    braces.set_span(Span::mixed_site().located_at(block.span()));
    braces
}
