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
        refuse_types(&pattern)?;
        if input.is_empty() {
            return Err(syn::Error::new(span, "there is no code behind `|error|`"));
        }
        let body = input.parse()?;
        refuse_second(&body)?;
        Ok(Self { pattern, body, span })
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

    /// Where it awaits something; `None` if it does not, or only in an `async` block of its own.
    pub(crate) fn awaits(&self) -> Option<Span> {
        awaits(self.body.clone())
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

/// Refuses `|error, prompt|` and `|error: Error|`.
fn refuse_types(pattern: &TokenStream) -> syn::Result<()> {
    let trees: Vec<TokenTree> = pattern.clone().into_iter().collect();
    for (index, tree) in trees.iter().enumerate() {
        let TokenTree::Punct(mark) = tree else { continue };
        let message = match (mark.as_char(), trees.get(index + 1)) {
            (',', Some(_)) => {
                "the code takes `|error|` alone; it sees the function's arguments by their names"
            }
            (':', Some(TokenTree::Ident(name))) if index == 1 && name != "_" => {
                "the error is borrowed; write `|error|`, without its type"
            }
            _ => continue,
        };
        return Err(syn::Error::new(mark.span(), message));
    }
    Ok(())
}

/// Refuses `|error| a(), |error| b()`.
fn refuse_second(body: &TokenStream) -> syn::Result<()> {
    let trees: Vec<TokenTree> = body.clone().into_iter().collect();
    let is = |tree: &TokenTree, character| matches!(tree, TokenTree::Punct(mark) if mark.as_char() == character);
    let second = trees.windows(2).find(|two| is(&two[0], ',') && is(&two[1], '|'));
    let message =
        "a step has one code; write several steps in brackets: `[fallback(…), fallback(…)]`";
    second.map_or(Ok(()), |two| Err(syn::Error::new(two[1].span(), message)))
}

fn awaits(code: TokenStream) -> Option<Span> {
    let mut is_async = false;
    for tree in code {
        match tree {
            TokenTree::Ident(word) if word == "await" => return Some(word.span()),
            TokenTree::Ident(word) => is_async = word == "async" || (is_async && word == "move"),
            TokenTree::Group(group) if !is_async => {
                let inside = awaits(group.stream());
                if inside.is_some() {
                    return inside;
                }
            }
            _ => is_async = false,
        }
    }
    None
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
