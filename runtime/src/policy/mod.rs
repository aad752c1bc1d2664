//! [`Policy`]: what a function declared, and what follows from it.
//!
//! All of it is pure: no clock, no I/O, no chance but the number that is handed in. So the same code
//! decides in production and in a test whose clock stands still.

mod backoff;
pub(crate) mod decide;
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

/// A whole policy, with every default filled in: constant data that the attribute emits.
#[derive(Clone, Copy, Debug)]
pub struct Policy {
    attempts: u32,
    timeout: Duration,
    /// The timeout where it was not declared.
    idle: Option<Duration>,
    deadline: Option<Duration>,
    ladders: &'static [Ladder],
}

/// The steps for one or several kinds, each taken when the one before it is used up. After the
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
        /// Tries that the kind may cost, the first included.
        attempts: u32,
        /// How long to sleep between them.
        backoff: Backoff,
    },
    /// Wait as long as the server asks and try again.
    #[non_exhaustive]
    Wait {
        /// Tries that the kind may cost, the first included.
        attempts: u32,
        /// The longest delay of the server's that is slept through.
        up_to: Duration,
        /// How long to sleep when the server names no delay.
        backoff: Backoff,
    },
    /// Back off and try again, even where a part of a stream has been handed out: its reader is told.
    #[non_exhaustive]
    Restart {
        /// Tries that the kind may cost, the first included.
        attempts: u32,
        /// How long to sleep between them.
        backoff: Backoff,
    },
    /// Run code that may change the arguments, and try again at once.
    #[non_exhaustive]
    Repair {
        /// Tries that the kind may cost, the first included.
        attempts: u32,
    },
    /// Take what another call gives; if that fails too, the next step.
    Fallback,
    /// Take a value in place of the error.
    Recover,
    /// End with the error, as every ladder does that ends in no `Recover`.
    Fail,
}

impl Policy {
    /// One attempt of any length.
    const NONE: Self =
        Self { attempts: 1, timeout: Duration::MAX, idle: None, deadline: None, ladders: &[] };

    /// Tries in all, the first included.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// The time of one attempt, its body included; of a stream, its first event.
    pub fn timeout(&self) -> Duration {
        self.timeout
    }

    /// The time between two events of a stream: as long as the timeout, unless it was declared.
    pub fn idle(&self) -> Duration {
        self.idle.unwrap_or(self.timeout)
    }

    /// The time of the whole call, attempts, sleeps and streams together; `None` for no bound.
    pub fn deadline(&self) -> Option<Duration> {
        self.deadline
    }

    /// What to do about which kinds. The first ladder that names a kind is the one that counts;
    /// kinds without one end the call at once.
    pub fn ladders(&self) -> &'static [Ladder] {
        self.ladders
    }

    /// The ladder for `kind`, if it has one.
    pub fn ladder(&self, kind: ErrorKind) -> Option<&'static Ladder> {
        self.ladders.iter().find(|ladder| ladder.kinds.contains(&kind))
    }

    /// Whether a stream may be begun anew.
    pub(crate) fn restarts(&self) -> bool {
        let steps = self.ladders.iter().flat_map(|ladder| ladder.steps);
        steps.into_iter().any(|step| matches!(step, Step::Restart { .. }))
    }
}

impl Ladder {
    /// The kinds that it is for.
    pub fn kinds(&self) -> &'static [ErrorKind] {
        self.kinds
    }

    /// The steps in their order.
    pub fn steps(&self) -> &'static [Step] {
        self.steps
    }
}

impl Step {
    /// Tries that the kind may cost, the first included; `None` for a step that makes no try.
    pub fn attempts(&self) -> Option<u32> {
        match self {
            Self::Retry { attempts, .. }
            | Self::Wait { attempts, .. }
            | Self::Restart { attempts, .. }
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

/// A `repair` step, as the expansion writes it.
pub const fn repair(attempts: u32) -> Step {
    Step::Repair { attempts }
}
