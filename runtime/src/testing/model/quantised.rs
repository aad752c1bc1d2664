//! [`Quantised`]: says a limit per minute, and enforces a share of it in each second.

use super::bucket::Bucket;
use super::meter::{Gauge, Meter};
use super::window::{Start, Window};

pub(super) struct Quantised {
    /// What is enforced.
    window: Window,
    /// What part of the limit that is; at least one request.
    share: f64,
    size: f64,
    /// What is told.
    bucket: Bucket,
}

impl Quantised {
    pub(super) fn new(limit: f64, period: f64, quantum: f64) -> Self {
        let share = quantum / period;
        let size = (limit * share).max(1.0);
        let window = Window::new(size, quantum, Start::Clock { passed: 0.0 });
        Self { window, share, size, bucket: Bucket::full(limit, period, None) }
    }
}

impl Meter for Quantised {
    // What costs more than a share waits for an untouched one.
    fn wait(&mut self, now: f64, cost: f64) -> f64 {
        self.window.wait(now, cost.min(self.size))
    }

    fn take(&mut self, now: f64, cost: f64) {
        self.window.take(now, cost);
        self.bucket.take(now, cost);
    }

    fn give_back(&mut self, now: f64, cost: f64) {
        self.window.give_back(now, cost);
        self.bucket.give_back(now, cost);
    }

    fn gauge(&mut self, now: f64) -> Gauge {
        self.bucket.gauge(now)
    }

    fn set_limit(&mut self, now: f64, limit: f64) {
        self.size = (limit * self.share).max(1.0);
        self.window.set_limit(now, self.size);
        self.bucket.set_limit(now, limit);
    }
}
