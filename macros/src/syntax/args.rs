//! [`Args`]: what was written in the attribute, each setting once and in its own type.

use proc_macro2::{Span, TokenStream, TokenTree};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream, Parser};
use syn::{Ident, LitStr, Path, Token};

use crate::errors::Errors;
use crate::syntax::duration::Written;
use crate::syntax::step::Steps;
use crate::syntax::value::{BackoffRange, Count, Words};
use crate::words::keys::{Group, Key, key_names, main_keys};
use crate::words::kinds::{self, Kind};
use crate::words::nearest::{list, nearest};
use crate::words::{hints, steps};

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
    pub(crate) idle: Option<Setting<Written>>,
    pub(crate) deadline: Option<Setting<Written>>,
    pub(crate) on: Vec<(&'static Kind, Setting<Steps>)>,
    pub(crate) on_group: Vec<(Group, Setting<Steps>)>,
    pub(crate) otherwise: Option<Setting<Steps>>,
    pub(crate) exhaustive: Option<Ident>,
    pub(crate) max_requests: Option<Setting<Count>>,
    pub(crate) max_time: Option<Setting<Written>>,
    pub(crate) policy: Option<Setting<Path>>,
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

    /// These settings, and those of `wider` where there is none here.
    pub(crate) fn over(mut self, wider: Self) -> Self {
        let is_new = |kind: &Kind| !self.on.iter().any(|(own, _)| *own == kind);
        let on: Vec<_> = wider.on.into_iter().filter(|(kind, _)| is_new(kind)).collect();
        self.on.extend(on);
        let is_new = |group: Group| !self.on_group.iter().any(|(own, _)| *own == group);
        let on: Vec<_> = wider.on_group.into_iter().filter(|(group, _)| is_new(*group)).collect();
        self.on_group.extend(on);
        Self {
            retry: self.retry.or(wider.retry),
            attempts: self.attempts.or(wider.attempts),
            backoff: self.backoff.or(wider.backoff),
            timeout: self.timeout.or(wider.timeout),
            idle: self.idle.or(wider.idle),
            deadline: self.deadline.or(wider.deadline),
            on: self.on,
            on_group: self.on_group,
            otherwise: self.otherwise.or(wider.otherwise),
            exhaustive: self.exhaustive.or(wider.exhaustive),
            max_requests: self.max_requests.or(wider.max_requests),
            max_time: self.max_time.or(wider.max_time),
            policy: self.policy.or(wider.policy),
            runtime: self.runtime.or(wider.runtime),
        }
    }

    fn entry(&mut self, input: ParseStream) -> syn::Result<()> {
        let word = input.call(Ident::parse_any).map_err(|error| {
            syn::Error::new(error.span(), "expected `key = value`, as in `retry = \"transient\"`")
        })?;
        let text = word.to_string();
        let Some(key) = Key::by_name(&text) else {
            let message = self.without_brackets(&text).unwrap_or_else(|| unknown_key(&text));
            return Err(syn::Error::new(word.span(), message));
        };
        if key == Key::Exhaustive {
            return self.exhaustive(word, input);
        }
        if !input.peek(Token![=]) || input.peek(Token![==]) {
            let message =
                self.without_brackets(&text).unwrap_or_else(|| unequal(&word, key, input));
            return Err(syn::Error::new(word.span(), message));
        }
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
            Key::MaxRequests => Setting::fill(&mut self.max_requests, word, input),
            Key::MaxTime => Setting::fill(&mut self.max_time, word, input),
            Key::Policy => Setting::fill_path(&mut self.policy, word, input),
            Key::Crate => Setting::fill_path(&mut self.runtime, word, input),
            Key::Exhaustive => Ok(()),
        }?;
        expect_end(key, input)
    }

    /// What to say of a step that stands where a key should, behind the steps of a kind.
    fn without_brackets(&self, word: &str) -> Option<String> {
        let is_step = steps::by_name(word).is_some();
        let (_, last) = self.on.last().filter(|_| is_step)?;
        let key = &last.key;
        let steps = last.value.0.iter().map(|step| step.name.word()).chain([word]);
        let steps = steps.collect::<Vec<_>>().join(", ");
        Some(format!("several steps stand in brackets; write `{key} = [{steps}]`"))
    }

    fn exhaustive(&mut self, word: Ident, input: ParseStream) -> syn::Result<()> {
        if !input.is_empty() {
            return Err(input.error("`exhaustive` stands alone; write it without a value"));
        }
        match self.exhaustive.replace(word) {
            Some(first) => Err(twice(&first)),
            None => Ok(()),
        }
    }
}

impl<T: Parse> Setting<T> {
    /// Reads `= value` into `slot`, which must still be empty.
    pub(crate) fn fill(slot: &mut Option<Self>, key: Ident, input: ParseStream) -> syn::Result<()> {
        let equals: Option<Token![=]> = input.parse()?;
        let (Some(equals), false) = (equals, input.is_empty()) else {
            return Err(syn::Error::new(key.span(), no_value(&key)));
        };
        let value = input.parse()?;
        if slot.is_some() {
            return Err(twice(&key));
        }
        *slot = Some(Self { key, equals: equals.span, value });
        Ok(())
    }

    /// Reads `= value` for one of several subjects, each of which may be named once.
    fn add<S: PartialEq>(
        list: &mut Vec<(S, Self)>,
        subject: S,
        key: Ident,
        input: ParseStream,
    ) -> syn::Result<()> {
        let mut setting = None;
        Self::fill(&mut setting, key, input)?;
        let Some(setting) = setting else { return Ok(()) };
        if list.iter().any(|(other, _)| *other == subject) {
            return Err(twice(&setting.key));
        }
        list.push((subject, setting));
        Ok(())
    }
}

impl Setting<Path> {
    fn fill_path(slot: &mut Option<Self>, key: Ident, input: ParseStream) -> syn::Result<()> {
        let value = input.fork();
        value.parse::<Token![=]>()?;
        if !value.is_empty() && value.call(Path::parse_mod_style).is_err() {
            let written = input.fork();
            written.parse::<Token![=]>()?;
            let message = match written.fork().parse::<LitStr>() {
                Ok(path) => format!("write the path without quotes: `{key} = {}`", path.value()),
                Err(_) => no_value(&key).replace("needs a value", "takes a path"),
            };
            return Err(written.error(message));
        }
        Self::fill(slot, key, input)
    }
}

/// The value may be there, behind something else than `=`.
fn unequal(word: &Ident, key: Key, input: ParseStream) -> String {
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
    if let Some(hint) = hints::key(word) {
        return format!("unknown key `{word}`; {hint}");
    }
    if kinds::by_name(word).is_some() {
        return format!("`{word}` is a kind; write `on_{word} = …`, or `retry = \"{word} | …\"`");
    }
    if steps::by_name(word).is_some() {
        return format!(
            "`{word}` is a step; write it behind an `on_<kind> =`, several of them in brackets"
        );
    }
    let names = key_names();
    if let Some(name) = begun(word, &names) {
        return format!("unknown key `{word}`; did you mean `{name}`?");
    }
    match nearest(word, names.iter().map(String::as_str)) {
        Some(name) => format!("unknown key `{word}`; did you mean `{name}`?"),
        None => format!("unknown key `{word}`; write one of {}, `on_<kind>`", list(main_keys())),
    }
}

/// The only key that begins with `word`, as long as that is more than `on_`.
fn begun<'a>(word: &str, names: &'a [String]) -> Option<&'a str> {
    let mut begun = names.iter().filter(|name| name.starts_with(word) && word.len() > 3);
    let only = begun.next()?;
    begun.next().is_none().then_some(only)
}

fn expect_end(key: Key, input: ParseStream) -> syn::Result<()> {
    if input.is_empty() {
        return Ok(());
    }
    Err(input.error(match key {
        Key::Retry if input.peek(Token![|]) => "write the kinds in one: `\"timeout | connection\"`",
        _ if input.peek(Token![|]) => "several steps stand in brackets: `[wait, retry]`",
        _ => "nothing may follow the value; settings are separated by commas",
    }))
}

/// Splits at the commas outside of brackets, so that a mistake in one entry ends with it.
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
