//! [`Permit`]: allows the request of one attempt.

use std::sync::Arc;

use tokio::time::Instant;

use super::circuit::{Change, Pass, Sign};
use super::lanes::Lane;

/// Allows one request of a lane. It is settled once: by what becomes of the request, or, if nobody waits
/// for that any more, by being dropped.
#[derive(Debug)]
pub(crate) struct Permit {
    lane: Arc<Lane>,
    /// `None` once it is settled.
    pass: Option<Pass>,
}

impl Permit {
    pub(super) fn new(lane: Arc<Lane>, pass: Pass) -> Self {
        Self { lane, pass: Some(pass) }
    }

    pub(crate) fn lane(&self) -> &Lane {
        &self.lane
    }

    /// Whether the request tries a breaker that is open.
    pub(crate) fn is_probe(&self) -> bool {
        self.pass.is_some_and(Pass::is_probe)
    }

    /// Notes what has become of the request. `at` gives the time and a number in `0.0..1.0`.
    pub(crate) fn settle(
        &mut self,
        sign: Sign,
        at: impl FnOnce() -> (Instant, f64),
    ) -> Option<Change> {
        self.lane.settle(self.pass.take()?, sign, at)
    }
}

/// The copy knows the lane, and settles nothing.
impl Clone for Permit {
    fn clone(&self) -> Self {
        Self { lane: Arc::clone(&self.lane), pass: None }
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        if self.is_probe() {
            // What says nothing needs no time.
            let _ = self.settle(Sign::Nothing, || (Instant::now(), 0.0));
        }
    }
}
