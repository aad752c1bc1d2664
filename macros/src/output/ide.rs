//! Anchors for editors: the words of the attribute as paths to documented items, with the spans of
//! the user's words. So rust-analyzer can explain, find and complete them. For the compiler the
//! runtime's `words!` is empty. Nothing here may fail, because a word needs completion while it is
//! half typed.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use syn::Path;

use crate::output::scaffold::scaffold;
use crate::syntax::args::entries;

/// Paths for all words that the user has typed so far, valid or not.
pub(crate) fn anchors(runtime: &Path, settings: &TokenStream) -> TokenStream {
    let paths: Vec<TokenStream> = entries(settings.clone()).into_iter().flat_map(words).collect();
    if paths.is_empty() {
        return TokenStream::new();
    }
    scaffold!(#runtime::__private::words!(#(#paths),*);)
}

/// The key of an entry, and the kinds or steps of its value.
fn words(entry: TokenStream) -> Vec<TokenStream> {
    let mut trees = entry.into_iter();
    let Some(TokenTree::Ident(key)) = trees.next() else { return Vec::new() };
    let mut paths = vec![scaffold!(#key)];
    let value: Vec<TokenTree> = trees.skip(1).collect();
    if key == "retry" {
        paths.extend(value.iter().flat_map(kinds));
    } else if key == "otherwise" || key.to_string().starts_with("on_") {
        paths.extend(steps(&value));
    }
    paths
}

/// The kinds of a `retry`, as words or in a string; those in a string all have its span.
fn kinds(token: &TokenTree) -> Vec<TokenStream> {
    match token {
        TokenTree::Ident(word) => vec![scaffold!(kinds::#word)],
        TokenTree::Literal(text) => {
            let text_of = text.to_string();
            let words = text_of.trim_matches('"').split('|').map(str::trim);
            let words = words.filter(|word| syn::parse_str::<Ident>(word).is_ok());
            words
                .map(|word| Ident::new(word, text.span()))
                .map(|it| scaffold!(kinds::#it))
                .collect()
        }
        _ => Vec::new(),
    }
}

/// The names of the steps, without their parameters and code.
fn steps(value: &[TokenTree]) -> Vec<TokenStream> {
    let inner: Vec<TokenTree>;
    let trees = match value {
        [TokenTree::Group(list)] if list.delimiter() == Delimiter::Bracket => {
            inner = list.stream().into_iter().collect();
            &inner
        }
        _ => value,
    };
    let names = trees.iter().filter_map(|tree| match tree {
        TokenTree::Ident(name) => Some(scaffold!(steps::#name)),
        _ => None,
    });
    names.collect()
}

/// The span of the last token of a body. While code is half typed, rust-analyzer adds a word of its
/// own, and later removes every token with the span of that word: so then it is the span of the
/// braces.
pub(crate) fn end_of_body(block: &Group) -> Span {
    let tokens: Vec<TokenTree> = block.stream().into_iter().collect();
    let is_filler = |tree: &&TokenTree| matches!(tree, TokenTree::Ident(it) if it == "__ra_fixup");
    match tokens.last() {
        Some(last) if !tokens.iter().rev().take(2).any(|tree| is_filler(&tree)) => last.span(),
        _ => block.span(),
    }
}
