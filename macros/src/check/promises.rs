//! The rules for `max_requests` and `max_time`: the limits of the worst case. The messages show how
//! it is computed.

use std::time::Duration;

use crate::errors::Errors;
use crate::model::Model;
use crate::syntax::args::Args;
use crate::syntax::duration::{readable, shown};
use crate::syntax::spanned::Spanned;

pub(crate) fn check_promises(args: &Args, model: &Model, errors: &mut Errors) {
    if let Some(setting) = &args.max_requests {
        check_requests(setting.value, model, errors);
    }
    if let Some(setting) = &args.max_time {
        check_time(setting.value, model, errors);
    }
}

fn check_requests(most: Spanned<u32>, model: &Model, errors: &mut Errors) {
    let (most, span, requests) = (most.value, most.span, model.worst.requests);
    if requests > most {
        errors.push(
            span,
            format!(
                "one call can make {requests} requests, more than {most}; write `attempts = {most}`"
            ),
        );
    }
}

fn check_time(most: Spanned<Duration>, model: &Model, errors: &mut Errors) {
    let most_shown = shown(most.value);
    match model.worst.time {
        None => {
            let who = if model.policy.known.streams { "a stream" } else { "a fallback" };
            errors.push(
                most.span,
                format!("{who} may take any time; write `deadline = {most_shown}` beside it"),
            );
        }
        Some(time) if time > most.value => errors.push(
            most.span,
            format!(
                "one call can take {}, more than {most_shown}: {}; write `deadline = {most_shown}`, \
                 or lower `attempts`, `timeout` or the waits",
                readable(time),
                arithmetic(model),
            ),
        ),
        Some(_) => {}
    }
}

/// How the time is computed: `3 attempts of 10min, 4min 2s of sleep and 6min until their turn`, or the
/// deadline.
fn arithmetic(model: &Model) -> String {
    let (policy, worst) = (&model.policy, &model.worst);
    if let Some(deadline) = policy.deadline.filter(|deadline| worst.time == Some(*deadline)) {
        return format!("the deadline is {}", shown(deadline));
    }
    let (requests, timeout) = (worst.requests, shown(policy.timeout));
    let sleep = readable(worst.sleep.saturating_sub(worst.queue));
    match (worst.sleep, worst.queue) {
        (Duration::ZERO, _) => format!("{requests} attempts of {timeout}"),
        (_, Duration::ZERO) => format!("{requests} attempts of {timeout} and {sleep} of sleep"),
        (_, queue) => {
            let queue = readable(queue);
            format!(
                "{requests} attempts of {timeout}, {sleep} of sleep and {queue} until their turn"
            )
        }
    }
}
