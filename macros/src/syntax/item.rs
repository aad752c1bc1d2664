//! [`CallFn`]: the annotated function, with its body as unparsed tokens.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::{ToTokens, TokenStreamExt};
use syn::parse::{Parse, ParseStream, Parser};
use syn::{Attribute, Ident, Signature, Token, Visibility};

pub(crate) struct CallFn {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) visibility: Visibility,
    pub(crate) defaultness: Option<Token![default]>,
    pub(crate) signature: Signature,
    pub(crate) body: Body,
}

pub(crate) enum Body {
    Block {
        /// Attributes such as `#![allow(…)]`, which are allowed only at the start of a function.
        inner_attributes: Vec<Attribute>,
        /// The braces with everything else. It is not parsed: with a half-typed body the function
        /// must still exist, and an editor must still complete.
        block: Group,
    },
    /// A trait's method without a body.
    Missing(Token![;]),
}

impl Parse for CallFn {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        Ok(Self {
            attributes: input.call(Attribute::parse_outer)?,
            visibility: input.parse()?,
            defaultness: input.parse()?,
            signature: signature(input)?,
            body: input.parse()?,
        })
    }
}

/// Parses a signature. For another kind of item there is a message of our own; for what may still
/// become a function, the message is syn's.
fn signature(input: ParseStream) -> syn::Result<Signature> {
    let is_constant = input.peek(Token![const]) && input.peek2(Ident) && input.peek3(Token![:]);
    let is_item = is_constant
        || input.peek(Token![struct])
        || input.peek(Token![enum])
        || input.peek(Token![impl])
        || input.peek(Token![mod])
        || input.peek(Token![static])
        || input.peek(Token![trait])
        || input.peek(Token![type])
        || input.peek(Token![use]);
    if is_item {
        let message =
            "`#[openai_call]` goes on an `async fn` that ends in a request or in a `Result`";
        return Err(input.error(message));
    }
    input.parse()
}

impl Parse for Body {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        if input.peek(Token![;]) {
            return Ok(Self::Missing(input.parse()?));
        }
        match input.parse()? {
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                let (inner_attributes, rest) = split_inner_attributes.parse2(group.stream())?;
                let mut block = Group::new(Delimiter::Brace, rest);
                block.set_span(group.span());
                Ok(Self::Block { inner_attributes, block })
            }
            other => Err(syn::Error::new(other.span(), "expected the function's body")),
        }
    }
}

fn split_inner_attributes(input: ParseStream) -> syn::Result<(Vec<Attribute>, TokenStream)> {
    Ok((input.call(Attribute::parse_inner)?, input.parse()?))
}

impl ToTokens for CallFn {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.head_to_tokens(TokenStream::new(), tokens);
        match &self.body {
            Body::Block { inner_attributes, block } => {
                let mut content = TokenStream::new();
                content.append_all(inner_attributes);
                content.extend(block.stream());
                let mut whole = Group::new(Delimiter::Brace, content);
                whole.set_span(block.span());
                tokens.append(whole);
            }
            Body::Missing(semicolon) => semicolon.to_tokens(tokens),
        }
    }
}

impl CallFn {
    /// Everything before the body, with `docs` after the function's own attributes.
    pub(crate) fn head_to_tokens(&self, docs: TokenStream, tokens: &mut TokenStream) {
        tokens.append_all(&self.attributes);
        tokens.extend(docs);
        self.visibility.to_tokens(tokens);
        self.defaultness.to_tokens(tokens);
        self.signature.to_tokens(tokens);
    }
}
