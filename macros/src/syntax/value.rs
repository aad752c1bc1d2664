//! What may stand behind an `=`: words, counts, backoffs. Durations and steps have their own files.

use std::time::Duration;

use proc_macro2::Span;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Ident, Lit, LitInt, Token, parenthesized, token};

use crate::syntax::duration::{Written, shown};

/// The kinds of `retry = "timeout | connection"` or `retry = timeout | connection`.
pub(crate) struct Words(pub(crate) Vec<Word>);

pub(crate) struct Word {
    pub(crate) text: String,
    pub(crate) span: Span,
}

impl Parse for Words {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        if input.peek(token::Bracket) {
            return Err(input.error("write the kinds without brackets: `\"timeout | connection\"`"));
        }
        if !input.peek(Lit) {
            let words = Punctuated::<Ident, Token![|]>::parse_separated_nonempty_with(input, kind)?;
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

fn kind(input: ParseStream) -> syn::Result<Ident> {
    input.call(Ident::parse_any).map_err(|error| {
        let message = if input.peek(Token![|]) {
            "kinds are separated by one `|`"
        } else {
            "expected a kind, as in `\"timeout | connection\"`"
        };
        syn::Error::new(error.span(), message)
    })
}

const NO_COUNT: &str = "expected a whole number of tries from 1 to 100";

/// A number of tries.
#[derive(Clone, Copy)]
pub(crate) struct Count {
    pub(crate) value: u32,
    pub(crate) span: Span,
}

impl Parse for Count {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let ahead = input.fork();
        let number: LitInt = input.parse().map_err(|error| {
            let message = match ahead.parse::<Lit>() {
                Ok(Lit::Str(text)) => {
                    format!("write the number without quotes: `{}`", text.value())
                }
                _ if input.peek(Ident) => {
                    "the policy is checked while compiling; write the number itself".to_owned()
                }
                _ => NO_COUNT.to_owned(),
            };
            syn::Error::new(error.span(), message)
        })?;
        let value = match number.base10_parse::<u32>() {
            Ok(value) if number.suffix().is_empty() && (1..=100).contains(&value) => value,
            Ok(0) => {
                return Err(syn::Error::new(
                    number.span(),
                    "no try at all; the first one counts too, so write at least `1`",
                ));
            }
            Ok(value) if (1..=100).contains(&value) => {
                return Err(syn::Error::new(
                    number.span(),
                    format!("write `{value}`, without `{}`", number.suffix()),
                ));
            }
            _ => return Err(syn::Error::new(number.span(), NO_COUNT)),
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
        if input.is_empty() {
            let message =
                format!("the longest delay is missing; write `{}..8s`", shown(first.value));
            return Err(syn::Error::new(first.span, message));
        }
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
    if !input.peek(token::Paren) {
        let message = "the delay is missing; write `fixed(1s)`";
        return Err(syn::Error::new(word.span(), message));
    }
    let content;
    parenthesized!(content in input);
    let delay: Written = content.parse()?;
    if !content.is_empty() {
        return Err(content.error("a fixed backoff has one delay; write a range such as `1s..8s`"));
    }
    Ok(BackoffRange { first: delay.value, cap: delay.value, span: delay.span })
}
