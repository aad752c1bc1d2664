//! [`Gcra`]: the generic cell rate algorithm, which keeps only the time at which the next request is due.

use super::meter::{Gauge, Meter, ROUNDING};

pub(super) struct Gcra {
    limit: f64,
    period: f64,
    /// How much too early a request may come, in seconds.
    tolerance: f64,
    /// When the next request would come if all were evenly spaced.
    due_at: f64,
}

impl Gcra {
    pub(super) fn new(limit: f64, period: f64, tolerance: f64) -> Self {
        Self { limit, period, tolerance, due_at: 0.0 }
    }

    /// The time between two requests.
    fn spacing(&self) -> f64 {
        self.period / self.limit
    }

    /// How far the requests so far reach into the future.
    fn ahead(&self, now: f64) -> f64 {
        (self.due_at - now).max(0.0)
    }
}

impl Meter for Gcra {
    // What costs more than the tolerance allows waits until nothing is ahead of it.
    fn wait(&mut self, now: f64, cost: f64) -> f64 {
        let taken = ((cost - 1.0) * self.spacing()).min(self.tolerance);
        let early = self.ahead(now) + taken - self.tolerance;
        if early <= ROUNDING { 0.0 } else { early }
    }

    fn take(&mut self, now: f64, cost: f64) {
        self.due_at = now + self.ahead(now) + cost * self.spacing();
    }

    fn give_back(&mut self, _now: f64, cost: f64) {
        self.due_at -= cost * self.spacing();
    }

    fn gauge(&mut self, now: f64) -> Gauge {
        let ahead = self.ahead(now);
        let remaining = ((self.tolerance - ahead) / self.spacing() + 1.0).max(0.0);
        Gauge { limit: self.limit, remaining, used: ahead / self.spacing(), reset: ahead }
    }

    fn set_limit(&mut self, _now: f64, limit: f64) {
        self.limit = limit;
    }
}
