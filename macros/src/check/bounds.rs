//! The rules for numbers and durations: each has to fit into the one that contains it.

use std::time::Duration;

use crate::errors::Errors;
use crate::syntax::args::Args;
use crate::syntax::duration::shown;
use crate::syntax::setting::Setting;
use crate::syntax::spanned::Spanned;
use crate::syntax::step::Step;
use crate::syntax::value::Backoff;
use crate::words::steps::StepName;

pub(crate) fn check_bounds(args: &Args, errors: &mut Errors) {
    if let Some(timeout) = &args.timeout {
        fits_in_deadline(&timeout.value, "one attempt", args, errors);
    }
    if let Some(idle) = &args.idle {
        fits_in_deadline(&idle.value, "the wait for an event", args, errors);
    }
    if let Some(backoff) = &args.backoff {
        fits_in_deadline(&first_delay(backoff), "the first delay", args, errors);
    }
    let on = args.on.iter().map(|(_, setting)| setting);
    for setting in on.chain(args.on_group.iter().map(|(_, setting)| setting)) {
        setting.value.0.iter().for_each(|step| check_figures(step, args, errors));
    }
}

fn check_figures(step: &Step, args: &Args, errors: &mut Errors) {
    let attempts = step.attempts.as_ref().or(args.attempts.as_ref());
    if step.name.tries_again() && attempts.is_some_and(|setting| setting.get() == 1) {
        let message = match step.name {
            StepName::Repair => "`attempts = 1` leaves no try after the repair; raise it",
            _ => "`attempts = 1` leaves no second try; raise it, or write `fail`",
        };
        errors.push(step.span, message);
    }
    if let (Some(of_step), Some(of_call)) = (&step.attempts, &args.attempts)
        && of_step.get() > of_call.get()
    {
        let (span, of_step, of_call) = (of_step.value.span, of_step.get(), of_call.get());
        errors.push(
            span,
            format!(
                "the step may take {of_step} tries, but the whole call has `attempts = {of_call}`; \
                 raise the one or lower the other"
            ),
        );
    }
    if let Some(up_to) = &step.up_to {
        fits_in_deadline(&up_to.value, "the wait", args, errors);
    }
    if let Some(backoff) = &step.backoff {
        fits_in_deadline(&first_delay(backoff), "the first delay", args, errors);
    }
}

fn first_delay(backoff: &Setting<Spanned<Backoff>>) -> Spanned<Duration> {
    Spanned::new(backoff.get().first, backoff.value.span)
}

/// Checks only declared durations; a default is already cut to the deadline.
fn fits_in_deadline(length: &Spanned<Duration>, what: &str, args: &Args, errors: &mut Errors) {
    let deadline = args.deadline.as_ref().map(Setting::get);
    let Some(deadline) = deadline.filter(|deadline| length.value > *deadline) else { return };
    let (length_shown, deadline) = (shown(length.value), shown(deadline));
    errors.push(
        length.span,
        format!(
            "{what} of {length_shown} does not fit into `deadline = {deadline}`; raise the deadline \
             or lower this"
        ),
    );
}
