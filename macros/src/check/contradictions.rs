//! The rules for settings that are valid alone, but have no effect or no sense together.

use crate::errors::Errors;
use crate::model::ladders::Ending;
use crate::model::policy::Policy;
use crate::syntax::args::Args;
use crate::syntax::setting::Setting;
use crate::syntax::step::Steps;
use crate::words::kinds::{KINDS, Kind};

pub(crate) fn check_contradictions(args: &Args, policy: &Policy, errors: &mut Errors) {
    check_repetition(args, policy, errors);
    check_that_retry_is_used(args, errors);
    check_that_groups_are_used(args, errors);
    check_that_otherwise_is_reached(args, policy, errors);
    check_exhaustive(args, errors);
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
fn check_that_groups_are_used(args: &Args, errors: &mut Errors) {
    for (group, setting) in &args.on_group {
        if args.kinds_of(setting).is_empty() {
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
        let ladder = policy.ladders.iter().find(|ladder| ladder.kinds.contains(&kind));
        ladder
            .and_then(|ladder| ladder.ending.as_ref())
            .is_some_and(|ending: &Ending| !ending.is_open())
    };
    if KINDS.iter().all(has_end) {
        errors.push(
            setting.key.span(),
            "`otherwise` is never reached: the steps of every kind end the call; remove it",
        );
    }
}

fn check_exhaustive(args: &Args, errors: &mut Errors) {
    let Some(word) = &args.exhaustive else { return };
    let is_missing = |kind: &&Kind| args.declared(kind).is_none();
    let missing: Vec<String> =
        KINDS.iter().filter(is_missing).map(|kind| format!("`on_{}`", kind.name)).collect();
    if !missing.is_empty() {
        let message = format!("not every kind is declared; write also {}", missing.join(", "));
        errors.push(word.span(), message);
    }
}
