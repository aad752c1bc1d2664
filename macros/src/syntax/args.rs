//! [`Args`]: the settings in the attribute, each once and with its own type.

use std::time::Duration;

use proc_macro2::{Span, TokenStream, TokenTree};
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::{Ident, Path, Token, token};

use crate::errors::Errors;
use crate::syntax::setting::{Setting, no_policy, no_value, note};
use crate::syntax::spanned::Spanned;
use crate::syntax::step::Steps;
use crate::syntax::unknown::unknown_key;
use crate::syntax::value::{Backoff, Priority, Replay, Words};
use crate::words::keys::{Group, Key};
use crate::words::kinds::{KINDS, Kind};
use crate::words::steps;
use crate::words::steps::StepName;

#[derive(Default)]
pub(crate) struct Args {
    pub(crate) retry: Option<Setting<Words>>,
    pub(crate) attempts: Option<Setting<Spanned<u32>>>,
    pub(crate) backoff: Option<Setting<Spanned<Backoff>>>,
    pub(crate) timeout: Option<Setting<Spanned<Duration>>>,
    pub(crate) idle: Option<Setting<Spanned<Duration>>>,
    pub(crate) deadline: Option<Setting<Spanned<Duration>>>,
    pub(crate) on: Vec<(&'static Kind, Setting<Steps>)>,
    pub(crate) on_group: Vec<(Group, Setting<Steps>)>,
    pub(crate) otherwise: Option<Setting<Steps>>,
    pub(crate) exhaustive: Option<Ident>,
    pub(crate) max_requests: Option<Setting<Spanned<u32>>>,
    pub(crate) max_time: Option<Setting<Spanned<Duration>>>,
    pub(crate) policy: Option<Setting<Path>>,
    pub(crate) replay: Option<Setting<Spanned<Replay>>>,
    pub(crate) priority: Option<Setting<Spanned<Priority>>>,
    pub(crate) runtime: Option<Setting<Path>>,
    /// How many of `on` and `on_group` are the function's own, and not those of a named policy.
    own: (usize, usize),
    /// Whether `retry` is the function's own.
    is_own_retry: bool,
    /// Whether `priority` is the function's own.
    is_own_priority: bool,
}

/// What the function's own keys need of its body.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Needs {
    Nothing,
    /// That its answer is read, or that it says itself what the answer is.
    Answer,
    /// That it ends in a request that can be changed, too.
    Request,
}

impl Args {
    /// Reads one more layer of settings; those that were read before win. An invalid entry adds to
    /// `errors`, and the entries after it are still read.
    pub(crate) fn read(&mut self, layer: TokenStream, errors: &mut Errors) {
        let mut written = Vec::new();
        for entry in entries(layer) {
            errors.take((|input: ParseStream| self.entry(&mut written, input)).parse2(entry));
        }
    }

    /// Marks what has been read so far as the function's own.
    pub(crate) fn close_own(&mut self) {
        self.own = (self.on.len(), self.on_group.len());
        self.is_own_retry = self.retry.is_some();
        self.is_own_priority = self.priority.is_some();
    }

    /// The function's own `retry`.
    pub(crate) fn own_retry(&self) -> Option<&Setting<Words>> {
        self.retry.as_ref().filter(|_| self.is_own_retry)
    }

    /// The function's own settings for kinds and groups.
    pub(crate) fn own_steps(&self) -> impl Iterator<Item = &Setting<Steps>> {
        let on = self.on.iter().take(self.own.0).map(|(_, setting)| setting);
        on.chain(self.on_group.iter().take(self.own.1).map(|(_, setting)| setting))
    }

    /// Whether only what surely has not run is tried again.
    pub(crate) fn only_unsent(&self) -> bool {
        self.replay.as_ref().is_some_and(|setting| setting.get() == Replay::Unsent)
    }

    /// The function's own `priority`.
    pub(crate) fn own_priority(&self) -> Option<&Setting<Spanned<Priority>>> {
        self.priority.as_ref().filter(|_| self.is_own_priority)
    }

    /// Whether it waits for its turn behind all others.
    pub(crate) fn is_low(&self) -> bool {
        self.priority.as_ref().is_some_and(|setting| setting.get() == Priority::Low)
    }

    /// The function's own key of a kind.
    pub(crate) fn own_key(&self, kind: &str) -> Option<&Ident> {
        let mut own = self.on.iter().take(self.own.0);
        own.find(|(it, _)| it.name == kind).map(|(_, setting)| &setting.key)
    }

    /// The function's own settings for the kinds of an answer.
    pub(crate) fn own_answers(&self) -> impl Iterator<Item = &Setting<Steps>> {
        let on = self.on.iter().take(self.own.0).filter(|(kind, _)| kind.is_answer());
        let groups = self.on_group.iter().take(self.own.1);
        let groups = groups.filter(|(group, _)| *group == Group::Answer);
        on.map(|(_, setting)| setting).chain(groups.map(|(_, setting)| setting))
    }

    /// What the function's own keys need of its body. Those of a named policy that do not apply to
    /// it are ignored.
    pub(crate) fn needs(&self) -> Needs {
        let mut steps = self.own_answers().flat_map(|setting| &setting.value.0);
        if steps.any(|step| matches!(step.name, StepName::Reask | StepName::Enlarge)) {
            return Needs::Request;
        }
        if self.own_answers().next().is_some() { Needs::Answer } else { Needs::Nothing }
    }

    fn entry(&mut self, written: &mut Vec<Ident>, input: ParseStream) -> syn::Result<()> {
        let word = input.call(Ident::parse_any).map_err(|error| {
            syn::Error::new(error.span(), "expected `key = value`, as in `retry = \"transient\"`")
        })?;
        let text = word.to_string();
        let Some(key) = Key::by_name(&text) else {
            let message = self.without_brackets(&text).unwrap_or_else(|| unknown_key(&text));
            return Err(syn::Error::new(word.span(), message));
        };
        let has_value = input.peek(Token![=]) && !input.peek(Token![==]);
        if key != Key::Exhaustive && !has_value {
            let message =
                self.without_brackets(&text).unwrap_or_else(|| unequal(&word, key, input));
            return Err(syn::Error::new(word.span(), message));
        }
        self.setting(key, word.clone(), input)?;
        note(word, written)?;
        expect_end(key, input)
    }

    /// Reads the value of the key `word`.
    fn setting(&mut self, key: Key, word: Ident, input: ParseStream) -> syn::Result<()> {
        match key {
            Key::Retry => Setting::fill(&mut self.retry, word, input),
            Key::Attempts => Setting::fill(&mut self.attempts, word, input),
            Key::Backoff => Setting::fill(&mut self.backoff, word, input),
            Key::Timeout => Setting::fill(&mut self.timeout, word, input),
            Key::Idle => Setting::fill(&mut self.idle, word, input),
            Key::Deadline => Setting::fill(&mut self.deadline, word, input),
            Key::On(kind) => Setting::add(&mut self.on, kind, word, input),
            Key::OnGroup(group) => Setting::add(&mut self.on_group, group, word, input),
            Key::Otherwise => Setting::fill(&mut self.otherwise, word, input),
            Key::Exhaustive if !input.is_empty() => {
                Err(input.error("`exhaustive` stands alone; write it without a value"))
            }
            Key::Exhaustive => {
                self.exhaustive.get_or_insert(word);
                Ok(())
            }
            Key::MaxRequests => Setting::fill(&mut self.max_requests, word, input),
            Key::MaxTime => Setting::fill(&mut self.max_time, word, input),
            Key::Policy => {
                Setting::fill_path(&mut self.policy, word, input)?;
                let path = self.policy.as_ref().map(|setting| &setting.value);
                let name = path.and_then(|path| path.segments.last());
                name.and_then(|name| no_policy(&name.ident)).map_or(Ok(()), Err)
            }
            Key::Replay => Setting::fill(&mut self.replay, word, input),
            Key::Priority => Setting::fill(&mut self.priority, word, input),
            Key::Crate => Setting::fill_path(&mut self.runtime, word, input),
        }
    }

    /// The steps declared for a kind. The most specific key wins: that of the kind, then that of
    /// the kind that covers it, then that of its group.
    pub(crate) fn declared(&self, kind: &Kind) -> Option<&Setting<Steps>> {
        let own = |name| self.on.iter().find(|(kind, _)| kind.name == name).map(|(_, it)| it);
        let of = |group| self.on_group.iter().find(|(it, _)| *it == group).map(|(_, it)| it);
        own(kind.name)
            .or_else(|| kind.covered_by.and_then(own))
            .or_else(|| of(Group::of(kind)))
            .or_else(|| of(Group::Any))
    }

    /// The kinds that take their steps from this setting.
    pub(crate) fn kinds_of(&self, setting: &Setting<Steps>) -> Vec<&'static Kind> {
        let is_of = |kind: &&Kind| self.declared(kind).is_some_and(|it| std::ptr::eq(it, setting));
        KINDS.iter().filter(is_of).collect()
    }

    /// Whether this is the setting for every kind.
    pub(crate) fn is_for_any(&self, setting: &Setting<Steps>) -> bool {
        let mut groups = self.on_group.iter();
        groups.any(|(group, it)| *group == Group::Any && std::ptr::eq(it, setting))
    }

    /// The `=` of the setting that says most about how often the body runs.
    pub(crate) fn first_equals(&self) -> Option<Span> {
        let retry = self.retry.iter().map(|it| it.equals);
        let attempts = self.attempts.iter().map(|it| it.equals);
        let on = self.on.iter().map(|(_, it)| it.equals);
        let on_group = self.on_group.iter().map(|(_, it)| it.equals);
        let policy = self.policy.iter().map(|it| it.equals);
        let times = [&self.timeout, &self.idle, &self.deadline];
        let times = times.into_iter().flatten().map(|it| it.equals);
        retry.chain(attempts).chain(on).chain(on_group).chain(policy).chain(times).next()
    }

    /// The message for a step in the place of a key, after the steps of a kind.
    fn without_brackets(&self, word: &str) -> Option<String> {
        steps::by_name(word)?;
        let (_, last) = self.on.last()?;
        let key = &last.key;
        let steps = last.value.0.iter().map(|step| step.name.word()).chain([word]);
        let steps = steps.collect::<Vec<_>>().join(", ");
        Some(format!("several steps stand in brackets; write `{key} = [{steps}]`"))
    }
}

/// The message for a key without `=`. Its value may be there after all, such as after `:`.
fn unequal(word: &Ident, key: Key, input: ParseStream) -> String {
    if key == Key::Retry && input.peek(token::Paren) {
        return "`retry(…)` is a step; write `on_transient = retry(…)`".to_owned();
    }
    let behind = input.fork();
    let value = match behind.parse::<TokenTree>() {
        Ok(TokenTree::Punct(colon)) if colon.as_char() == ':' => behind.parse::<TokenTree>().ok(),
        Ok(TokenTree::Group(group)) => {
            let mut inside = group.stream().into_iter();
            inside.next().filter(|_| inside.next().is_none())
        }
        _ => None,
    };
    match value {
        Some(value) if key.takes_one_token() => {
            format!("`{word}` needs an `=` before its value; write `{word} = {value}`")
        }
        _ => no_value(word),
    }
}

fn expect_end(key: Key, input: ParseStream) -> syn::Result<()> {
    if input.is_empty() {
        return Ok(());
    }
    Err(input.error(match key {
        Key::Retry if input.peek(Token![|]) => "write the kinds in one: `\"timeout | connection\"`",
        _ if input.peek(Token![|]) => "several steps stand in brackets: `[wait, retry]`",
        Key::On(_) | Key::OnGroup(_) | Key::Otherwise
            if input.peek(Token![=>]) || input.peek(Ident) && !input.peek2(Token![=]) =>
        {
            "several steps stand in brackets: `[wait, retry]`"
        }
        _ => "nothing may follow the value; settings are separated by commas",
    }))
}

/// Splits at commas outside brackets, so that a mistake in one entry does not affect the next.
pub(crate) fn entries(tokens: TokenStream) -> Vec<TokenStream> {
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
