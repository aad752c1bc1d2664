//! `Args + CallFn -> Policy`: the order of the rules, and those for single settings. Collects all
//! mistakes.

mod contradictions;
mod promises;
mod rungs;
pub(crate) mod signature;

use std::time::Duration;

use proc_macro2::Span;
use syn::{Path, parse_quote};

use crate::check::contradictions::check_contradictions;
use crate::check::promises::check_promises;
use crate::check::rungs::check_rungs;
use crate::check::signature::names_a_stream;
use crate::errors::Errors;
use crate::model::certificate::Certificate;
use crate::model::ladders::{Defaults, ending, ladders};
use crate::model::policy::{Ladder, Policy, Repeat};
use crate::syntax::args::{Args, Setting};
use crate::syntax::duration::{Written, shown};
use crate::syntax::item::CallFn;
use crate::syntax::step::WrittenStep;
use crate::syntax::value::Word;
use crate::words::kinds::{self, KINDS, Kind};
use crate::words::nearest::instead;
use crate::words::steps::StepName;

pub(crate) fn check(args: &Args, function: &CallFn, errors: &mut Errors) -> Policy {
    let name = function.signature.ident.to_string();
    let mut policy = check_settings(args, Some(&name), errors);
    policy.streams |= policy.restarts() || names_a_stream(&function.signature.output);
    // What contradicts is judged on settings that are right by themselves.
    if errors.is_empty() {
        check_contradictions(args, &policy, errors);
        check_promises(args, &policy, &Certificate::of(&policy), errors);
    }
    policy
}

/// Every rule that holds for the settings of a named policy too, where there is no `function` yet.
pub(crate) fn check_settings(args: &Args, function: Option<&str>, errors: &mut Errors) -> Policy {
    check_bounds(args, errors);
    let defaults = Defaults::of(args);
    check_rungs(args, function, &defaults, errors);
    let retried = retried_kinds(args, errors);
    let ladders = ladders(args, &retried, &defaults);
    Policy {
        runtime: runtime(args, errors),
        loop_span: loop_span(args),
        attempts: all_attempts(args, &ladders),
        timeout: defaults.timeout,
        idle: defaults.idle,
        deadline: defaults.deadline,
        streams: args.idle.is_some(),
        ladders,
        otherwise: args.otherwise.as_ref().and_then(|setting| ending(&setting.value.0)),
    }
}

fn runtime(args: &Args, errors: &mut Errors) -> Path {
    let ours = parse_quote!(::openai_call);
    let Some(setting) = &args.runtime else { return ours };
    let path = &setting.value;
    let Some(first) = path.segments.first().map(|segment| &segment.ident) else { return ours };
    if path.leading_colon.is_some() || first == "crate" {
        return path.clone();
    }
    let names = path.segments.iter().map(|segment| segment.ident.to_string());
    let names: Vec<_> = names.filter(|name| name != "self" && name != "super").collect();
    let name = names.join("::");
    errors.push(
        first.span(),
        format!(
            "a relative path means something else in every module; write `::{name}` for a \
             dependency or `crate::{name}` for a re-export of your own"
        ),
    );
    ours
}

fn loop_span(args: &Args) -> Span {
    let on = args.on.iter().map(|(_, setting)| setting.equals);
    let on_group = args.on_group.iter().map(|(_, setting)| setting.equals);
    let retry = args.retry.iter().map(|setting| setting.equals);
    let attempts = args.attempts.iter().map(|setting| setting.equals);
    let times =
        [&args.timeout, &args.idle, &args.deadline].into_iter().flatten().map(|it| it.equals);
    let policy = args.policy.iter().map(|setting| setting.equals);
    let spans = retry.chain(attempts).chain(on).chain(on_group).chain(policy).chain(times);
    spans.into_iter().next().unwrap_or_else(Span::mixed_site)
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
            continue;
        }
        match word.text.as_str() {
            "transient" | "none" if words.iter().any(|other| other.text != word.text) => {
                let message = format!("`{}` stands alone; remove it or the other kinds", word.text);
                errors.push(word.span, message);
            }
            "transient" => kinds.extend(transient()),
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
        None if text.is_empty() => {
            errors
                .push(word.span, "a kind is missing; write kinds as in `\"timeout | connection\"`");
        }
        None if text.contains([',', ' ']) => {
            let names: Vec<_> = text.split([',', ' ']).filter(|name| !name.is_empty()).collect();
            let list = names.join(" | ");
            errors.push(word.span, format!("kinds are separated by `|`; write `\"{list}\"`"));
        }
        None => {
            let known = ["transient", "none"].into_iter().chain(kinds::transient_names());
            errors.push(word.span, format!("unknown kind `{text}`; {}", instead(text, known)));
        }
    }
    None
}

fn check_bounds(args: &Args, errors: &mut Errors) {
    if let Some(timeout) = &args.timeout {
        fits_in_deadline(&timeout.value, "one attempt", args, errors);
    }
    if let Some(idle) = &args.idle {
        fits_in_deadline(&idle.value, "the wait for an event", args, errors);
    }
    if let Some(backoff) = &args.backoff {
        let first = Written { value: backoff.value.first, span: backoff.value.span };
        fits_in_deadline(&first, "the first delay", args, errors);
    }
    let on = args.on.iter().map(|(_, setting)| setting);
    for setting in on.chain(args.on_group.iter().map(|(_, setting)| setting)) {
        setting.value.0.iter().for_each(|step| check_figures(step, args, errors));
    }
}

fn check_figures(step: &WrittenStep, args: &Args, errors: &mut Errors) {
    let attempts = step.attempts.as_ref().or(args.attempts.as_ref());
    if step.name.tries_again() && attempts.is_some_and(|setting| setting.value.value == 1) {
        let message = match step.name {
            StepName::Repair => "`attempts = 1` leaves no try after the repair; raise it",
            _ => "`attempts = 1` leaves no second try; raise it, or write `fail`",
        };
        errors.push(step.span, message);
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
        fits_in_deadline(&up_to.value, "the wait", args, errors);
    }
    if let Some(backoff) = &step.backoff {
        let first = Written { value: backoff.value.first, span: backoff.value.span };
        fits_in_deadline(&first, "the first delay", args, errors);
    }
}

/// Only what was declared can contradict; a default has been cut to the deadline already.
fn fits_in_deadline(length: &Written, what: &str, args: &Args, errors: &mut Errors) {
    let deadline: Option<&Setting<Written>> = args.deadline.as_ref();
    let deadline: Duration = match deadline {
        Some(deadline) if length.value > deadline.value.value => deadline.value.value,
        _ => return,
    };
    let (length_shown, deadline) = (shown(length.value), shown(deadline));
    errors.push(
        length.span,
        format!(
            "{what} of {length_shown} does not fit into `deadline = {deadline}`; raise the deadline \
             or lower this"
        ),
    );
}
