//! [`Progress`]: the walk of one call down its ladders.

use std::time::Duration;

use super::decide::{Action, Failure, Place, State, decide};
use super::{Policy, Site, Step, Stopped};
use crate::kind::ErrorKind;

/// How far a call has come: what has failed so far, and which steps are left.
#[derive(Clone, Debug)]
pub(crate) struct Progress {
    site: &'static Site,
    /// The most attempts that the call may make, had it not followed a redirect.
    allowed: u16,
    /// The most attempts that the call may make.
    attempts: u16,
    /// How many attempts have failed, or were refused.
    tries: u32,
    /// How many of these were refused before they had sent a request.
    refused: u32,
    /// How many of these took the steps of each kind. A policy allows at most 100.
    tries_of: [u8; ErrorKind::ALL.len()],
    /// The sum of all sleeps and of all waits for a turn.
    waited: Duration,
    last: Option<Failure>,
    /// How many steps are used up in the ladder of the last failure.
    used_up: u32,
    /// Why the last of these steps could not help.
    stopped: Option<Stopped>,
}

/// The sort of step that a caller can take. The next step is taken only if it is of this sort.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verb {
    Retry,
    Wait,
    Restart,
    Reask,
    Enlarge,
    Repair,
    /// Every step that sends the same request again, without running code of the function.
    Resend,
}

impl Progress {
    /// `narrowed` is the most attempts from outside.
    pub(crate) fn begin(site: &'static Site, narrowed: u32) -> Self {
        // A policy allows at most 100.
        let allowed = u16::try_from(site.policy().attempts().min(narrowed)).unwrap_or(u16::MAX);
        Self {
            site,
            allowed,
            attempts: allowed,
            tries: 0,
            refused: 0,
            tries_of: [0; ErrorKind::ALL.len()],
            waited: Duration::ZERO,
            last: None,
            used_up: 0,
            stopped: None,
        }
    }

    pub(crate) fn site(&self) -> &'static Site {
        self.site
    }

    fn policy(&self) -> &'static Policy {
        self.site.policy()
    }

    /// How many attempts have failed.
    pub(crate) fn tries(&self) -> usize {
        (self.tries - self.refused) as usize
    }

    /// Notes that an attempt has waited for its turn.
    pub(crate) fn queued(&mut self, time: Duration) {
        self.waited += time;
    }

    /// The sum of all sleeps and of all waits for a turn.
    pub(crate) fn waited(&self) -> Duration {
        self.waited
    }

    /// Notes that an attempt has failed, or that its stream has broken. One that was refused counts too,
    /// but for nobody else, so that a `repair` comes to its end.
    pub(crate) fn failed(&mut self, failure: Failure) {
        self.tries += 1;
        self.refused += u32::from(failure.place == Place::Refused);
        let of_kind = &mut self.tries_of[self.handled_as(&failure) as usize];
        *of_kind = of_kind.saturating_add(1);
        self.ended(failure);
    }

    /// Lowers the number of attempts: redirects have used the requests of others.
    pub(crate) fn at_most(&mut self, attempts: u32) {
        self.attempts = self.attempts.min(u16::try_from(attempts).unwrap_or(u16::MAX));
    }

    /// Notes that there is no time left, which is no attempt: the rest of a ladder is that of the last
    /// failure, or of `late` if there was none.
    pub(crate) fn late(&mut self, late: Failure) {
        let kind = self.kind().unwrap_or(late.kind);
        self.ended(Failure { kind, ..late });
    }

    fn ended(&mut self, failure: Failure) {
        (self.last, self.used_up, self.stopped) = (Some(failure), 0, None);
    }

    /// The kind whose steps the last failure takes; `None` before the first one.
    #[inline]
    pub(crate) fn kind(&self) -> Option<ErrorKind> {
        self.last.as_ref().map(|failure| self.handled_as(failure))
    }

    /// How long to sleep before the next attempt; `None` if the next steps are of another sort or
    /// used up. `left` is the time until the deadline, `random` is in `0.0..1.0`; `has_budget` is whether
    /// the client has a retry left.
    pub(crate) fn next(
        &mut self,
        verb: Verb,
        left: Option<Duration>,
        random: f64,
        has_budget: bool,
    ) -> Option<Duration> {
        let mut failure = self.last?;
        let kind = self.handled_as(&failure);
        // A server that was not reached, or has answered, asks for no delay; the bounds rely on that.
        let may_ask = kind != ErrorKind::Connection && !kind.is_answer();
        failure.retry_after = failure.retry_after.filter(|_| may_ask);
        let state = State {
            tries: self.tries as usize,
            tries_of_kind: self.tries_of[kind as usize].into(),
            attempts: u32::from(self.attempts),
            left,
            only_unsent: self.policy().only_unsent,
            has_budget,
        };
        let steps = self.policy().ladder(kind)?.steps();
        while let Some(step) = steps.get(self.used_up as usize).filter(|step| verb.takes(step)) {
            match decide(step, &state, &failure, random) {
                Action::Again(delay) => {
                    self.waited += delay;
                    return Some(delay);
                }
                Action::Stop(stopped) => {
                    self.used_up += 1;
                    let short = stopped == Stopped::Attempts && self.is_short_by_redirects();
                    self.stopped = Some(if short { Stopped::Redirects } else { stopped });
                }
            }
        }
        None
    }

    /// Whether to send again after the last failure costs a part of the client's budget.
    pub(crate) fn costs(&self) -> bool {
        self.last.as_ref().is_some_and(Failure::costs)
    }

    /// The next step of the last failure, if it is of this sort.
    pub(crate) fn step(&self, verb: Verb) -> Option<&'static Step> {
        let steps = self.policy().ladder(self.kind()?)?.steps();
        steps.get(self.used_up as usize).filter(|step| verb.takes(step))
    }

    /// Passes over the next step, because the request has nothing that it could change.
    pub(crate) fn pass_over(&mut self) {
        self.used_up += 1;
        self.stopped = Some(Stopped::Unchangeable);
    }

    /// Whether there would be another attempt, had no redirect used its request.
    fn is_short_by_redirects(&self) -> bool {
        (u32::from(self.attempts)..u32::from(self.allowed)).contains(&self.tries)
    }

    /// Why there is no further attempt: the reason of the last step, or of the failure if no step
    /// was tried.
    pub(crate) fn stopped(&self) -> Stopped {
        match (self.stopped, &self.last) {
            (Some(stopped), _) => stopped,
            (None, Some(Failure { place: Place::Late, .. })) => Stopped::Deadline,
            (None, Some(Failure { place: Place::Nested, .. })) => Stopped::Nested,
            (None, Some(failure)) if failure.place == Place::Refused => failure.refused(),
            (None, Some(failure)) if may_differ(failure.kind) => Stopped::Declared,
            (None, Some(failure)) if !failure.is_transient() => Stopped::Permanent,
            (None, Some(failure)) if self.policy().only_unsent && failure.may_have_run => {
                Stopped::MayHaveRun
            }
            (None, Some(Failure { place: Place::HandedOut, .. })) => Stopped::HandedOut,
            (None, _) => Stopped::Declared,
        }
    }

    /// The kind whose steps a failure takes: its own, with two exceptions. A transient failure in a
    /// stream that has been handed out takes those of `stream_interrupted`. A permanent kind
    /// without declared steps that the server asks to repeat takes those of `server_error`.
    fn handled_as(&self, failure: &Failure) -> ErrorKind {
        let kind = failure.kind;
        let permanent = !kind.is_transient() && self.policy().ladder(kind).is_none();
        match failure.is_transient() {
            true if failure.place == Place::HandedOut => ErrorKind::StreamInterrupted,
            true if permanent => ErrorKind::ServerError,
            _ => kind,
        }
    }
}

/// Whether the model may answer otherwise the next time.
fn may_differ(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::InvalidOutput | ErrorKind::NoOutput)
}

impl Verb {
    fn takes(self, step: &Step) -> bool {
        let verb = match step {
            Step::Retry { .. } => Self::Retry,
            Step::Wait { .. } => Self::Wait,
            Step::Restart { .. } => Self::Restart,
            Step::Reask { .. } => Self::Reask,
            Step::Enlarge { .. } => Self::Enlarge,
            Step::Repair { .. } => Self::Repair,
            Step::Fallback | Step::Recover | Step::Fail => return false,
        };
        let resends = matches!(verb, Self::Retry | Self::Wait | Self::Restart);
        self == verb || (self == Self::Resend && resends)
    }
}
