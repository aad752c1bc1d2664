//! [`Policy`]: what a function declared, and what follows from it.
//!
//! All of it is pure: it has no clock and no I/O, and random numbers are passed in. So the same
//! code decides in production and in a test with a paused clock.

mod backoff;
pub(crate) mod decide;
mod display;
pub(crate) mod progress;
mod site;
mod stopped;
#[cfg(test)]
mod tests;

use std::ops::Range;
use std::time::Duration;

use crate::kind::ErrorKind;

pub use self::backoff::Backoff;
pub use self::site::{Bounds, FOREVER, Site};
pub use self::stopped::Stopped;

/// A policy with every default filled in: constant data that the attribute emits.
#[derive(Clone, Copy, Debug)]
pub struct Policy {
    attempts: u32,
    timeout: Duration,
    /// `None` if it was not declared: then the timeout is used.
    idle: Option<Duration>,
    deadline: Option<Duration>,
    only_unsent: bool,
    is_low: bool,
    ladders: &'static [Ladder],
    /// The steps for the kinds without a ladder.
    otherwise: &'static [Step],
    /// Whether a stream may begin anew: a step of some ladder is a `restart`.
    restarts: bool,
}

/// The steps for one or more kinds. Each step is taken when the one before it is used up; after the
/// last one the call fails.
#[derive(Clone, Copy, Debug)]
pub struct Ladder {
    kinds: &'static [ErrorKind],
    steps: &'static [Step],
}

/// One step of a ladder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Step {
    /// Back off and try again.
    #[non_exhaustive]
    Retry {
        /// The most tries that may fail with the kind, including the first.
        attempts: u32,
        /// How long to sleep between the tries.
        backoff: Backoff,
    },
    /// Wait as long as the server asks and try again.
    #[non_exhaustive]
    Wait {
        /// The most tries that may fail with the kind, including the first.
        attempts: u32,
        /// The longest delay from the server that the call sleeps for.
        up_to: Duration,
        /// How long to sleep if the server names no delay.
        backoff: Backoff,
    },
    /// Back off and try again, even if the reader of a stream has seen part of it: the reader then
    /// gets a [`Restarted`](crate::Restartable::Restarted).
    #[non_exhaustive]
    Restart {
        /// The most tries that may fail with the kind, including the first.
        attempts: u32,
        /// How long to sleep between the tries.
        backoff: Backoff,
    },
    /// Ask again with what was wrong with the answer.
    #[non_exhaustive]
    Reask {
        /// The most tries that may fail with the kind, including the first.
        attempts: u32,
    },
    /// Ask again with twice the limit of output tokens.
    #[non_exhaustive]
    Enlarge {
        /// The most tries that may fail with the kind, including the first.
        attempts: u32,
        /// The largest limit that is asked for, in tokens; `None` if there is none.
        up_to: Option<u32>,
    },
    /// Run code that may change the arguments, and try again, no sooner than the server asks.
    #[non_exhaustive]
    Repair {
        /// The most tries that may fail with the kind, including the first.
        attempts: u32,
    },
    /// Return the result of another call; if that fails too, take the next step.
    Fallback,
    /// Return a value instead of the error.
    Recover,
    /// End with the error, like every ladder that does not end with `Recover`.
    Fail,
}

impl Policy {
    /// A single attempt without a time limit.
    const NONE: Self = Self {
        attempts: 1,
        timeout: Duration::MAX,
        idle: None,
        deadline: None,
        only_unsent: false,
        is_low: false,
        ladders: &[],
        otherwise: &[],
        restarts: false,
    };

    /// The most tries of one call, including the first.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// The time for one attempt, including the body; for a stream, until its first event.
    pub fn timeout(&self) -> Duration {
        self.timeout
    }

    /// The time between two events of a stream; equal to the timeout if it was not declared.
    pub fn idle(&self) -> Duration {
        self.idle.unwrap_or(self.timeout)
    }

    /// The time for the whole call: attempts, sleeps and stream. `None` if there is no limit.
    pub fn deadline(&self) -> Option<Duration> {
        self.deadline
    }

    /// Returns true if only what surely has not run is tried again: `replay = "unsent"`. See
    /// [`Error::may_have_run`](crate::Error::may_have_run).
    pub fn replays_only_unsent(&self) -> bool {
        self.only_unsent
    }

    /// Returns true if its attempts wait for their turn behind those of all others:
    /// `priority = "low"`.
    pub fn has_low_priority(&self) -> bool {
        self.is_low
    }

    /// The ladders. For each kind the first ladder that names it counts; a kind without a ladder
    /// takes the steps of [`otherwise`](Self::otherwise).
    pub fn ladders(&self) -> &'static [Ladder] {
        self.ladders
    }

    /// The steps for every kind without a ladder; if there are none, it ends the call at once.
    pub fn otherwise(&self) -> &'static [Step] {
        self.otherwise
    }

    /// The ladder for `kind`, if it has one.
    pub fn ladder(&self, kind: ErrorKind) -> Option<&'static Ladder> {
        self.ladders.iter().find(|ladder| ladder.kinds.contains(&kind))
    }

    /// How long an attempt may wait for its turn: the longest wait that the policy allows for a rate
    /// limit; `None` if it allows none. The macros' `patience` is the same.
    pub(crate) fn patience(&self) -> Option<Duration> {
        let steps = self.ladder(ErrorKind::RateLimit)?.steps.iter();
        let waits = steps.filter_map(|step| match step {
            Step::Wait { up_to, .. } => Some(*up_to),
            _ => None,
        });
        waits.max()
    }

    /// Whether a later attempt may send another request than the body has built.
    pub(crate) fn amends(&self) -> bool {
        let steps = self.ladders.iter().flat_map(|ladder| ladder.steps);
        steps.into_iter().any(|step| matches!(step, Step::Reask { .. } | Step::Enlarge { .. }))
    }

    /// Whether a stream may begin anew.
    pub(crate) fn restarts(&self) -> bool {
        self.restarts
    }
}

impl Ladder {
    /// Whether a step is a `restart`. By hand, because iterators are not `const`.
    const fn restarts(&self) -> bool {
        let mut steps = self.steps;
        while let [step, rest @ ..] = steps {
            if matches!(step, Step::Restart { .. }) {
                return true;
            }
            steps = rest;
        }
        false
    }

    /// The kinds that the ladder is for.
    pub fn kinds(&self) -> &'static [ErrorKind] {
        self.kinds
    }

    /// The steps in order.
    pub fn steps(&self) -> &'static [Step] {
        self.steps
    }
}

impl Step {
    /// The most tries that may fail with the kind, including the first; `None` for a step that
    /// never tries again.
    pub fn attempts(&self) -> Option<u32> {
        match self {
            Self::Retry { attempts, .. }
            | Self::Wait { attempts, .. }
            | Self::Restart { attempts, .. }
            | Self::Reask { attempts }
            | Self::Enlarge { attempts, .. }
            | Self::Repair { attempts } => Some(*attempts),
            Self::Fallback | Self::Recover | Self::Fail => None,
        }
    }
}

/// The steps for some kinds, as the expansion writes them.
pub const fn on(kinds: &'static [ErrorKind], steps: &'static [Step]) -> Ladder {
    Ladder { kinds, steps }
}

/// A `retry` step, as the expansion writes it.
pub const fn retry(attempts: u32, backoff: Range<Duration>) -> Step {
    Step::Retry { attempts, backoff: Backoff::over(backoff) }
}

/// A `wait` step, as the expansion writes it.
pub const fn wait(attempts: u32, up_to: Duration, backoff: Range<Duration>) -> Step {
    Step::Wait { attempts, up_to, backoff: Backoff::over(backoff) }
}

/// A `restart` step, as the expansion writes it.
pub const fn restart(attempts: u32, backoff: Range<Duration>) -> Step {
    Step::Restart { attempts, backoff: Backoff::over(backoff) }
}

/// A `reask` step, as the expansion writes it.
pub const fn reask(attempts: u32) -> Step {
    Step::Reask { attempts }
}

/// An `enlarge` step without a limit, as the expansion writes it.
pub const fn enlarge(attempts: u32) -> Step {
    Step::Enlarge { attempts, up_to: None }
}

/// An `enlarge` step, as the expansion writes it.
pub const fn enlarge_up_to(attempts: u32, tokens: u32) -> Step {
    Step::Enlarge { attempts, up_to: Some(tokens) }
}

/// A `repair` step, as the expansion writes it.
pub const fn repair(attempts: u32) -> Step {
    Step::Repair { attempts }
}
