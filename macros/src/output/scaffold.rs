//! `quote!` for code that the user did not write, and helpers for every part of the output.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote_spanned};
use syn::Type;
use syn::visit_mut::{self, VisitMut};

use crate::syntax::code::Code;
use crate::words::kinds::Kind;

/// Tokens with hygienic local names: the user's code cannot see them, and they cannot see its
/// names.
macro_rules! scaffold {
    ($($tokens:tt)*) => {
        ::quote::quote_spanned!(::proc_macro2::Span::mixed_site() => $($tokens)*)
    };
}

pub(crate) use scaffold;

/// The name of the kind's variant in `ErrorKind`.
pub(crate) fn variant(kind: &Kind) -> Ident {
    Ident::new(kind.variant, Span::mixed_site())
}

/// A path with the location of another token, so that rustc points there.
pub(crate) fn located_at(place: Span, path: TokenStream) -> TokenStream {
    let there = |mut token: TokenTree| {
        token.set_span(token.span().located_at(place));
        token
    };
    path.into_iter().map(there).collect()
}

/// Replaces `impl Trait`, which has no name inside the function, with what is made for its span.
pub(crate) struct EraseImplTrait(pub(crate) fn(Span) -> Type);

impl VisitMut for EraseImplTrait {
    fn visit_type_mut(&mut self, node: &mut Type) {
        if let Type::ImplTrait(it) = node {
            *node = (self.0)(it.impl_token.span);
        } else {
            visit_mut::visit_type_mut(self, node);
        }
    }
}

/// The same braces with a span of the expansion. Otherwise rustc would report the user's braces as
/// unnecessary here, and suggest removing those of the function.
pub(crate) fn needed_braces(block: &Group) -> Group {
    let mut braces = block.clone();
    braces.set_span(Span::mixed_site().located_at(block.span()));
    braces
}

/// The user's code, with the error bound to its pattern.
pub(crate) fn run(code: &Code) -> TokenStream {
    let Code { pattern, body, .. } = code;
    let body = match body.clone().into_iter().collect::<Vec<_>>().as_slice() {
        [TokenTree::Group(block)] if block.delimiter() == Delimiter::Brace => {
            needed_braces(block).into_token_stream()
        }
        _ => body.clone(),
    };
    let here = Span::mixed_site().located_at(code.span);
    if pattern.is_empty() {
        return quote_spanned!(here=> { #body });
    }
    quote_spanned!(here=> { let #pattern = &error; #body })
}
