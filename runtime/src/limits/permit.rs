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
    /// Whether its request counts as under way.
    is_under_way: bool,
}

impl Permit {
    pub(super) fn new(lane: Arc<Lane>, pass: Pass) -> Self {
        Self { lane, pass: Some(pass), is_under_way: true }
    }

    /// Its request is no longer under way.
    pub(crate) fn end(&mut self) {
        if std::mem::take(&mut self.is_under_way) {
            self.lane.line().ended();
        }
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
        Self { lane: Arc::clone(&self.lane), pass: None, is_under_way: false }
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        self.end();
        if self.is_probe() {
            // What says nothing needs no time.
            let _ = self.settle(Sign::Nothing, || (Instant::now(), 0.0));
        }
    }
}
