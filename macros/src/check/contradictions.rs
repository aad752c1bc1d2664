//! The rules for settings that are valid alone, but have no effect or no sense together.

use proc_macro2::Ident;

use crate::errors::Errors;
use crate::model::ladders::Ending;
use crate::model::policy::Policy;
use crate::syntax::args::Args;
use crate::syntax::setting::Setting;
use crate::syntax::step::Steps;
use crate::syntax::value::Priority;
use crate::words::keys::Group;
use crate::words::kinds::{KINDS, Kind};
use crate::words::steps::StepName;

pub(crate) fn check_contradictions(args: &Args, policy: &Policy, errors: &mut Errors) {
    if let Some((key, message)) = group_in_the_way(args, policy) {
        errors.push(key.span(), message);
    } else {
        check_repetition(args, policy, errors);
        check_that_retry_is_used(args, errors);
    }
    check_that_groups_are_used(args, policy, errors);
    check_that_otherwise_is_reached(args, policy, errors);
    check_that_it_has_a_turn(args, policy, errors);
    check_exhaustive(args, policy, errors);
}

/// A group that keeps every kind from being tried again, although other settings want that.
fn group_in_the_way<'a>(args: &'a Args, policy: &Policy) -> Option<(&'a Ident, String)> {
    let retry = args.retry.as_ref().map(|setting| &setting.value.0);
    let wanted = match retry {
        Some(words) => words.iter().all(|word| {
            let own = args.on.iter().any(|(kind, _)| kind.name == word.value);
            word.value != "none" && !own
        }),
        None => args.attempts.is_some() || args.backoff.is_some(),
    };
    let single = args.attempts.as_ref().is_some_and(|setting| setting.get() == 1);
    if policy.repeats() || !wanted || single {
        return None;
    }
    let (group, setting) = args.on_group.iter().find(|(group, _)| *group != Group::Permanent)?;
    let [step] = setting.value.0.as_slice() else { return None };
    let (name, word) = (group.name(), step.name.word());
    let instead = match (group, step.name) {
        (_, StepName::Fail) => format!("remove `{name}`"),
        (Group::Any, _) => format!("write `otherwise = {word}(…)`, which follows the last try"),
        _ => format!("write `{name} = [retry, {word}(…)]`"),
    };
    Some((
        &setting.key,
        format!("`{name}` replaces every `retry`, so nothing is tried again; {instead}"),
    ))
}

/// Refuses settings for repetitions if nothing is ever repeated.
fn check_repetition(args: &Args, policy: &Policy, errors: &mut Errors) {
    if policy.repeats() {
        return;
    }
    let single = args.attempts.as_ref().is_some_and(|setting| setting.get() == 1);
    let why = if single {
        "`attempts = 1` allows no second try; raise it, or remove"
    } else {
        "nothing is tried again; name kinds in `retry`, or remove"
    };
    let retries = args
        .retry
        .as_ref()
        .filter(|setting| single && setting.value.0.iter().all(|word| word.value != "none"));
    let attempts = args.attempts.as_ref().filter(|_| !single);
    let keys = [
        retries.map(|setting| &setting.key),
        attempts.map(|setting| &setting.key),
        args.backoff.as_ref().map(|setting| &setting.key),
    ];
    for key in keys.into_iter().flatten() {
        errors.push(key.span(), format!("{why} `{key}`"));
    }
}

/// Refuses kinds in `retry` whose own steps never try again.
fn check_that_retry_is_used(args: &Args, errors: &mut Errors) {
    let Some(setting) = &args.retry else { return };
    for word in &setting.value.0 {
        let named = |kind: &&Kind| match word.value.as_str() {
            "transient" => kind.is_transient(),
            name => kind.name == name,
        };
        let kinds: Vec<&Kind> = KINDS.iter().filter(named).collect();
        // `on_rate_limit = wait` only adds details to `retry = "rate_limit"`.
        if !kinds.is_empty() && kinds.iter().all(|kind| gives_up(kind, args)) {
            let text = &word.value;
            errors.push(
                word.span,
                format!(
                    "`{text}` is declared to fail without another try; remove it here or there"
                ),
            );
        }
    }
}

/// Whether a kind has its own steps, and none of them tries again.
fn gives_up(kind: &Kind, args: &Args) -> bool {
    let tries_again =
        |setting: &Setting<Steps>| setting.value.0.iter().any(|step| step.name.tries_again());
    args.declared(kind).is_some_and(|setting| !tries_again(setting))
}

/// Refuses groups if all of their kinds have more specific steps.
fn check_that_groups_are_used(args: &Args, policy: &Policy, errors: &mut Errors) {
    for (group, setting) in &args.on_group {
        let kinds = args.kinds_of(setting);
        // Of a named policy, it is ignored where the function gives no answer.
        let is_ignored = *group == Group::Answer && !kinds.is_empty();
        if !is_ignored && !kinds.iter().any(|kind| policy.known.answer.may_be(kind)) {
            let name = group.name();
            errors.push(
                setting.key.span(),
                format!("`{name}` is never reached: each of its kinds is declared; remove it"),
            );
        }
    }
}

/// Refuses `otherwise` if the steps of every kind end the call.
fn check_that_otherwise_is_reached(args: &Args, policy: &Policy, errors: &mut Errors) {
    let Some(setting) = &args.otherwise else { return };
    let has_end = |kind: &Kind| {
        policy
            .ladder(kind)
            .and_then(|ladder| ladder.ending.as_ref())
            .is_some_and(|ending: &Ending| !ending.is_open())
    };
    if KINDS.iter().filter(|kind| policy.known.answer.may_be(kind)).all(has_end) {
        errors.push(
            setting.key.span(),
            "`otherwise` is never reached: the steps of every kind end the call; remove it",
        );
    }
}

/// Refuses a low priority for a call that never waits for its turn.
fn check_that_it_has_a_turn(args: &Args, policy: &Policy, errors: &mut Errors) {
    let Some(setting) = args.own_priority() else { return };
    if setting.get() == Priority::Low && policy.patience().is_zero() {
        errors.push(
            setting.value.span,
            "without a `wait` for `rate_limit` a call never waits for its turn; write \
             `on_rate_limit = wait` beside it, or remove `priority`",
        );
    }
}

fn check_exhaustive(args: &Args, policy: &Policy, errors: &mut Errors) {
    let Some(word) = &args.exhaustive else { return };
    let is_missing =
        |kind: &&Kind| args.declared(kind).is_none() && policy.known.answer.may_be(kind);
    let missing: Vec<String> =
        KINDS.iter().filter(is_missing).map(|kind| format!("`on_{}`", kind.name)).collect();
    if !missing.is_empty() {
        let is_group = KINDS.iter().filter(is_missing).all(Kind::is_answer);
        let group = if is_group { ", or `on_answer` for all of them" } else { "" };
        let missing = missing.join(", ");
        let message = format!("not every kind is declared; write also {missing}{group}");
        errors.push(word.span(), message);
    }
}
