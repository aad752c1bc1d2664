//! [`Counts`]: how far a run has come.

use super::journalled::Journalled;
use super::outcome::Outcome;
use crate::error::FailedAttempt;
use crate::kind::ErrorKind;
use crate::usage::Usage;

/// How far a run has come, for a progress bar.
#[derive(Clone, Copy, Debug, Default)]
pub struct Counts {
    pub(super) answered: usize,
    pub(super) failed: usize,
    pub(super) skipped: usize,
    pub(super) left_failed: usize,
    pub(super) in_flight: usize,
    pub(super) attempts: usize,
    pub(super) refused: usize,
    pub(super) usage: Option<Usage>,
}

impl Counts {
    /// The requests that were answered in this run.
    pub fn answered(&self) -> usize {
        self.answered
    }

    /// The requests that have failed in this run.
    pub fn failed(&self) -> usize {
        self.failed
    }

    /// The requests that were not sent because the journal has their answers, or because the input has them
    /// twice.
    pub fn skipped(&self) -> usize {
        self.skipped
    }

    /// The requests that were not sent because they have failed in an earlier run, with an error that is not
    /// [to be run again](crate::bulk::Run::again).
    pub fn left_failed(&self) -> usize {
        self.left_failed
    }

    /// The calls that are under way.
    pub fn in_flight(&self) -> usize {
        self.in_flight
    }

    /// The requests of the input that are done with, in this run or before.
    pub fn done(&self) -> usize {
        self.answered + self.failed + self.skipped + self.left_failed
    }

    /// The attempts of all calls that have ended, as far as they are known
    /// ([`Outcome::attempts`]).
    pub fn attempts(&self) -> usize {
        self.attempts
    }

    /// How many of these attempts the rate limit has refused, most often with a 429.
    pub fn refused(&self) -> usize {
        self.refused
    }

    /// The tokens of all calls that have ended, failed attempts included; `None` if no answer says.
    pub fn usage(&self) -> Option<Usage> {
        self.usage
    }

    pub(super) fn add<T: Journalled, E>(&mut self, outcome: &Outcome<T, E>) {
        match outcome.result() {
            Ok(_) => self.answered += 1,
            Err(_) => self.failed += 1,
        }
        if let Some(attempts) = outcome.attempts() {
            let is_refused = |attempt: &&FailedAttempt| attempt.kind() == ErrorKind::RateLimit;
            self.attempts += attempts.len();
            self.refused += attempts.iter().filter(is_refused).count();
        }
        self.usage = self.usage.into_iter().chain(outcome.usage()).reduce(Usage::plus);
    }
}
