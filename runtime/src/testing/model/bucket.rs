//! [`Bucket`]: refills evenly, and admits what it holds.

use super::meter::{Gauge, Meter, ROUNDING};

pub(super) struct Bucket {
    limit: f64,
    period: f64,
    burst: f64,
    level: f64,
    filled_at: f64,
}

impl Bucket {
    /// A full bucket. Without a `burst`, in seconds of its rate, it holds all of the limit.
    pub(super) fn full(limit: f64, period: f64, burst: Option<f64>) -> Self {
        let burst = burst.unwrap_or(period);
        let mut bucket = Self { limit, period, burst, level: 0.0, filled_at: 0.0 };
        bucket.level = bucket.capacity();
        bucket
    }

    fn rate(&self) -> f64 {
        self.limit / self.period
    }

    /// At least one request, or nothing would ever pass.
    fn capacity(&self) -> f64 {
        (self.rate() * self.burst).max(1.0)
    }

    fn refill(&mut self, now: f64) {
        let gained = self.rate() * (now - self.filled_at);
        self.level = (self.level + gained).min(self.capacity());
        self.filled_at = now;
    }
}

impl Meter for Bucket {
    // What costs more than a full bucket waits for a full one, and leaves a debt.
    fn wait(&mut self, now: f64, cost: f64) -> f64 {
        self.refill(now);
        let missing = cost.min(self.capacity()) - self.level;
        if missing <= ROUNDING { 0.0 } else { missing / self.rate() }
    }

    fn take(&mut self, now: f64, cost: f64) {
        self.refill(now);
        self.level -= cost;
    }

    fn give_back(&mut self, now: f64, cost: f64) {
        self.refill(now);
        self.level = (self.level + cost).min(self.capacity());
    }

    fn gauge(&mut self, now: f64) -> Gauge {
        self.refill(now);
        let remaining = self.level.max(0.0);
        let used = self.capacity() - self.level;
        Gauge { limit: self.limit, remaining, used, reset: used / self.rate() }
    }

    fn set_limit(&mut self, now: f64, limit: f64) {
        self.refill(now);
        self.level *= limit / self.limit;
        self.limit = limit;
        self.level = self.level.min(self.capacity());
    }
}
