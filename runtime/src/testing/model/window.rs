//! [`Window`]: admits its limit in each window, and forgets it with the window's end.

use super::meter::{Gauge, Meter, ROUNDING};

/// Where windows begin.
#[derive(Clone, Copy, Debug)]
pub(super) enum Start {
    /// With the model, but for what has passed of the first one, in seconds.
    Clock { passed: f64 },
    /// With the first request behind the end of the one before.
    FirstRequest,
}

pub(super) struct Window {
    limit: f64,
    period: f64,
    start: Start,
    /// `None` between two windows that begin with a request.
    begun_at: Option<f64>,
    used: f64,
}

impl Window {
    pub(super) fn new(limit: f64, period: f64, start: Start) -> Self {
        Self { limit, period, start, begun_at: None, used: 0.0 }
    }

    fn roll(&mut self, now: f64) {
        let begun_at = match self.start {
            Start::Clock { passed } => {
                let windows = ((now + passed + ROUNDING) / self.period).floor();
                Some(windows * self.period - passed)
            }
            Start::FirstRequest => {
                self.begun_at.filter(|begun_at| now + ROUNDING < begun_at + self.period)
            }
        };
        if begun_at != self.begun_at {
            self.used = 0.0;
        }
        self.begun_at = begun_at;
    }

    fn left(&self, now: f64) -> f64 {
        self.begun_at.map_or(0.0, |begun_at| begun_at + self.period - now)
    }
}

impl Meter for Window {
    fn wait(&mut self, now: f64, cost: f64) -> f64 {
        self.roll(now);
        if self.used + cost <= self.limit + ROUNDING { 0.0 } else { self.left(now) }
    }

    fn take(&mut self, now: f64, cost: f64) {
        self.roll(now);
        self.begun_at.get_or_insert(now);
        self.used += cost;
    }

    // What was taken from a window that is over is given to the one that is now: it is only a counter.
    fn give_back(&mut self, now: f64, cost: f64) {
        self.roll(now);
        self.used = (self.used - cost).max(0.0);
    }

    fn gauge(&mut self, now: f64) -> Gauge {
        self.roll(now);
        let remaining = (self.limit - self.used).max(0.0);
        Gauge { limit: self.limit, remaining, used: self.used, reset: self.left(now) }
    }

    fn set_limit(&mut self, now: f64, limit: f64) {
        self.roll(now);
        self.limit = limit;
    }
}
