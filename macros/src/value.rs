//! What may stand behind an `=`: words, counts, backoffs, steps, paths. Durations have their own file.

use std::time::Duration;

use proc_macro2::Span;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Ident, Lit, LitInt, Token, bracketed, parenthesized, token};

use crate::args::Setting;
use crate::duration::{Written, shown};
use crate::errors::instead;
use crate::options::{STEPS, StepName};

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

/// `wait`, or `[wait(up_to = 10s), retry]`.
pub(crate) struct Steps(pub(crate) Vec<WrittenStep>);

pub(crate) struct WrittenStep {
    pub(crate) name: StepName,
    pub(crate) span: Span,
    pub(crate) attempts: Option<Setting<Count>>,
    pub(crate) backoff: Option<Setting<BackoffRange>>,
    pub(crate) up_to: Option<Setting<Written>>,
}

impl Parse for Steps {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        if !input.peek(token::Bracket) {
            return Ok(Self(vec![input.parse()?]));
        }
        let content;
        let brackets = bracketed!(content in input);
        let steps = Punctuated::<WrittenStep, Token![,]>::parse_terminated(&content)?;
        if steps.is_empty() {
            return Err(syn::Error::new(
                brackets.span.join(),
                "no step at all; write `fail` if the error is to end the call",
            ));
        }
        Ok(Self(steps.into_iter().collect()))
    }
}

impl Parse for WrittenStep {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let word = input.call(Ident::parse_any).map_err(|error| {
            syn::Error::new(error.span(), "expected a step: `fail`, `retry` or `wait`")
        })?;
        let text = word.to_string();
        let Some((_, name, parameters)) = STEPS.iter().find(|(name, ..)| *name == text) else {
            let instead = instead(&text, STEPS.iter().map(|(name, ..)| *name));
            return Err(syn::Error::new(word.span(), format!("unknown step `{text}`; {instead}")));
        };
        let mut step =
            Self { name: *name, span: word.span(), attempts: None, backoff: None, up_to: None };
        if input.peek(token::Paren) {
            let content;
            parenthesized!(content in input);
            while !content.is_empty() {
                step.parameter(&content, &text, parameters)?;
                if !content.is_empty() {
                    content.parse::<Token![,]>()?;
                }
            }
        }
        Ok(step)
    }
}

impl WrittenStep {
    fn parameter(
        &mut self,
        input: ParseStream,
        step: &str,
        parameters: &'static [&'static str],
    ) -> syn::Result<()> {
        let key = input.call(Ident::parse_any)?;
        let text = key.to_string();
        if !parameters.contains(&text.as_str()) {
            let message = if parameters.is_empty() {
                format!("`{step}` has no parameters; write it alone")
            } else {
                let instead = instead(&text, parameters.iter().copied());
                format!("`{step}` has no parameter `{text}`; {instead}")
            };
            return Err(syn::Error::new(key.span(), message));
        }
        match text.as_str() {
            "attempts" => Setting::fill(&mut self.attempts, key, input),
            "backoff" => Setting::fill(&mut self.backoff, key, input),
            _ => Setting::fill(&mut self.up_to, key, input),
        }
    }
}
