//! [`Failing`]: the kinds that can still come out of a function as its error, and why.

use crate::model::ladders::{Ladder, Last, Repeat};
use crate::model::policy::Policy;
use crate::words::kinds::{KINDS, Kind, SERVER_ERROR, TIMEOUT, by_name};

/// Kinds that can come out for the same reason.
#[derive(Debug, PartialEq)]
pub(crate) struct Failing {
    /// The reason, as in "3 attempts, then fail".
    pub(crate) why: String,
    pub(crate) kinds: Vec<&'static Kind>,
}

/// The kinds that can come out, those with the same reason together. If nothing can that a request
/// ends in, these are what only another client can end in: a function that never fails has to have a
/// value for them, too.
pub(crate) fn failing(policy: &Policy) -> Vec<Failing> {
    let failing: Vec<_> =
        KINDS.iter().filter_map(|kind| Some((kind, why(policy, kind)?))).collect();
    let of_requests = |kind| policy.known.foreign || policy.can_come_out(kind);
    let all = !failing.iter().any(|(kind, _)| of_requests(kind));
    let mut reasons: Vec<Failing> = Vec::new();
    for (kind, why) in failing.into_iter().filter(|(kind, _)| all || of_requests(kind)) {
        let why =
            if all { "where the body ends in another client's result".to_owned() } else { why };
        match reasons.iter_mut().find(|reason| reason.why == why) {
            Some(reason) => reason.kinds.push(kind),
            None => reasons.push(Failing { why, kinds: vec![kind] }),
        }
    }
    reasons
}

/// Why a kind can come out; `None` if it cannot.
fn why(policy: &Policy, kind: &Kind) -> Option<String> {
    let own = policy.ladder(kind);
    if end(policy, own).fails() {
        return Some(tries(policy, own));
    }
    // A server may ask to repeat what is permanent: then it takes the steps of a `server_error`.
    let server_error = by_name(SERVER_ERROR).and_then(|kind| policy.ladder(kind));
    if own.is_none() && !kind.is_transient() && end(policy, server_error).fails() {
        return Some(tries(policy, server_error));
    }
    if kind.name == TIMEOUT { cut_off(policy).map(str::to_owned) } else { None }
}

fn tries(policy: &Policy, ladder: Option<&Ladder>) -> String {
    match ladder.map_or(1, Ladder::tries).min(policy.attempts) {
        1 => "fails at once".to_owned(),
        several => format!("{several} attempts, then fail"),
    }
}

/// What the deadline may cut off, so that the call ends with a timeout.
fn cut_off(policy: &Policy) -> Option<&'static str> {
    let ends = || KINDS.iter().map(|kind| policy.ladder(kind)).map(|it| (it, end(policy, it)));
    // A call without a deadline of its own lets a fallback outlast that of the call around it.
    if policy.deadline.is_some() && ends().any(|(_, end)| end.falls_back && !end.recovers) {
        return Some("where the deadline cuts off a fallback");
    }
    let repairs = |ladder: Option<&Ladder>| ladder.is_some_and(has_awaiting_repair);
    let cut = ends().any(|(ladder, end)| repairs(ladder) && !end.recovers);
    cut.then_some("where a deadline cuts off a repair")
}

fn has_awaiting_repair(ladder: &Ladder) -> bool {
    ladder
        .repeats
        .iter()
        .any(|step| matches!(step, Repeat::Repair { code, .. } if code.awaits().is_some()))
}

/// What follows the steps of a ladder that try again, `otherwise` included.
#[derive(Clone, Copy)]
struct End {
    falls_back: bool,
    recovers: bool,
}

impl End {
    /// Whether the error itself comes out, and not that of a fallback.
    fn fails(self) -> bool {
        !self.falls_back && !self.recovers
    }
}

fn end(policy: &Policy, ladder: Option<&Ladder>) -> End {
    let endings = || policy.endings_of(ladder);
    End {
        falls_back: endings().any(|ending| !ending.fallbacks.is_empty()),
        recovers: endings().any(|ending| matches!(ending.last, Last::Recover(_))),
    }
}
