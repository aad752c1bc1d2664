//! [`Gauge`]: one limit, and what all requests have cost of it.

use std::ops::RangeInclusive;

use super::Seconds;
use super::grant::{Grant, Level, Of};
use super::ledger::{Emptied, Ledger, Speed};
use super::period::Period;

/// Limits that a server may have: others are nonsense.
const PLAUSIBLE: RangeInclusive<f64> = 1.0..=1e12;

#[derive(Debug)]
pub(super) struct Gauge {
    of: Of,
    /// What own requests have cost.
    spent: f64,
    /// What one costs on average.
    mean: f64,
    period: Period,
    /// The most that was declared of the limit.
    most: Option<f64>,
    known: Option<Ledger>,
}

impl Gauge {
    pub(super) fn new(of: Of) -> Self {
        Self { of, spent: 0.0, mean: 1.0, period: Period::default(), most: None, known: None }
    }

    /// Declares the limit, as if a header had named it.
    pub(super) fn declare(&mut self, limit: f64) {
        self.most = Some(limit);
        self.known = Some(Ledger::new(limit));
    }

    pub(super) fn is_known(&self) -> bool {
        self.known.is_some()
    }

    pub(super) fn limit(&self) -> Option<f64> {
        self.known.as_ref().map(|known| known.limit)
    }

    pub(super) fn spent(&self) -> f64 {
        self.spent
    }

    /// Whether more than half of the limit is there, or none is known.
    pub(super) fn is_easy(&self, now: Seconds) -> bool {
        let is_easy = |known: &Ledger| known.available(now, self.spent) > 0.5 * known.limit;
        self.known.as_ref().is_none_or(is_easy)
    }

    /// Requests a second by this limit alone.
    pub(super) fn request_rate(&self) -> Option<f64> {
        let known = self.known.as_ref()?;
        Some(known.rate() / if self.of == Of::Requests { 1.0 } else { self.mean.max(1e-9) })
    }

    /// When a request of this cost may be sent, by the ledger alone.
    pub(super) fn room(&self, now: Seconds, cost: f64) -> Seconds {
        self.known.as_ref().map_or(now, |known| known.room(now, self.spent, cost))
    }

    /// When so much will have been let out, at this part of the limit's rate.
    pub(super) fn expected(&self, now: Seconds, cost: f64, factor: f64) -> Seconds {
        // Who waits a little may go sooner, if the limit turns out to be for a second.
        if self.most.is_none() && self.period.is_in_doubt() {
            return now;
        }
        self.known.as_ref().map_or(now, |known| known.expected(now, self.spent, cost, factor))
    }

    /// When the pace lets the next request go.
    pub(super) fn due(&self) -> Seconds {
        self.known.as_ref().map_or(f64::MIN, |known| known.due)
    }

    /// Whether it is the excess that bounds the pace, and not what remains.
    pub(super) fn is_bound(&self, now: Seconds, speed: Speed) -> bool {
        let Some(known) = &self.known else { return false };
        let hurried = known.rate() * speed.factor * (1.0 + speed.excess);
        now < known.due + 0.05 && hurried <= known.landing(now, self.spent, speed.factor)
    }

    pub(super) fn take(&mut self, now: Seconds, cost: f64, speed: Speed) {
        if let Some(known) = &mut self.known {
            known.take(now, self.spent, cost, speed);
        }
        self.spent += cost;
        self.mean += 0.05 * (cost - self.mean);
    }

    /// A request was not sent after all.
    pub(super) fn give_back(&mut self, cost: f64) {
        self.spent -= cost;
    }

    /// Reads what an answer says.
    pub(super) fn read(&mut self, grant: &Grant, level: &Level) {
        if !PLAUSIBLE.contains(&level.limit) || self.is_old(grant) {
            return;
        }
        self.period.read(level);
        // What a server counts of tokens is not known so well.
        if self.of == Of::Requests {
            self.period.read_request(grant.sent_at, level);
        }
        if !self.period.is_a_minute() {
            self.known = self.known.take().filter(|_| self.most.is_some());
            return;
        }
        let limit = self.most.map_or(level.limit, |most| most.min(level.limit));
        let known = self.known.get_or_insert_with(|| Ledger::new(limit));
        known.hear(limit, self.spent);
        if let Some(remaining) = level.remaining.filter(|remaining| remaining.is_finite()) {
            known.learn(grant, remaining, grant.spent[self.of as usize], self.mean);
        }
    }

    fn is_old(&self, grant: &Grant) -> bool {
        let anchor = self.known.as_ref().and_then(|known| known.anchor);
        anchor.is_some_and(|anchor| grant.number <= anchor.number)
    }

    /// Whether this limit explains a refusal: what the headers say remains, or would have been expected,
    /// is too little for the request.
    pub(super) fn explains(&self, grant: &Grant, level: Option<&Level>, is_named: bool) -> bool {
        let Some(known) = &self.known else { return false };
        let place = self.of as usize;
        let cost = grant.cost()[place];
        if let Some(remaining) = level.and_then(|level| level.remaining) {
            return remaining < cost + if is_named { 0.0 } else { 0.5 * self.mean };
        }
        let slack = (2.5 * self.mean).max(0.01 * known.limit);
        known.anchor.is_some() && known.available(grant.sent_at, grant.spent[place]) < slack
    }

    /// A refusal says that the limit is empty, and when the request fits.
    pub(super) fn emptied(&mut self, emptied: &Emptied) {
        let (spent, mean) = (self.spent, self.mean);
        if let Some(known) = &mut self.known {
            known.emptied(emptied, spent, mean);
        }
    }

    #[cfg(test)]
    pub(super) fn assert_sound(&self) {
        let Some(Ledger { limit, due, foreign, reserve, .. }) = self.known else { return };
        assert!(PLAUSIBLE.contains(&limit), "limit {limit}");
        assert!((0.0..=0.9).contains(&foreign), "foreign {foreign}");
        assert!((0.0..=limit).contains(&reserve), "reserve {reserve}");
        assert!(!due.is_nan() && !self.spent.is_nan() && self.mean.is_finite(), "{self:?}");
    }

    #[cfg(test)]
    pub(super) fn anchor(&self) -> Option<(u64, f64)> {
        let anchor = self.known.as_ref()?.anchor?;
        Some((anchor.number, anchor.level))
    }
}
