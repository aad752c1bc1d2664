//! The section "Errors" in the documentation of a function, made from the same ladders as
//! its code.

use std::time::Duration;

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;

use crate::model::Model;
use crate::model::ladders::{Ending, Ladder, Last, Repeat};
use crate::model::policy::Policy;
use crate::output::scaffold::scaffold;
use crate::syntax::code::Code;
use crate::syntax::duration::readable;
use crate::syntax::text::written;
use crate::syntax::value::Backoff;
use crate::words::kinds::{KINDS, Kind};

/// One `#[doc]` attribute for each line. `by_hand` is a span of the user's: clippy finds the heading
/// only where it seems to be written by hand, at the attribute.
pub(crate) fn docs(model: &Model, by_hand: Option<Span>) -> TokenStream {
    let by_hand = by_hand.map_or_else(Span::mixed_site, |it| Span::call_site().resolved_at(it));
    let heading = quote_spanned! { by_hand=>
        #[doc = ""]
        #[doc = " # Errors"]
        #[doc = ""]
    };
    let lines = lines(model);
    scaffold!(#heading #(#[doc = #lines])*)
}

/// What stands below the heading.
fn lines(model: &Model) -> impl Iterator<Item = String> {
    let policy = &model.policy;
    let mut lines = Vec::new();
    if let Some(named) = &model.named {
        lines.extend([format!("Starts from the policy `{named}`."), String::new()]);
    }
    lines.push("| error | what happens | tries |".to_owned());
    lines.push("|---|---|---|".to_owned());
    lines.extend(policy.ladders.iter().filter_map(|ladder| row(ladder, policy)));
    lines.extend(rest(policy));
    lines.push(String::new());
    lines.push(worst_case(model));
    lines.into_iter().map(|line| if line.is_empty() { line } else { format!(" {line}") })
}

/// The row of a ladder; `None` if none of its kinds can come out of the function.
fn row(ladder: &Ladder, policy: &Policy) -> Option<String> {
    let comes_out = |kind: &&&Kind| policy.can_come_out(kind);
    let kinds: Vec<_> =
        ladder.kinds.iter().filter(comes_out).map(|kind| format!("`{}`", kind.name)).collect();
    if kinds.is_empty() {
        return None;
    }
    let repeats = ladder.repeats.iter().map(repeat);
    let endings = policy.endings_of(Some(ladder)).flat_map(ending_words);
    let steps: Vec<String> = repeats.chain(endings).collect();
    let tries = ladder.tries().min(policy.attempts);
    Some(format!("| {} | {} | {tries} |", kinds.join(", "), sentence(&steps)))
}

/// The kinds without a ladder, all in one row.
fn rest(policy: &Policy) -> Option<String> {
    let has_ladder = |kind: &Kind| policy.ladder(kind).is_some();
    if KINDS.iter().filter(|kind| policy.can_come_out(kind)).all(has_ladder) {
        return None;
    }
    let who = if policy.ladders.is_empty() { "every error" } else { "every other error" };
    let steps = policy.otherwise.iter().flat_map(ending_words).collect::<Vec<_>>();
    Some(format!("| {who} | {} | 1 |", sentence(&steps)))
}

fn sentence(steps: &[String]) -> String {
    if steps.is_empty() { "fails at once".to_owned() } else { steps.join("; then ") }
}

fn repeat(step: &Repeat) -> String {
    match step {
        Repeat::Retry { backoff, .. } => format!("tries again after {}", delays(*backoff)),
        Repeat::Wait { up_to, .. } => {
            format!("tries again when the server says, if that is within {}", readable(*up_to))
        }
        Repeat::Restart { backoff, .. } => {
            format!("begins the answer anew after {}, and tells its reader", delays(*backoff))
        }
        Repeat::Reask { .. } => "asks again at once, with what was wrong".to_owned(),
        Repeat::Enlarge { up_to: None, .. } => {
            "asks again at once, with twice the limit of tokens".to_owned()
        }
        Repeat::Enlarge { up_to: Some(up_to), .. } => {
            format!("asks again at once, with twice the limit of tokens, up to {up_to}")
        }
        Repeat::Repair { .. } => {
            "repairs the request and tries again, no sooner than the server asks".to_owned()
        }
    }
}

fn delays(backoff: Backoff) -> String {
    if backoff.first == backoff.cap {
        return readable(backoff.first);
    }
    format!("{}, doubling up to {}", readable(backoff.first), readable(backoff.cap))
}

fn ending_words(ending: &Ending) -> impl Iterator<Item = String> {
    let last = match ending.last {
        Last::Fail => Some("fails".to_owned()),
        Last::Recover(_) => Some("gives a value in place of the error".to_owned()),
        Last::Open => None,
    };
    ending.fallbacks.iter().map(fallback).chain(last)
}

/// Names the call, if it is short enough for a table.
fn fallback(code: &Code) -> String {
    let call = written(code.body.clone());
    let is_short = call.len() <= LONGEST_CALL && !call.contains(['{', '`', '\n']);
    let call = is_short.then(|| format!("`{}`", call.replace('|', "\\|")));
    format!("falls back to {}", call.as_deref().unwrap_or("another call"))
}

const LONGEST_CALL: usize = 60;

fn worst_case(model: &Model) -> String {
    let Model { policy, worst, .. } = model;
    let requests = match (worst.requests, worst.paid) {
        (1, _) => "1 request".to_owned(),
        (several, paid) if several == paid => format!("{several} requests, all paid for"),
        (several, paid) => format!("{several} requests, {paid} of them paid for"),
    };
    let time = match worst.time {
        Some(time) => format!("{} in all", readable(time)),
        None if policy.known.streams => "as long as the stream takes".to_owned(),
        None => "as long as the fallback takes".to_owned(),
    };
    let own = if policy.has_fallback() { ", without those of a fallback" } else { "" };
    let replay = if policy.only_unsent { "What may have run is not sent again. " } else { "" };
    let queue = match worst.queue {
        Duration::ZERO => String::new(),
        queue => format!(", up to {} of it for its turn", readable(queue)),
    };
    let rank = if policy.is_low { "It waits for its turn behind all others. " } else { "" };
    let (sleep, patience) = (readable(worst.sleep), patience(policy));
    format!(
        "At worst: {requests}{own}, {sleep} of waiting{queue}, {time}. {replay}{rank}{patience}"
    )
}

/// A sentence about how long one attempt may take.
fn patience(policy: &Policy) -> String {
    let timeout = readable(policy.timeout);
    if !policy.known.streams {
        return format!("One attempt is cut off after {timeout}.");
    }
    let idle = readable(policy.idle.unwrap_or(policy.timeout));
    let later = if policy.restarts() {
        ", and may pass, takes the `restart` of `stream_interrupted`"
    } else {
        " ends it with an error"
    };
    format!(
        "The first event is waited for {timeout}, each later one {idle}. The table holds until the \
         first event has come; what breaks the stream behind it{later}."
    )
}
