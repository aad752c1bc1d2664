//! [`Log`]: admits its limit in any stretch of time as long as its period.

use std::collections::VecDeque;

use super::meter::{Gauge, Meter, ROUNDING};

pub(super) struct Log {
    limit: f64,
    period: f64,
    /// When what was taken, the oldest first.
    taken: VecDeque<(f64, f64)>,
}

impl Log {
    pub(super) fn new(limit: f64, period: f64) -> Self {
        Self { limit, period, taken: VecDeque::new() }
    }

    fn forget(&mut self, now: f64) {
        while self.taken.front().is_some_and(|(at, _)| at + self.period <= now + ROUNDING) {
            self.taken.pop_front();
        }
    }

    fn used(&self) -> f64 {
        self.taken.iter().map(|(_, cost)| cost).sum()
    }
}

impl Meter for Log {
    fn wait(&mut self, now: f64, cost: f64) -> f64 {
        self.forget(now);
        let mut missing = self.used() + cost - self.limit;
        let mut wait = 0.0;
        for (at, freed) in &self.taken {
            if missing <= ROUNDING {
                break;
            }
            missing -= freed;
            wait = at + self.period - now;
        }
        wait
    }

    fn take(&mut self, now: f64, cost: f64) {
        self.forget(now);
        self.taken.push_back((now, cost));
    }

    // The newest entries shrink first, so that nothing is admitted earlier than it would have been.
    fn give_back(&mut self, now: f64, cost: f64) {
        self.forget(now);
        let mut rest = cost;
        for (_, taken) in self.taken.iter_mut().rev() {
            let given = rest.min(*taken);
            *taken -= given;
            rest -= given;
        }
    }

    fn gauge(&mut self, now: f64) -> Gauge {
        self.forget(now);
        let used = self.used();
        let remaining = (self.limit - used).max(0.0);
        let reset = self.taken.back().map_or(0.0, |(at, _)| at + self.period - now);
        Gauge { limit: self.limit, remaining, used, reset }
    }

    fn set_limit(&mut self, _now: f64, limit: f64) {
        self.limit = limit;
    }
}
