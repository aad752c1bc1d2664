//! What may stand behind an `=`: words, counts, backoffs. Durations and steps have their own files.

use std::time::Duration;

use proc_macro2::Span;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Ident, Lit, LitInt, Token, parenthesized};

use crate::duration::{Written, shown};

/// The kinds of `retry = "timeout | connection"` or `retry = timeout | connection`.
pub(crate) struct Words(pub(crate) Vec<Word>);

pub(crate) struct Word {
    pub(crate) text: String,
    pub(crate) span: Span,
}

impl Parse for Words {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        if !input.peek(Lit) {
            let words = Punctuated::<Ident, Token![|]>::parse_separated_nonempty_with(
                input,
                Ident::parse_any,
            )?;
            let words = words.iter().map(|word| Word { text: word.to_string(), span: word.span() });
            return Ok(Self(words.collect()));
        }
        let literal: Lit = input.parse()?;
        let Lit::Str(text) = &literal else {
            return Err(syn::Error::new(
                literal.span(),
                "expected kinds such as `\"transient\"` or `\"timeout | connection\"`; \
                 the number of tries is `attempts`",
            ));
        };
        let text = text.value();
        let words =
            text.split('|').map(|word| Word { text: word.trim().to_owned(), span: literal.span() });
        Ok(Self(words.collect()))
    }
}

/// A number of tries.
#[derive(Clone, Copy)]
pub(crate) struct Count {
    pub(crate) value: u32,
    pub(crate) span: Span,
}

impl Parse for Count {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let number: LitInt = input.parse().map_err(|error| {
            syn::Error::new(error.span(), "expected a whole number of tries from 1 to 100")
        })?;
        let value = match number.base10_parse::<u32>() {
            Ok(value) if number.suffix().is_empty() && (1..=100).contains(&value) => value,
            Ok(0) => {
                return Err(syn::Error::new(
                    number.span(),
                    "no try at all; the first one counts too, so write at least `1`",
                ));
            }
            _ => {
                return Err(syn::Error::new(
                    number.span(),
                    "expected a whole number of tries from 1 to 100",
                ));
            }
        };
        Ok(Self { value, span: number.span() })
    }
}

/// `500ms..8s` or `fixed(1s)`.
#[derive(Clone, Copy)]
pub(crate) struct BackoffRange {
    pub(crate) first: Duration,
    pub(crate) cap: Duration,
    /// The place of `first`.
    pub(crate) span: Span,
}

impl Parse for BackoffRange {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        if input.peek(Ident) {
            return fixed(input);
        }
        let first: Written = input.parse()?;
        if !input.peek(Token![..]) {
            return Err(syn::Error::new(
                first.span,
                format!(
                    "expected a range such as `{0}..8s`, or `fixed({0})` for the same delay each time",
                    shown(first.value)
                ),
            ));
        }
        if input.peek(Token![..=]) {
            return Err(input.error("write `..`; the longest delay is always included"));
        }
        input.parse::<Token![..]>()?;
        let cap: Written = input.parse()?;
        if cap.value < first.value {
            return Err(syn::Error::new(
                cap.span,
                format!(
                    "the longest delay is below the first; write `{}..{}`",
                    shown(cap.value),
                    shown(first.value)
                ),
            ));
        }
        Ok(Self { first: first.value, cap: cap.value, span: first.span })
    }
}

fn fixed(input: ParseStream) -> syn::Result<BackoffRange> {
    let word: Ident = input.parse()?;
    if word != "fixed" {
        return Err(syn::Error::new(
            word.span(),
            format!("unknown backoff `{word}`; write a range such as `500ms..8s`, or `fixed(1s)`"),
        ));
    }
    let content;
    parenthesized!(content in input);
    let delay: Written = content.parse()?;
    Ok(BackoffRange { first: delay.value, cap: delay.value, span: delay.span })
}
