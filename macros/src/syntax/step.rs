//! Steps as they are written after `on_<kind> =`: `wait`, `repair(|error| { … })`, `[wait, fail]`.

use std::time::Duration;

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream, Parser};
use syn::{Ident, Lit, LitStr, Token, bracketed, parenthesized, token};

use crate::errors::Errors;
use crate::syntax::args::entries;
use crate::syntax::code::Code;
use crate::syntax::setting::{Setting, note};
use crate::syntax::spanned::Spanned;
use crate::syntax::text::written;
use crate::syntax::value::{Backoff, Tokens};
use crate::words::hints;
use crate::words::nearest::{instead, list};
use crate::words::steps::{self, StepName, StepRow};

/// One step, or a ladder of them.
pub(crate) struct Steps(pub(crate) Vec<Step>);

pub(crate) struct Step {
    pub(crate) name: StepName,
    pub(crate) span: Span,
    pub(crate) attempts: Option<Setting<Spanned<u32>>>,
    pub(crate) backoff: Option<Setting<Spanned<Backoff>>>,
    pub(crate) up_to: Option<Setting<Spanned<Duration>>>,
    /// The `up_to` of an `enlarge`, which is no duration.
    pub(crate) up_to_tokens: Option<Setting<Spanned<Tokens>>>,
    /// The code of a `repair`, `fallback` or `recover`.
    pub(crate) code: Option<Code>,
}

impl Parse for Steps {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        if !input.peek(token::Bracket) {
            return Ok(Self(vec![input.parse()?]));
        }
        let content;
        let brackets = bracketed!(content in input);
        let (mut steps, mut errors) = (Vec::new(), Errors::default());
        for entry in entries(content.parse()?) {
            steps.extend(errors.take(only_step.parse2(entry)));
        }
        errors.finish()?;
        if steps.is_empty() {
            return Err(syn::Error::new(
                brackets.span.join(),
                "no step at all; write `fail` if the error is to end the call",
            ));
        }
        Ok(Self(steps))
    }
}

/// One step of several, up to its comma.
fn only_step(input: ParseStream) -> syn::Result<Step> {
    let step = input.parse()?;
    if input.is_empty() { Ok(step) } else { Err(input.error("steps are separated by commas")) }
}

impl Parse for Step {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let word = input
            .call(Ident::parse_any)
            .map_err(|error| syn::Error::new(error.span(), no_step(input)))?;
        let text = word.to_string();
        let Some(row) = steps::by_name(&text) else {
            return Err(syn::Error::new(word.span(), unknown_step(&text)));
        };
        let mut step = Self {
            name: row.step,
            span: word.span(),
            attempts: None,
            backoff: None,
            up_to: None,
            up_to_tokens: None,
            code: None,
        };
        if input.peek(token::Paren) {
            let content;
            parenthesized!(content in input);
            step.inside(&content, row)?;
        }
        if input.peek(token::Brace) || input.peek(token::Bracket) {
            let message =
                format!("what belongs to a step stands in `(…)`; write `{}`", row.example);
            return Err(input.error(message));
        }
        if row.takes_code && step.code.is_none() {
            let message = format!("`{text}` needs code to run; write `{}`", row.example);
            return Err(syn::Error::new(word.span(), message));
        }
        Ok(step)
    }
}

impl Step {
    /// Reads the parameters, and the code after them.
    fn inside(&mut self, input: ParseStream, row: &StepRow) -> syn::Result<()> {
        if !row.takes_code {
            return self.parameters(input.parse()?, row);
        }
        let mut written = Vec::new();
        while !input.is_empty() {
            if !is_parameter(input, row) {
                let code = Code::parse(input, self.span)?;
                parameters_before(&code, row)?;
                self.code = Some(code);
                return Ok(());
            }
            note(self.parameter(input, row)?, &mut written)?;
            if !input.is_empty() && input.parse::<Token![,]>().is_err() {
                return Err(input.error(NO_COMMA));
            }
        }
        Ok(())
    }

    /// Reads parameters without code after them; a mistake in one does not hide the next.
    fn parameters(&mut self, inside: TokenStream, row: &StepRow) -> syn::Result<()> {
        let (mut written, mut errors) = (Vec::new(), Errors::default());
        for entry in entries(inside) {
            let parameter = |input: ParseStream| {
                note(self.parameter(input, row)?, &mut written)?;
                if input.is_empty() { Ok(()) } else { Err(input.error(NO_COMMA)) }
            };
            errors.take(parameter.parse2(entry));
        }
        errors.finish()
    }

    /// Reads `key = value`, and returns the key.
    fn parameter(&mut self, input: ParseStream, row: &StepRow) -> syn::Result<Ident> {
        let key = input.call(Ident::parse_any).map_err(|error| {
            let message = format!("parameters have names; write `{}`", named(input, row));
            syn::Error::new(error.span(), message)
        })?;
        let text = key.to_string();
        if !row.parameters.contains(&text.as_str()) {
            return Err(syn::Error::new(key.span(), unknown_parameter(&text, row)));
        }
        match text.as_str() {
            "attempts" => Setting::fill(&mut self.attempts, key.clone(), input),
            "backoff" => Setting::fill(&mut self.backoff, key.clone(), input),
            _ if row.step == StepName::Enlarge => {
                Setting::fill(&mut self.up_to_tokens, key.clone(), input)
            }
            _ => Setting::fill(&mut self.up_to, key.clone(), input),
        }?;
        Ok(key)
    }
}

const NO_COMMA: &str = "parameters are separated by commas";

/// Refuses parameters behind the code.
fn parameters_before(code: &Code, row: &StepRow) -> syn::Result<()> {
    let Some((parameter, code, parameters)) = code.parameter_behind() else { return Ok(()) };
    let name = row.name;
    let message = if row.parameters.iter().any(|known| parameter == known) {
        let (parameters, code) = (written(parameters), code.written());
        let parameters = parameters.trim_end_matches(',');
        format!("parameters stand before the code; write `{name}({parameters}, {code})`")
    } else {
        format!("`{name}` has no parameters; write its code alone")
    };
    Err(syn::Error::new(parameter.span(), message))
}

fn unknown_parameter(word: &str, row: &StepRow) -> String {
    let name = row.name;
    if row.parameters.is_empty() {
        return format!("`{name}` has no parameters; write it alone");
    }
    let instead = instead(word, row.parameters.iter().copied());
    format!("`{name}` has no parameter `{word}`; {instead}")
}

/// The step with the name of its parameter added to a value that was written alone.
fn named(input: ParseStream, row: &StepRow) -> String {
    let name = row.name;
    match input.fork().parse::<Lit>() {
        Ok(Lit::Int(count)) if count.suffix().is_empty() => format!("{name}(attempts = {count})"),
        Ok(length) if row.step == StepName::Wait => {
            format!("{name}(up_to = {})", length.to_token_stream())
        }
        _ => row.example.to_owned(),
    }
}

/// Whether `name =` comes next and is a parameter of the step, because code may also begin with an
/// assignment.
fn is_parameter(input: ParseStream, row: &StepRow) -> bool {
    let fork = input.fork();
    let name = fork.call(Ident::parse_any).map(|name| name.to_string());
    let named = name.is_ok_and(|name| row.parameters.contains(&name.as_str()));
    named && fork.peek(Token![=]) && !fork.peek(Token![==])
}

/// The message for a step that does not begin with a word.
fn no_step(input: ParseStream) -> String {
    if let Ok(text) = input.fork().parse::<LitStr>() {
        return format!("write the step without quotes: `{}`", text.value());
    }
    if input.peek(Token![|]) {
        return "expected a step; write `recover(|error| …)` or `fallback(|error| …)`".to_owned();
    }
    if input.peek(token::Paren) {
        return "several steps stand in brackets: `[wait, retry]`".to_owned();
    }
    format!("expected a step: {}", list(steps::names()))
}

fn unknown_step(word: &str) -> String {
    let advice = match hints::step(word) {
        Some(hint) => hint.to_owned(),
        None => instead(word, steps::names()),
    };
    format!("unknown step `{word}`; {advice}")
}
