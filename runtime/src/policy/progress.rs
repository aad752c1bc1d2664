//! [`Progress`]: the walk of one call down its ladders.

use std::time::Duration;

use super::decide::{Action, Failure, Place, State, decide};
use super::{Policy, Step, Stopped};
use crate::kind::ErrorKind;

/// How far a call has come. It counts what failed, and knows the steps that are left.
#[derive(Clone, Debug)]
pub(crate) struct Progress {
    policy: &'static Policy,
    /// The attempts that failed.
    tries: usize,
    /// Those of them that took the steps of each kind. A policy allows no more than 100.
    tries_of: [u8; ErrorKind::ALL.len()],
    /// All sleeps together.
    waited: Duration,
    last: Option<Failure>,
    /// The steps of its ladder that are used up.
    used_up: usize,
    /// Why the last of these was no help.
    stopped: Option<Stopped>,
}

/// What a caller can do: it takes the next step only if that is one of this sort.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verb {
    Retry,
    Wait,
    Restart,
    Repair,
    /// Whatever sends the same request once more, and needs no code of the function.
    Resend,
}

impl Progress {
    pub(crate) fn begin(policy: &'static Policy) -> Self {
        Self {
            policy,
            tries: 0,
            tries_of: [0; ErrorKind::ALL.len()],
            waited: Duration::ZERO,
            last: None,
            used_up: 0,
            stopped: None,
        }
    }

    /// The attempts that failed.
    pub(crate) fn tries(&self) -> usize {
        self.tries
    }

    /// All sleeps together.
    pub(crate) fn waited(&self) -> Duration {
        self.waited
    }

    /// An attempt has failed, or its stream has broken.
    pub(crate) fn failed(&mut self, failure: Failure) {
        self.tries += 1;
        let of_kind = &mut self.tries_of[self.handled_as(&failure) as usize];
        *of_kind = of_kind.saturating_add(1);
        self.ended(failure);
    }

    /// Something else than an attempt has failed: it is counted as none.
    pub(crate) fn ended(&mut self, failure: Failure) {
        (self.last, self.used_up, self.stopped) = (Some(failure), 0, None);
    }

    /// The kind whose steps the last failure takes; `None` before the first one.
    pub(crate) fn kind(&self) -> Option<ErrorKind> {
        self.last.as_ref().map(|failure| self.handled_as(failure))
    }

    /// What to sleep before another attempt; `None` where the steps of this sort are used up, of those
    /// that follow each other. `left` is what is left of the deadline, `random` is in `0.0..1.0`.
    pub(crate) fn next(
        &mut self,
        verb: Verb,
        left: Option<Duration>,
        random: f64,
    ) -> Option<Duration> {
        let mut failure = self.last?;
        let kind = self.handled_as(&failure);
        // A server that was not reached has asked for nothing, and the bounds count on it.
        failure.retry_after = failure.retry_after.filter(|_| kind != ErrorKind::Connection);
        let state = State {
            tries: self.tries,
            tries_of_kind: self.tries_of[kind as usize].into(),
            attempts: self.policy.attempts(),
            left,
        };
        let steps = self.policy.ladder(kind)?.steps();
        while let Some(step) = steps.get(self.used_up).filter(|step| verb.takes(step)) {
            match decide(step, &state, &failure, random) {
                Action::Again(delay) => {
                    self.waited += delay;
                    return Some(delay);
                }
                Action::Stop(stopped) => {
                    self.used_up += 1;
                    self.stopped = Some(stopped);
                }
            }
        }
        None
    }

    /// Why there is no further attempt: the reason of the last step, or that there is none.
    pub(crate) fn stopped(&self) -> Stopped {
        match (self.stopped, &self.last) {
            (Some(stopped), _) => stopped,
            (None, Some(Failure { place: Place::Late, .. })) => Stopped::Deadline,
            (None, Some(Failure { place: Place::Nested, .. })) => Stopped::Nested,
            (None, Some(failure)) if !failure.is_transient() => Stopped::Permanent,
            (None, Some(Failure { place: Place::HandedOut, .. })) => Stopped::HandedOut,
            (None, _) => Stopped::Declared,
        }
    }

    /// The kind whose steps a failure takes: its own, with two exceptions. What breaks a stream in its
    /// middle is an interruption, whatever broke it. And what the server asks to repeat although it is
    /// permanent, and has no steps declared, is for `server_error` to handle.
    fn handled_as(&self, failure: &Failure) -> ErrorKind {
        let kind = failure.kind;
        let permanent = !kind.is_transient() && self.policy.ladder(kind).is_none();
        match failure.is_transient() {
            true if failure.place == Place::HandedOut => ErrorKind::StreamInterrupted,
            true if permanent => ErrorKind::ServerError,
            _ => kind,
        }
    }
}

impl Verb {
    fn takes(self, step: &Step) -> bool {
        let verb = match step {
            Step::Retry { .. } => Self::Retry,
            Step::Wait { .. } => Self::Wait,
            Step::Restart { .. } => Self::Restart,
            Step::Repair { .. } => Self::Repair,
            Step::Fallback | Step::Recover | Step::Fail => return false,
        };
        self == verb || (self == Self::Resend && verb != Self::Repair)
    }
}
