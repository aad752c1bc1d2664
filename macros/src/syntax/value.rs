//! Values of settings: words, counts and backoffs. Durations and steps have their own files.

use std::time::Duration;

use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Ident, Lit, LitInt, LitStr, Token, parenthesized, token};

use crate::syntax::duration::shown;
use crate::syntax::spanned::Spanned;
use crate::words::nearest::nearest;

/// The kinds of `retry = "timeout | connection"` or `retry = timeout | connection`.
pub(crate) struct Words(pub(crate) Vec<Spanned<String>>);

impl Parse for Words {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        if input.peek(token::Bracket) {
            return Err(input.error("write the kinds without brackets: `\"timeout | connection\"`"));
        }
        if input.peek(Ident) && input.peek2(Token![::]) {
            return Err(input.error("write kinds by their names, as in `timeout | connection`"));
        }
        if !input.peek(Lit) {
            let words = Punctuated::<Ident, Token![|]>::parse_separated_nonempty_with(input, kind)?;
            let words = words.iter().map(|word| Spanned::new(word.to_string(), word.span()));
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
            text.split('|').map(|word| Spanned::new(word.trim().to_owned(), literal.span()));
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
impl Parse for Spanned<u32> {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let ahead = input.fork();
        let number: LitInt = input.parse().map_err(|error| {
            let message = match ahead.parse::<Lit>() {
                Ok(Lit::Str(text)) => {
                    format!("write the number without quotes: `{}`", text.value())
                }
                _ if input.peek(Ident::peek_any) => {
                    "the policy is constant, and checked while compiling; write the number itself"
                        .to_owned()
                }
                _ => NO_COUNT.to_owned(),
            };
            syn::Error::new(error.span(), message)
        })?;
        let value = count(&number).map_err(|message| syn::Error::new(number.span(), message))?;
        Ok(Self::new(value, number.span()))
    }
}

fn count(number: &LitInt) -> Result<u32, String> {
    match number.base10_parse() {
        Ok(0) => Err("no try at all; the first one counts too, so write at least `1`".to_owned()),
        Ok(value @ 1..=100) if number.suffix().is_empty() => Ok(value),
        Ok(value @ 1..=100) => Err(format!("write `{value}`, without `{}`", number.suffix())),
        _ => Err(NO_COUNT.to_owned()),
    }
}

/// A limit of output tokens, as in `16_000`.
#[derive(Clone, Copy, PartialEq)]
pub(crate) struct Tokens(pub(crate) u32);

const NO_TOKENS: &str = "expected the most tokens of an answer, as in `16_000`";

impl Parse for Spanned<Tokens> {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let number: LitInt =
            input.parse().map_err(|error| syn::Error::new(error.span(), NO_TOKENS))?;
        match number.base10_parse() {
            Ok(most @ 1..) if number.suffix().is_empty() => {
                Ok(Self::new(Tokens(most), number.span()))
            }
            _ => Err(syn::Error::new(number.span(), NO_TOKENS)),
        }
    }
}

/// What may be sent again.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Replay {
    Any,
    /// Only what surely has not run.
    Unsent,
}

/// `"any"` or `"unsent"`, also without quotes.
impl Parse for Spanned<Replay> {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let word = word(input)?;
        match word.value.as_str() {
            "any" => Ok(Self::new(Replay::Any, word.span)),
            "unsent" => Ok(Self::new(Replay::Unsent, word.span)),
            _ => Err(syn::Error::new(
                word.span,
                "expected `\"unsent\"`, which tries again only what surely has not run, or `\"any\"`",
            )),
        }
    }
}

/// Where a call stands among those that wait for their turn.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Priority {
    Normal,
    /// Behind all others.
    Low,
}

/// `"low"` or `"normal"`, also without quotes.
impl Parse for Spanned<Priority> {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let word = word(input)?;
        match word.value.as_str() {
            "low" => Ok(Self::new(Priority::Low, word.span)),
            "normal" => Ok(Self::new(Priority::Normal, word.span)),
            other => Err(syn::Error::new(word.span, no_priority(other))),
        }
    }
}

fn no_priority(word: &str) -> String {
    nearest(word, ["low", "normal"].into_iter()).map_or_else(
        || {
            "expected `\"low\"`, which waits for its turn behind all others, or `\"normal\"`"
                .to_owned()
        },
        |meant| format!("unknown priority `{word}`; did you mean `{meant}`?"),
    )
}

/// A word with or without quotes; an empty one if there is something else.
fn word(input: ParseStream) -> syn::Result<Spanned<String>> {
    if input.peek(LitStr) {
        let text: LitStr = input.parse()?;
        return Ok(Spanned::new(text.value(), text.span()));
    }
    let span = input.span();
    let word = input.call(Ident::parse_any).map(|word| word.to_string());
    Ok(Spanned::new(word.unwrap_or_default(), span))
}

/// `500ms..8s` or `fixed(1s)`.
#[derive(Clone, Copy, PartialEq)]
pub(crate) struct Backoff {
    pub(crate) first: Duration,
    pub(crate) cap: Duration,
}

/// Its span is that of the first delay.
impl Parse for Spanned<Backoff> {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        if input.peek(Ident) {
            return fixed(input);
        }
        if input.peek(token::Paren) || input.peek(token::Bracket) {
            return Err(input.error("expected a range such as `500ms..8s`, without brackets"));
        }
        let first: Spanned<Duration> = input.parse()?;
        range_behind(&first, input)?;
        let cap: Spanned<Duration> = input.parse()?;
        if cap.value < first.value {
            let (cap_shown, first_shown) = (shown(cap.value), shown(first.value));
            return Err(syn::Error::new(
                cap.span,
                format!("the longest delay is below the first; write `{cap_shown}..{first_shown}`"),
            ));
        }
        Ok(Self::new(Backoff { first: first.value, cap: cap.value }, first.span))
    }
}

/// Reads the `..` after the first delay.
fn range_behind(first: &Spanned<Duration>, input: ParseStream) -> syn::Result<()> {
    let length = shown(first.value);
    if !input.peek(Token![..]) {
        let message = format!(
            "expected a range such as `{length}..8s`, or `fixed({length})` for the same delay each \
             time"
        );
        return Err(syn::Error::new(first.span, message));
    }
    if input.peek(Token![..=]) {
        return Err(input.error("write `..`; the longest delay is always included"));
    }
    input.parse::<Token![..]>()?;
    if input.is_empty() {
        let message = format!("the longest delay is missing; write `{length}..8s`");
        return Err(syn::Error::new(first.span, message));
    }
    Ok(())
}

fn fixed(input: ParseStream) -> syn::Result<Spanned<Backoff>> {
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
    let delay: Spanned<Duration> = content.parse()?;
    if !content.is_empty() {
        return Err(content.error("a fixed backoff has one delay; write a range such as `1s..8s`"));
    }
    Ok(Spanned::new(Backoff { first: delay.value, cap: delay.value }, delay.span))
}
