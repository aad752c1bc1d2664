//! [`Code`]: the code of a `repair`, `fallback` or `recover`.

use proc_macro2::{Span, TokenStream, TokenTree};
use syn::Token;
use syn::parse::ParseStream;

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
