//! What a function declared, as plain constant data that the attribute emits.
//!
//! Nothing here decides: [`crate::decide`] reads it, and so can a person through
//! [`Reply::site`](crate::Reply::site) and [`Error::site`](crate::Error::site).

use std::ops::Range;
use std::panic::Location;
use std::time::Duration;

use crate::kind::ErrorKind;

/// An annotated function: its name, its place and its policy.
///
/// The attribute makes one for each function; there is no need to make one by hand.
#[derive(Clone, Copy, Debug)]
pub struct Site {
    name: &'static str,
    module: &'static str,
    place: &'static Location<'static>,
    policy: Policy,
    bounds: Bounds,
}

/// The worst case of a function, computed from its policy while it is compiled.
///
/// What the code of a `repair`, `fallback` or `recover` does is not in it, but for the time of a
/// fallback where there is a deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    requests: u32,
    sleep: Duration,
    /// [`FOREVER`] where nothing bounds it.
    time: Duration,
}

/// No bound, as the expansion writes it.
pub const FOREVER: Duration = Duration::MAX;

impl Bounds {
    /// The most requests that one call makes.
    pub fn requests(&self) -> u32 {
        self.requests
    }

    /// The longest that one call sleeps, all sleeps together.
    pub fn sleep(&self) -> Duration {
        self.sleep
    }

    /// The longest that one call takes; `None` where nothing bounds it, as with a fallback and no
    /// deadline.
    pub fn time(&self) -> Option<Duration> {
        (self.time != FOREVER).then_some(self.time)
    }
}

/// A whole policy, with every default filled in.
#[derive(Clone, Copy, Debug)]
pub struct Policy {
    attempts: u32,
    timeout: Duration,
    deadline: Option<Duration>,
    /// Filled from the front, because constant data cannot grow a list.
    ladders: [Ladder; MOST_LADDERS],
    declared: usize,
}

/// One for each kind.
const MOST_LADDERS: usize = ErrorKind::ALL.len();

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

/// A doubling backoff; `first` and `cap` are the same where it is fixed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backoff {
    /// The first delay, before jitter.
    pub(crate) first: Duration,
    /// The longest delay, before jitter.
    pub(crate) cap: Duration,
}

impl Site {
    /// Of an error that no call has ended with.
    pub(crate) const UNKNOWN: &Self = &Self::new("unknown", "", Location::caller());

    #[doc(hidden)]
    pub const fn new(
        name: &'static str,
        module: &'static str,
        place: &'static Location<'static>,
    ) -> Self {
        let policy = Policy {
            attempts: 1,
            timeout: Duration::MAX,
            deadline: None,
            ladders: [Ladder { kinds: &[], steps: &[] }; MOST_LADDERS],
            declared: 0,
        };
        let bounds = Bounds { requests: 1, sleep: Duration::ZERO, time: FOREVER };
        Self { name, module, place, policy, bounds }
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn attempts(mut self, attempts: u32) -> Self {
        self.policy.attempts = attempts;
        self
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn timeout(mut self, timeout: Duration) -> Self {
        self.policy.timeout = timeout;
        self
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn deadline(mut self, deadline: Duration) -> Self {
        self.policy.deadline = Some(deadline);
        self
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn on(mut self, kinds: &'static [ErrorKind], steps: &'static [Step]) -> Self {
        self.policy.ladders[self.policy.declared] = Ladder { kinds, steps };
        self.policy.declared += 1;
        self
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn at_most(mut self, requests: u32, sleep: Duration, time: Duration) -> Self {
        self.bounds = Bounds { requests, sleep, time };
        self
    }

    /// The function's name.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The path of the module it stands in.
    pub fn module(&self) -> &'static str {
        self.module
    }

    /// The file and line of its attribute.
    pub fn place(&self) -> &'static Location<'static> {
        self.place
    }

    /// The worst case.
    pub fn bounds(&self) -> &Bounds {
        &self.bounds
    }

    /// What was declared, with every default filled in.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }
}

impl Policy {
    /// Tries in all, the first included.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// The time of one attempt, its body included.
    pub fn timeout(&self) -> Duration {
        self.timeout
    }

    /// The time of the whole call, attempts and sleeps together; `None` for no bound.
    pub fn deadline(&self) -> Option<Duration> {
        self.deadline
    }

    /// What to do about which kinds. The first ladder that names a kind is the one that counts;
    /// kinds without one end the call at once.
    pub fn ladders(&self) -> &[Ladder] {
        &self.ladders[..self.declared]
    }

    /// The ladder for `kind`, if it has one.
    pub fn ladder(&self, kind: ErrorKind) -> Option<&Ladder> {
        self.ladders().iter().find(|ladder| ladder.kinds.contains(&kind))
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
            | Self::Repair { attempts } => Some(*attempts),
            Self::Fallback | Self::Recover | Self::Fail => None,
        }
    }
}

/// A `retry` step, as the expansion writes it.
pub const fn retry(attempts: u32, backoff: Range<Duration>) -> Step {
    Step::Retry { attempts, backoff: Backoff { first: backoff.start, cap: backoff.end } }
}

/// A `wait` step, as the expansion writes it.
pub const fn wait(attempts: u32, up_to: Duration, backoff: Range<Duration>) -> Step {
    let backoff = Backoff { first: backoff.start, cap: backoff.end };
    Step::Wait { attempts, up_to, backoff }
}

/// A `repair` step, as the expansion writes it.
pub const fn repair(attempts: u32) -> Step {
    Step::Repair { attempts }
}

/// The kinds whose ladder an expansion abbreviates.
pub const TRANSIENT: &[ErrorKind] = &[
    ErrorKind::ServerError,
    ErrorKind::Timeout,
    ErrorKind::Connection,
    ErrorKind::RateLimit,
    ErrorKind::ServiceUnavailable,
    ErrorKind::Conflict,
    ErrorKind::StreamInterrupted,
];
