//! `max_requests` and `max_time`: what the worst case may come to. The messages show the arithmetic.

use std::time::Duration;

use crate::errors::Errors;
use crate::model::certificate::Certificate;
use crate::model::policy::Policy;
use crate::syntax::args::Args;
use crate::syntax::duration::{shown, told};

pub(crate) fn check_promises(
    args: &Args,
    policy: &Policy,
    worst: &Certificate,
    errors: &mut Errors,
) {
    if let Some(setting) = &args.max_requests {
        let most = setting.value.value;
        if worst.requests > most {
            errors.push(
                setting.value.span,
                format!(
                    "one call can make {} requests, more than {most}; write `attempts = {most}`",
                    worst.requests
                ),
            );
        }
    }
    if let Some(setting) = &args.max_time {
        check_time(setting.value.value, setting.value.span, policy, worst, errors);
    }
}

fn check_time(
    most: Duration,
    span: proc_macro2::Span,
    policy: &Policy,
    worst: &Certificate,
    errors: &mut Errors,
) {
    let most_shown = shown(most);
    match worst.time {
        None => {
            let who = if policy.streams { "a stream" } else { "a fallback" };
            errors.push(
                span,
                format!("{who} may take any time; write `deadline = {most_shown}` beside it"),
            );
        }
        Some(time) if time > most => errors.push(
            span,
            format!(
                "one call can take {}, more than {most_shown}: {}; write `deadline = {most_shown}`, \
                 or lower `attempts`, `timeout` or the waits",
                told(time),
                arithmetic(policy, worst),
            ),
        ),
        Some(_) => {}
    }
}

/// `3 attempts of 10min and 4min 2s of sleep`, or the deadline.
fn arithmetic(policy: &Policy, worst: &Certificate) -> String {
    if let Some(deadline) = policy.deadline.filter(|deadline| worst.time == Some(*deadline)) {
        return format!("the deadline is {}", shown(deadline));
    }
    let (requests, timeout) = (worst.requests, shown(policy.timeout));
    match worst.sleep {
        Duration::ZERO => format!("{requests} attempts of {timeout}"),
        sleep => format!("{requests} attempts of {timeout} and {} of sleep", told(sleep)),
    }
}
