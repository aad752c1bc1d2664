//! [`Args`]: what was written in the attribute, each setting once and in its own type.

use proc_macro2::{Span, TokenStream, TokenTree};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream, Parser};
use syn::{Ident, Path, Token};

use crate::duration::Written;
use crate::errors::{Errors, instead};
use crate::kinds::Kind;
use crate::options::{Key, hint, key_names};
use crate::value::{BackoffRange, Count, Steps, Words};

/// `key = value`, with the places that messages point at.
pub(crate) struct Setting<T> {
    pub(crate) key: Ident,
    pub(crate) equals: Span,
    pub(crate) value: T,
}

#[derive(Default)]
pub(crate) struct Args {
    pub(crate) retry: Option<Setting<Words>>,
    pub(crate) attempts: Option<Setting<Count>>,
    pub(crate) backoff: Option<Setting<BackoffRange>>,
    pub(crate) timeout: Option<Setting<Written>>,
    pub(crate) deadline: Option<Setting<Written>>,
    pub(crate) on: Vec<(&'static Kind, Setting<Steps>)>,
    pub(crate) runtime: Option<Setting<Path>>,
}

impl Args {
    /// Reads the comma list. A bad entry goes into `errors`, and the next one is read all the same.
    pub(crate) fn parse(tokens: TokenStream, errors: &mut Errors) -> Self {
        let mut args = Self::default();
        for entry in entries(tokens) {
            errors.take((|input: ParseStream| args.entry(input)).parse2(entry));
        }
        args
    }

    fn entry(&mut self, input: ParseStream) -> syn::Result<()> {
        let word = input.call(Ident::parse_any).map_err(|error| {
            syn::Error::new(error.span(), "expected `key = value`, as in `retry = \"transient\"`")
        })?;
        let text = word.to_string();
        let key =
            Key::by_name(&text).ok_or_else(|| syn::Error::new(word.span(), unknown_key(&text)))?;
        if !input.peek(Token![=]) || input.peek(Token![==]) {
            let message = format!("`{text}` needs a value; write `{}`", key.example());
            return Err(syn::Error::new(word.span(), message));
        }
        match key {
            Key::Retry => Setting::fill(&mut self.retry, word, input),
            Key::Attempts => Setting::fill(&mut self.attempts, word, input),
            Key::Backoff => Setting::fill(&mut self.backoff, word, input),
            Key::Timeout => Setting::fill(&mut self.timeout, word, input),
            Key::Deadline => Setting::fill(&mut self.deadline, word, input),
            Key::Crate => Setting::fill(&mut self.runtime, word, input),
            Key::On(kind) => self.on(kind, word, input),
        }?;
        expect_end(input)
    }

    fn on(&mut self, kind: &'static Kind, word: Ident, input: ParseStream) -> syn::Result<()> {
        let mut setting = None;
        Setting::fill(&mut setting, word, input)?;
        let Some(setting) = setting else {
            return Ok(());
        };
        if self.on.iter().any(|(other, _)| *other == kind) {
            return Err(twice(&setting.key));
        }
        self.on.push((kind, setting));
        Ok(())
    }
}

impl<T: Parse> Setting<T> {
    /// Reads `= value` into `slot`, which must still be empty.
    pub(crate) fn fill(slot: &mut Option<Self>, key: Ident, input: ParseStream) -> syn::Result<()> {
        let equals = input.parse::<Token![=]>()?.span;
        if input.is_empty() {
            return Err(syn::Error::new(key.span(), no_value(&key)));
        }
        let value = input.parse()?;
        if slot.is_some() {
            return Err(twice(&key));
        }
        *slot = Some(Self { key, equals, value });
        Ok(())
    }
}

fn no_value(key: &Ident) -> String {
    match Key::by_name(&key.to_string()) {
        Some(known) => format!("`{key}` needs a value; write `{}`", known.example()),
        None => format!("`{key}` needs a value"),
    }
}

fn twice(key: &Ident) -> syn::Error {
    syn::Error::new(key.span(), format!("`{key}` is written twice; keep one of the two"))
}

fn unknown_key(word: &str) -> String {
    if let Some(hint) = hint(word) {
        return format!("unknown key `{word}`; {hint}");
    }
    let names = key_names();
    format!("unknown key `{word}`; {}", instead(word, names.iter().map(String::as_str)))
}

fn expect_end(input: ParseStream) -> syn::Result<()> {
    if input.is_empty() {
        return Ok(());
    }
    Err(input.error("nothing may follow the value; settings are separated by commas"))
}

/// Splits at the commas outside of brackets, so that a mistake in one entry ends with it.
fn entries(tokens: TokenStream) -> Vec<TokenStream> {
    let mut entries = vec![TokenStream::new()];
    for token in tokens {
        match &token {
            TokenTree::Punct(punct) if punct.as_char() == ',' => entries.push(TokenStream::new()),
            _ => entries.last_mut().map_or((), |entry| entry.extend([token])),
        }
    }
    entries.retain(|entry| !entry.is_empty());
    entries
}
