//! [`Permit`]: allows the request of one attempt.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use http::HeaderMap;
use tokio::time::Instant;

use super::circuit::{Change, Pass, Sign};
use super::headers::RateLimits;
use super::lanes::Lane;
use super::pacer::{Grant, Levels, TooMany};

/// Allows one request of a lane. It is settled once: by what becomes of the request, or, if nobody waits
/// for that any more, by being dropped.
#[derive(Debug)]
pub(crate) struct Permit {
    lane: Arc<Lane>,
    pass: Pass,
    /// Whether the breaker knows what came of it.
    is_settled: bool,
    /// What the pacer has let go.
    grant: Grant,
    /// Whether the pacer knows what came of it.
    is_known: AtomicBool,
    /// Whether its request counts as under way.
    is_under_way: bool,
}

/// What has come of a request, for the pacer.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Came {
    /// An answer that is no refusal.
    Back(Levels),
    Refused(TooMany),
    /// It was sent, and nobody knows what has become of it.
    Lost,
    /// It was not sent.
    Unsent,
}

impl Permit {
    pub(super) fn new(lane: Arc<Lane>, pass: Pass, grant: Grant) -> Self {
        Self {
            lane,
            pass,
            is_settled: false,
            grant,
            is_known: AtomicBool::new(false),
            is_under_way: true,
        }
    }

    /// An answer has come with these headers, and is no refusal.
    pub(crate) fn passed(&self, headers: &HeaderMap) {
        if self.is_known.swap(true, Ordering::Relaxed) {
            return;
        }
        let mut line = self.lane.line();
        if line.has_to_read(&self.grant) {
            // Others shall not wait for that.
            drop(line);
            let levels = RateLimits::from_headers(headers).levels();
            let now = self.lane.seconds(Instant::now());
            self.lane.line().passed(now, &self.grant, &levels);
        } else {
            line.passed_unread(&self.grant);
        }
    }

    /// Lets the pacer know what has come of the request; the first time counts. `random` is in `0.0..1.0`.
    pub(crate) fn came(&self, came: &Came, now: Instant, random: f64) {
        if self.is_known.swap(true, Ordering::Relaxed) {
            return;
        }
        let now = self.lane.seconds(now);
        let mut line = self.lane.line();
        match came {
            Came::Back(levels) => line.passed(now, &self.grant, levels),
            Came::Refused(too_many) => line.refused(now, &self.grant, too_many, random),
            Came::Lost => line.lost(),
            Came::Unsent => line.returned(&self.grant),
        }
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
        self.pass.is_probe() && !self.is_settled
    }

    /// Notes what has become of the request. `at` gives the time and a number in `0.0..1.0`.
    pub(crate) fn settle(
        &mut self,
        sign: Sign,
        at: impl FnOnce() -> (Instant, f64),
    ) -> Option<Change> {
        if std::mem::replace(&mut self.is_settled, true) {
            return None;
        }
        self.lane.settle(self.pass, sign, at)
    }
}

/// The copy knows the lane, and settles nothing.
impl Clone for Permit {
    fn clone(&self) -> Self {
        Self {
            lane: Arc::clone(&self.lane),
            pass: self.pass,
            is_settled: true,
            grant: self.grant,
            is_known: AtomicBool::new(true),
            is_under_way: false,
        }
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        self.came(&Came::Lost, self.lane.begun(), 0.0);
        self.end();
        if self.is_probe() {
            // What says nothing needs no time.
            let _ = self.settle(Sign::Nothing, || (Instant::now(), 0.0));
        }
    }
}
