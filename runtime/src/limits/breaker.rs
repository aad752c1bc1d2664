//! [`Breaker`]: when a client stops asking a service that fails all the time.
//!
//! Requests to a service that is overloaded keep it so: it works on them after their clients have gone.
//! A budget of retries does not help there, because the calls alone are too many.

use std::ops::Range;
use std::time::Duration;

/// When the circuit breaker of a model opens, and for how long. It is on by default: after 20 failures
/// in a row, for half a second, doubling up to two seconds.
///
/// While it is open, calls to the model send nothing and fail at once with
/// [`ServiceUnavailable`](crate::ErrorKind::ServiceUnavailable), which counts as no attempt: the next
/// step of their ladder that sends no such request is taken, a `fallback` for example, and the error
/// says [`Stopped::Breaker`](crate::Stopped::Breaker). When its time is over, one call is let through as
/// a probe: a success closes it, a failure opens it for twice as long. A probe that takes longer than
/// that is joined by another one, because an answer of a model may take a minute.
///
/// Failures are those of the service: [`ServerError`](crate::ErrorKind::ServerError),
/// [`Timeout`](crate::ErrorKind::Timeout), [`Connection`](crate::ErrorKind::Connection),
/// [`ServiceUnavailable`](crate::ErrorKind::ServiceUnavailable), and
/// [`StreamInterrupted`](crate::ErrorKind::StreamInterrupted) before the first event. Any other answer
/// begins the count anew, a 429 too.
///
/// ```
/// use openai_call::{Breaker, Client};
/// use std::time::Duration;
///
/// # fn main() -> Result<(), openai_call::Error> {
/// let second = Duration::from_secs(1);
/// let client = Client::builder()
///     .api_key("0123456789abcdef")
///     .breaker(Breaker::after(50).open_for(second..10 * second))
///     .build()?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "a breaker does nothing until a client is built with it"]
pub struct Breaker {
    /// `None` if it never opens.
    pub(super) failures: Option<u32>,
    pub(super) open: Range<Duration>,
}

impl Breaker {
    /// Opens after so many failures in a row, at least 1. A small number opens while a part of the
    /// service still answers, and costs more than it saves.
    pub const fn after(failures: u32) -> Self {
        let open = Duration::from_millis(500)..Duration::from_secs(2);
        Self { failures: Some(if failures == 0 { 1 } else { failures }), open }
    }

    /// How long it stays open: the shorter time at first, doubling up to the longer one with each probe
    /// that fails. Up to a quarter less each time, so that clients do not probe all at once.
    pub const fn open_for(mut self, times: Range<Duration>) -> Self {
        self.open = times;
        self
    }

    /// Never opens.
    pub const fn never() -> Self {
        Self { failures: None, ..Self::after(1) }
    }

    /// How long it stays open after so many probes. `random` is in `0.0..1.0`.
    pub(super) fn time(&self, probes: u16, random: f64) -> Duration {
        let doubled = self.open.start.saturating_mul(2_u32.saturating_pow(probes.into()));
        let whole = doubled.min(self.open.end.max(self.open.start)).min(LONGEST);
        whole.mul_f64(0.75 + 0.25 * random)
    }
}

/// The longest time that it stays open, so that no clock overflows.
const LONGEST: Duration = Duration::from_secs(60 * 60);

impl Default for Breaker {
    fn default() -> Self {
        Self::after(20)
    }
}
