//! [`Ledger`]: what remains of a limit, and how fast it is spent.
//!
//! It rests on one identity: what remains by the headers of an answer, and what all own requests have cost
//! up to and including that one, add up to a *level* that does not depend on what was sent since. So answers
//! may come in any order, and there is no table of what is under way.

use super::Seconds;
use super::grant::Grant;

/// The period of every limit that is paced, in seconds.
pub(super) const PERIOD: f64 = 60.0;

/// How many of the last limits count that a server has named: one may be nonsense.
const HEARD: usize = 2;

/// What is less than this is not missing: at the time that was named it is there.
const ROUNDING: f64 = 1e-6;

/// How much too early a request may be, so that timers that round up cost no time.
const TOLERANCE: f64 = 0.01;

/// What remains is spent within so many seconds, so that the pace lands softly on the limit's own rate.
pub(super) const LANDING: f64 = 1.5;

/// By headers alone the pace never falls below this part of the limit's rate: they may lie.
const LEAST: f64 = 0.1;

/// The share of others follows the refill of so many requests, and of so many seconds at least; the most
/// that one answer changes of it, and the most that it is.
const SHARED_OVER: f64 = 20.0;
const LEAST_SHARED_OVER: f64 = 3.0;
const MOST_CHANGE: f64 = 0.1;
const MOST_SHARE: f64 = 0.9;

/// A limit for a minute.
#[derive(Debug)]
pub(super) struct Ledger {
    pub(super) limit: f64,
    /// The last ones that were named.
    heard: [f64; HEARD],
    pub(super) anchor: Option<Anchor>,
    /// When the next request is due.
    pub(super) due: Seconds,
    pub(super) sent_at: Seconds,
    /// The part of the refill that others take.
    pub(super) foreign: f64,
    /// What is left unused, because refusals have come although that much remained.
    pub(super) reserve: f64,
}

/// The answer that tells the level. Its request has the highest number so far.
#[derive(Clone, Copy, Debug)]
pub(super) struct Anchor {
    pub(super) number: u64,
    pub(super) at: Seconds,
    pub(super) level: f64,
}

/// How fast requests follow each other, as parts of the limit's rate.
#[derive(Clone, Copy, Debug)]
pub(super) struct Speed {
    /// What is sent in the long run.
    pub(super) factor: f64,
    /// How much more as long as something remains.
    pub(super) excess: f64,
}

/// A refusal that finds a limit empty.
#[derive(Clone, Copy, Debug)]
pub(super) struct Emptied {
    pub(super) gate: Seconds,
    /// The number of the last request that was sent.
    pub(super) last: u64,
    pub(super) cost: f64,
}

impl Ledger {
    pub(super) fn new(limit: f64) -> Self {
        Self {
            limit,
            heard: [limit; HEARD],
            anchor: None,
            due: f64::MIN,
            sent_at: f64::MIN,
            foreign: 0.0,
            reserve: 0.0,
        }
    }

    /// Takes the largest of the last limits that were named, so that a single one that is far too low stops
    /// nobody.
    pub(super) fn hear(&mut self, limit: f64, spent: f64) {
        self.heard.rotate_left(1);
        self.heard[HEARD - 1] = limit;
        let limit = self.heard.iter().copied().fold(0.0, f64::max);
        self.set_limit(limit, spent);
    }

    /// Whether the server names the same limit again and again.
    fn is_steady(&self) -> bool {
        self.heard.iter().all(|heard| (heard - self.limit).abs() < 0.5)
    }

    fn set_limit(&mut self, limit: f64, spent: f64) {
        self.limit = limit;
        self.reserve = self.reserve.min(limit);
        if let Some(anchor) = &mut self.anchor {
            anchor.level = anchor.level.min(spent + limit);
        }
    }

    pub(super) fn rate(&self) -> f64 {
        self.limit / PERIOD
    }

    pub(super) fn available(&self, now: Seconds, spent: f64) -> f64 {
        let Some(anchor) = self.anchor else { return self.limit };
        let refilled = self.rate() * (1.0 - self.foreign) * (now - anchor.at).max(0.0);
        (anchor.level + refilled - spent).min(self.limit)
    }

    /// When a request of this cost may be sent, by what remains.
    pub(super) fn room(&self, now: Seconds, spent: f64, cost: f64) -> Seconds {
        // What costs nearly all of the limit gets no more than there ever is.
        let missing = (cost + self.reserve).min(self.limit) - self.available(now, spent);
        if missing <= ROUNDING {
            return now;
        }
        // After a refusal it refills from the time on that the server has named.
        let from = self.anchor.map_or(now, |anchor| anchor.at.max(now));
        let refilled = from + missing / (self.rate() * (1.0 - self.foreign));
        let least = self.sent_at + (cost / (self.rate() * LEAST)).min(PERIOD);
        now.max(refilled.min(least))
    }

    /// When so much will have been let out, at this part of the limit's rate.
    pub(super) fn expected(&self, now: Seconds, spent: f64, cost: f64, factor: f64) -> Seconds {
        let missing = cost - (self.available(now, spent) - self.reserve);
        if missing <= 0.0 || !self.is_steady() {
            return now;
        }
        now + missing / (self.rate() * factor * (1.0 - self.foreign))
    }

    /// Lets a request go.
    pub(super) fn take(&mut self, now: Seconds, spent: f64, cost: f64, speed: Speed) {
        self.sent_at = now;
        self.fill(now, spent);
        let pace = self.pace(now, spent + cost, speed);
        // In a minute all of the limit is there, whatever was refused.
        self.due = (self.due.max(now - TOLERANCE) + cost / pace).min(now + PERIOD);
    }

    /// A bucket that is full gets no fuller, also if no answer says so.
    fn fill(&mut self, now: Seconds, spent: f64) {
        if self.available(now, spent) >= self.limit {
            let number = self.anchor.map_or(0, |anchor| anchor.number);
            self.anchor = Some(Anchor { number, at: now, level: spent + self.limit });
        }
    }

    pub(super) fn landing(&self, now: Seconds, spent: f64, factor: f64) -> f64 {
        let left = (self.available(now, spent) - self.reserve).max(0.0);
        self.rate() * factor + left / LANDING
    }

    fn pace(&self, now: Seconds, spent: f64, speed: Speed) -> f64 {
        let hurried = self.rate() * speed.factor * (1.0 + speed.excess);
        hurried.min(self.landing(now, spent, speed.factor))
    }

    /// Takes the level of an answer, and what its change says of others. `spent_then` is what had been
    /// spent up to and including its request, `mean` what one costs.
    pub(super) fn learn(&mut self, grant: &Grant, remaining: f64, spent_then: f64, mean: f64) {
        let level = remaining + spent_then;
        if self.anchor.is_some_and(|anchor| grant.sent_at > anchor.at) {
            self.share(self.available(grant.sent_at, spent_then) - remaining, mean);
        }
        self.anchor = Some(Anchor { number: grant.number, at: grant.sent_at, level });
    }

    /// What is missing of the refill has gone to others.
    fn share(&mut self, missing: f64, mean: f64) {
        let over = (SHARED_OVER * mean).max(LEAST_SHARED_OVER * self.rate());
        let change = (missing / over).clamp(-MOST_CHANGE, MOST_CHANGE);
        self.foreign = (self.foreign + change).clamp(0.0, MOST_SHARE);
    }

    /// A refusal has found it empty: one such request fits when the gate opens, and a little more is left
    /// unused.
    pub(super) fn emptied(&mut self, emptied: &Emptied, spent: f64, mean: f64) {
        let level = spent + emptied.cost + self.reserve;
        self.anchor = Some(Anchor { number: emptied.last, at: emptied.gate, level });
        let most = (0.1 * self.rate()).min(0.01 * self.limit);
        self.reserve = (self.reserve + 0.5 * mean).min(most);
    }
}
