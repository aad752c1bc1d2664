//! What the attribute expands to, for functions with and without mistakes.
#![allow(clippy::needless_raw_string_hashes, reason = "expect-test writes every snapshot so")]

mod broken;
mod call_errors;
mod docs;
mod durations;
mod endings;
mod ladders;
mod priority;
mod properties;
mod quickstart;
mod replay;
mod retries;
mod signatures;
mod streams;

use std::str::FromStr;

use proc_macro2::TokenStream;

/// The expansion, laid out as rustfmt would.
fn expand(args: &str, item: &str) -> String {
    let tokens = crate::expand::expand(tokens(args), tokens(item));
    let file = syn::parse2(tokens.clone()).map(|file| prettyplease::unparse(&file));
    file.unwrap_or_else(|_| tokens.to_string())
}

/// What the expansion does with the outcome of an attempt.
fn handling(args: &str) -> String {
    let expansion = expand(args, "async fn f() -> Result<T, E> { a }");
    let (_, handling) = expansion.split_once("&SITE\n    });\n").expect("a call begins");
    let handling = handling.trim_end().trim_end_matches('}').lines();
    handling.flat_map(|line| [line.strip_prefix("    ").unwrap_or(line), "\n"]).collect()
}

fn tokens(text: &str) -> TokenStream {
    TokenStream::from_str(text).expect("the text of a test is made of tokens")
}
