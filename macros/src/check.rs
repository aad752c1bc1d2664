//! `Args + CallFn -> Policy`: every rule about settings, and the defaults. Collects all mistakes.

use std::time::Duration;

use proc_macro2::Span;
use syn::{Path, parse_quote};

use crate::args::{Args, Setting};
use crate::duration::{Written, shown};
use crate::errors::{Errors, instead};
use crate::item::CallFn;
use crate::kinds::{self, KINDS, Kind, RATE_LIMIT};
use crate::options::StepName;
use crate::policy::{Backoff, Ladder, Policy, Repeat};
use crate::signature::check_signature;
use crate::value::{Steps, Word, WrittenStep};

/// The official SDKs make two retries: <https://github.com/openai/openai-python#retries>.
const ATTEMPTS: u32 = 3;
/// The first and the longest delay of the official SDKs.
const BACKOFF: Backoff = Backoff { first: Duration::from_millis(500), cap: Duration::from_secs(8) };
/// The official SDKs' time for one attempt.
const TIMEOUT: Duration = Duration::from_secs(600);
/// The longest delay that openai-python obeys; a longer one had better be seen by a person.
const UP_TO: Duration = Duration::from_secs(120);

pub(crate) fn check(args: &Args, function: &CallFn, errors: &mut Errors) -> Policy {
    check_signature(function, errors);
    check_bounds(args, errors);
    let defaults = Defaults::of(args);
    let retried = retried_kinds(args, errors);
    let ladders = ladders(args, &retried, &defaults, errors);
    let policy = Policy {
        runtime: runtime(args, errors),
        loop_span: loop_span(args),
        attempts: all_attempts(args, &ladders),
        timeout: defaults.timeout,
        deadline: defaults.deadline,
        ladders,
    };
    check_that_figures_are_used(args, &policy, errors);
    policy
}

/// What steps take where they say nothing themselves. A default gives way to a declared bound.
struct Defaults {
    attempts: u32,
    backoff: Backoff,
    up_to: Duration,
    timeout: Duration,
    deadline: Option<Duration>,
}

impl Defaults {
    fn of(args: &Args) -> Self {
        let deadline = value(args.deadline.as_ref());
        let capped = |default: Duration| deadline.map_or(default, |deadline| default.min(deadline));
        let backoff = args.backoff.as_ref().map_or(
            Backoff { first: capped(BACKOFF.first), cap: capped(BACKOFF.cap) },
            |setting| Backoff { first: setting.value.first, cap: setting.value.cap },
        );
        Self {
            attempts: args.attempts.as_ref().map_or(ATTEMPTS, |setting| setting.value.value),
            backoff,
            up_to: capped(UP_TO),
            timeout: value(args.timeout.as_ref()).unwrap_or(capped(TIMEOUT)),
            deadline,
        }
    }
}

fn value(setting: Option<&Setting<Written>>) -> Option<Duration> {
    setting.map(|setting| setting.value.value)
}

fn runtime(args: &Args, errors: &mut Errors) -> Path {
    let Some(setting) = &args.runtime else {
        return parse_quote!(::openai_call);
    };
    let path = &setting.value;
    let from_the_root = path.leading_colon.is_some()
        || path.segments.first().is_some_and(|segment| segment.ident == "crate");
    if !from_the_root {
        let name = path.segments.iter().map(|segment| segment.ident.to_string());
        let name = name.collect::<Vec<_>>().join("::");
        errors.push(
            path.segments.first().map_or_else(Span::call_site, |segment| segment.ident.span()),
            format!(
                "a relative path means something else in every module; write `::{name}` for a \
                 dependency or `crate::{name}` for a re-export of your own"
            ),
        );
    }
    path.clone()
}

fn loop_span(args: &Args) -> Span {
    let on = args.on.iter().map(|(_, setting)| setting.equals);
    let retry = args.retry.iter().map(|setting| setting.equals);
    let attempts = args.attempts.iter().map(|setting| setting.equals);
    retry.chain(attempts).chain(on).next().unwrap_or_else(Span::mixed_site)
}

fn all_attempts(args: &Args, ladders: &[Ladder]) -> u32 {
    let steps = ladders.iter().flat_map(|ladder| &ladder.repeats).map(Repeat::attempts);
    args.attempts.as_ref().map_or_else(|| steps.max().unwrap_or(1), |setting| setting.value.value)
}

/// The kinds that `retry` names; `transient` where it is left out.
fn retried_kinds(args: &Args, errors: &mut Errors) -> Vec<&'static Kind> {
    let transient = || KINDS.iter().filter(|kind| kind.transient);
    let Some(setting) = &args.retry else {
        return transient().collect();
    };
    let words = &setting.value.0;
    let mut kinds = Vec::new();
    for (index, word) in words.iter().enumerate() {
        if words[..index].iter().any(|earlier| earlier.text == word.text) {
            errors.push(word.span, format!("`{}` is named twice; keep one of the two", word.text));
        }
        match word.text.as_str() {
            "transient" => kinds.extend(transient()),
            "none" if words.len() > 1 => {
                errors.push(word.span, "`none` stands alone; remove it or the other kinds");
            }
            "none" => {}
            _ => kinds.extend(retried_kind(word, errors)),
        }
    }
    kinds
}

fn retried_kind(word: &Word, errors: &mut Errors) -> Option<&'static Kind> {
    let text = word.text.as_str();
    match kinds::by_name(text) {
        Some(kind) if kind.transient => return Some(kind),
        Some(_) => errors.push(
            word.span,
            format!("`{text}` is permanent: the same request will fail again; remove it"),
        ),
        None if text.contains(',') => {
            let list = text.replace(',', " |").replace("  ", " ");
            errors.push(word.span, format!("kinds are separated by `|`; write `\"{list}\"`"));
        }
        None => {
            let known = ["transient", "none"].into_iter().chain(kinds::transient_names());
            errors.push(word.span, format!("unknown kind `{text}`; {}", instead(text, known)));
        }
    }
    None
}

/// One ladder for each set of kinds that share their steps, the narrowest first.
fn ladders(
    args: &Args,
    retried: &[&'static Kind],
    defaults: &Defaults,
    errors: &mut Errors,
) -> Vec<Ladder> {
    for (kind, setting) in &args.on {
        check_steps(kind, &setting.value, args, errors);
    }
    let mut ladders: Vec<Ladder> = Vec::new();
    for kind in KINDS {
        let Some(repeats) = repeats_of(kind, args, retried, defaults) else {
            continue;
        };
        match ladders.iter_mut().find(|ladder| ladder.repeats == repeats) {
            Some(ladder) => ladder.kinds.push(kind),
            None => ladders.push(Ladder { kinds: vec![kind], repeats }),
        }
    }
    ladders.sort_by_key(|ladder| ladder.kinds.len());
    ladders
}

/// What was declared for `kind` itself, else for the kind that covers it, else by `retry`.
/// `None` where nothing says anything: the call then ends at once.
fn repeats_of(
    kind: &Kind,
    args: &Args,
    retried: &[&'static Kind],
    defaults: &Defaults,
) -> Option<Vec<Repeat>> {
    let declared = |name: &str| args.on.iter().find(|(kind, _)| kind.name == name);
    if let Some((_, setting)) = declared(kind.name).or_else(|| kind.covered_by.and_then(declared)) {
        return Some(setting.value.0.iter().filter_map(|step| repeat(step, defaults)).collect());
    }
    let Defaults { attempts, backoff, up_to, .. } = *defaults;
    let again = attempts > 1 && retried.contains(&kind);
    again.then(|| match kind.name {
        RATE_LIMIT => vec![Repeat::Wait { attempts, up_to, backoff }],
        _ => vec![Repeat::Retry { attempts, backoff }],
    })
}

fn repeat(step: &WrittenStep, defaults: &Defaults) -> Option<Repeat> {
    let attempts = step.attempts.as_ref().map_or(defaults.attempts, |setting| setting.value.value);
    let backoff = step.backoff.as_ref().map_or(defaults.backoff, |setting| Backoff {
        first: setting.value.first,
        cap: setting.value.cap,
    });
    match step.name {
        StepName::Fail => None,
        StepName::Retry => Some(Repeat::Retry { attempts, backoff }),
        StepName::Wait => {
            let up_to = value(step.up_to.as_ref()).unwrap_or(defaults.up_to);
            Some(Repeat::Wait { attempts, up_to, backoff })
        }
    }
}

fn check_steps(kind: &Kind, steps: &Steps, args: &Args, errors: &mut Errors) {
    for (index, step) in steps.0.iter().enumerate() {
        let repeats = step.name != StepName::Fail;
        if repeats && !kind.transient {
            errors.push(
                step.span,
                format!(
                    "`{0}` is permanent: the same request will fail again; write `on_{0} = fail`",
                    kind.name
                ),
            );
        } else if step.name == StepName::Wait && !kind.names_delay {
            errors.push(
                step.span,
                format!(
                    "no server names a delay with `{}`; write `retry`, which backs off",
                    kind.name
                ),
            );
        }
        if steps.0[..index].iter().any(|earlier| earlier.name == StepName::Fail) {
            errors.push(
                step.span,
                "never reached: `fail` before it always ends the call; remove one of the two",
            );
        }
        check_step_figures(step, args, errors);
    }
}

fn check_step_figures(step: &WrittenStep, args: &Args, errors: &mut Errors) {
    let attempts = step.attempts.as_ref().or(args.attempts.as_ref());
    if step.name != StepName::Fail && attempts.is_some_and(|setting| setting.value.value == 1) {
        errors.push(step.span, "`attempts = 1` leaves no second try; raise it, or write `fail`");
    }
    if let (Some(of_step), Some(of_call)) = (&step.attempts, &args.attempts) {
        let (of_step, of_call) = (of_step.value, of_call.value.value);
        if of_step.value > of_call {
            errors.push(
                of_step.span,
                format!(
                    "the step may take {} tries, but the whole call has `attempts = {of_call}`; \
                     raise the one or lower the other",
                    of_step.value
                ),
            );
        }
    }
    if let Some(up_to) = &step.up_to {
        fits_in_deadline(up_to.value.value, up_to.value.span, "the wait", args, errors);
    }
    if let Some(backoff) = &step.backoff {
        fits_in_deadline(backoff.value.first, backoff.value.span, "the first delay", args, errors);
    }
}

fn check_bounds(args: &Args, errors: &mut Errors) {
    if let Some(timeout) = &args.timeout {
        fits_in_deadline(timeout.value.value, timeout.value.span, "one attempt", args, errors);
    }
    if let Some(backoff) = &args.backoff {
        fits_in_deadline(backoff.value.first, backoff.value.span, "the first delay", args, errors);
    }
}

/// Only what was declared can contradict; a default has been cut to the deadline already.
fn fits_in_deadline(length: Duration, span: Span, what: &str, args: &Args, errors: &mut Errors) {
    let Some(deadline) = value(args.deadline.as_ref()) else {
        return;
    };
    if length > deadline {
        let (length, deadline) = (shown(length), shown(deadline));
        errors.push(
            span,
            format!(
                "{what} of {length} does not fit into `deadline = {deadline}`; \
                 raise the deadline or lower this"
            ),
        );
    }
}

/// Figures for repetitions, where nothing is ever repeated.
fn check_that_figures_are_used(args: &Args, policy: &Policy, errors: &mut Errors) {
    if policy.repeats() {
        return;
    }
    let attempts = args.attempts.as_ref().filter(|_| args.retry.is_some());
    let keys = [attempts.map(|it| &it.key), args.backoff.as_ref().map(|it| &it.key)];
    for key in keys.into_iter().flatten() {
        let message = format!(
            "nothing is tried again, so `{key}` has no effect; remove it or name kinds in `retry`"
        );
        errors.push(key.span(), message);
    }
}
