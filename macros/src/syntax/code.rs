//! [`Code`]: the code of a `repair`, `fallback` or `recover`.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use syn::Token;
use syn::parse::ParseStream;

use crate::syntax::text::written;
use crate::words::steps::PARAMETERS;

/// `|error| { … }`, or the code alone. It is not parsed, like the function's body.
#[derive(Clone)]
pub(crate) struct Code {
    /// The tokens between the bars.
    pub(crate) pattern: TokenStream,
    pub(crate) body: TokenStream,
    /// The span of the step's name.
    pub(crate) span: Span,
}

impl Code {
    pub(crate) fn parse(input: ParseStream, span: Span) -> syn::Result<Self> {
        if input.peek(Token![move]) || (input.peek(Token![async]) && input.peek2(Token![|])) {
            return Err(input.error("the code is inlined, not a closure; begin it with `|error|`"));
        }
        let pattern = pattern(input)?;
        if input.is_empty() {
            return Err(syn::Error::new(span, "there is no code behind `|error|`"));
        }
        Ok(Self { pattern, body: input.parse()?, span })
    }

    /// The place of a parameter behind the code: `repair(|error| { … }, attempts = 2)`.
    pub(crate) fn parameter_behind(&self) -> Option<(Ident, Self, TokenStream)> {
        let is = |tree: &TokenTree, character| matches!(tree, TokenTree::Punct(mark) if mark.as_char() == character);
        let trees: Vec<TokenTree> = self.body.clone().into_iter().collect();
        let place = trees.windows(3).position(|three| {
            is(&three[0], ',')
                && matches!(&three[1], TokenTree::Ident(name) if PARAMETERS.iter().any(|it| name == it))
                && is(&three[2], '=')
        })?;
        let (body, parameters) =
            (trees[..place].iter().cloned(), trees[place + 1..].iter().cloned());
        let TokenTree::Ident(name) = &trees[place + 1] else { return None };
        Some((name.clone(), Self { body: body.collect(), ..self.clone() }, parameters.collect()))
    }

    /// The code as it was written, with its bars.
    pub(crate) fn written(&self) -> String {
        let body = written(self.body.clone());
        if self.pattern.is_empty() {
            return body;
        }
        format!("|{}| {body}", written(self.pattern.clone()))
    }
}

/// The tokens between two bars, if there are bars.
fn pattern(input: ParseStream) -> syn::Result<TokenStream> {
    let mut pattern = TokenStream::new();
    if input.peek(Token![||]) {
        input.parse::<Token![||]>()?;
    } else if input.peek(Token![|]) {
        let bar = input.parse::<Token![|]>()?;
        while !input.peek(Token![|]) {
            if input.is_empty() {
                return Err(syn::Error::new(bar.span, "the second bar is missing: `|error|`"));
            }
            pattern.extend([input.parse::<TokenTree>()?]);
        }
        input.parse::<Token![|]>()?;
    }
    Ok(pattern)
}
