//! What the attribute expands to, printed, and what is left of a function with a mistake in it.

mod broken;
mod durations;
mod expansion;
mod properties;

use std::str::FromStr;

use proc_macro2::TokenStream;

/// The expansion, laid out as rustfmt would.
fn expand(args: &str, item: &str) -> String {
    let tokens = crate::expand::expand(tokens(args), tokens(item));
    let file = syn::parse2(tokens.clone()).map(|file| prettyplease::unparse(&file));
    file.unwrap_or_else(|_| tokens.to_string())
}

fn tokens(text: &str) -> TokenStream {
    TokenStream::from_str(text).expect("the text of a test is made of tokens")
}
