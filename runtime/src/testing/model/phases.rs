//! [`Phases`]: what comes and goes with time.

use std::ops::{Bound, RangeBounds};
use std::time::Duration;

/// Values, each for a stretch of time in seconds. Where two overlap, the later one counts.
#[derive(Clone, Debug, Default)]
pub(super) struct Phases(Vec<Phase>);

#[derive(Clone, Copy, Debug)]
struct Phase {
    from: f64,
    until: f64,
    value: f64,
}

impl Phases {
    pub(super) fn add(&mut self, value: f64, during: &impl RangeBounds<Duration>) {
        let seconds = |bound: Bound<&Duration>, open: f64| match bound {
            Bound::Included(time) | Bound::Excluded(time) => time.as_secs_f64(),
            Bound::Unbounded => open,
        };
        let from = seconds(during.start_bound(), 0.0);
        let until = seconds(during.end_bound(), f64::INFINITY);
        self.0.push(Phase { from, until, value });
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn at(&self, now: f64) -> Option<f64> {
        let mut last_first = self.0.iter().rev();
        last_first.find(|phase| (phase.from..phase.until).contains(&now)).map(|phase| phase.value)
    }

    /// When something begins or ends, after one time and up to another, in order.
    pub(super) fn edges(&self, after: f64, up_to: f64) -> Vec<f64> {
        let edges = self.0.iter().flat_map(|phase| [phase.from, phase.until]);
        let mut edges: Vec<f64> = edges.filter(|edge| after < *edge && *edge <= up_to).collect();
        edges.sort_by(f64::total_cmp);
        edges
    }

    /// The first phase as a stretch of time.
    pub(super) fn first(&self) -> Option<(f64, f64)> {
        self.0.first().map(|phase| (phase.from, phase.until))
    }
}
