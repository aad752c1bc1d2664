//! [`Due`]: the right outcome.

use std::fmt;
use std::ops::RangeInclusive;
use std::time::Duration;

use super::TRIES;

pub(crate) struct Due {
    pub(crate) outcome: DueOutcome,
    pub(crate) requests: RangeInclusive<usize>,
    /// The time that the server names, from the first request to the second.
    pub(crate) no_sooner: Duration,
    /// The time that the server names as a date, from the begin of the script to the second request.
    pub(crate) not_before: Duration,
    /// The time in which the call has to come back.
    pub(crate) within: Option<Duration>,
    /// The time in which an answer to one request has to be there.
    pub(crate) answer_within: Option<Duration>,
    /// Whether the server names more time than we stay to see.
    pub(crate) may_wait: bool,
    /// Whether only a second request gets an answer.
    pub(crate) answers_again: bool,
}

#[derive(Clone, Copy, PartialEq)]
pub(crate) enum DueOutcome {
    Answer,
    /// An error, or a success that says that it has no answer.
    Error,
    Either,
}

impl Due {
    /// To the first request.
    pub(super) fn answer() -> Self {
        Self {
            outcome: DueOutcome::Answer,
            requests: 1..=1,
            no_sooner: Duration::ZERO,
            not_before: Duration::ZERO,
            within: None,
            answer_within: None,
            may_wait: false,
            answers_again: false,
        }
    }

    pub(super) fn answer_to_the_second() -> Self {
        Self { requests: 2..=2, ..Self::answer() }
    }

    /// At once: a further request is needless.
    pub(super) fn error() -> Self {
        Self { outcome: DueOutcome::Error, ..Self::answer() }
    }

    /// A further request may be made, and does not help.
    pub(super) fn error_after_tries() -> Self {
        Self { requests: TRIES, ..Self::error() }
    }

    pub(super) fn either() -> Self {
        Self { outcome: DueOutcome::Either, requests: TRIES, ..Self::answer() }
    }

    /// The answer to the second request is right, and so is the error of the first.
    pub(super) fn error_or_the_second() -> Self {
        Self { requests: 1..=2, answers_again: true, ..Self::either() }
    }

    pub(super) fn no_sooner(mut self, milliseconds: u64) -> Self {
        self.no_sooner = Duration::from_millis(milliseconds);
        self
    }

    pub(super) fn not_before(mut self, milliseconds: u64) -> Self {
        self.not_before = Duration::from_millis(milliseconds);
        self
    }

    pub(super) fn within(mut self, milliseconds: u64) -> Self {
        self.within = Some(Duration::from_millis(milliseconds));
        self
    }

    pub(super) fn answer_within(mut self, milliseconds: u64) -> Self {
        self.answer_within = Some(Duration::from_millis(milliseconds));
        self
    }

    pub(super) fn or_to_wait(mut self) -> Self {
        self.may_wait = true;
        self
    }
}

impl fmt::Display for Due {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.outcome {
            DueOutcome::Answer => "an answer",
            DueOutcome::Error => "an error",
            DueOutcome::Either => "an answer or an error",
        })?;
        match (self.requests.start(), self.requests.end()) {
            (1, 1) => f.write_str(", 1 request")?,
            (least, most) if least == most => write!(f, ", {most} requests")?,
            (least, most) => write!(f, ", {least} to {most} requests")?,
        }
        if !self.no_sooner.is_zero() {
            write!(f, ", the second after {:?}", self.no_sooner)?;
        }
        if !self.not_before.is_zero() {
            write!(f, ", the second {:?} after the begin", self.not_before)?;
        }
        if let Some(within) = self.within {
            write!(f, ", within {within:?}")?;
        }
        if let Some(within) = self.answer_within {
            write!(f, ", an answer within {within:?}")?;
        }
        if self.may_wait {
            f.write_str("; or to wait as long")?;
        }
        Ok(())
    }
}
