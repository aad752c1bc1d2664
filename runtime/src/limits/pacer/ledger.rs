//! [`Ledger`]: what remains of a limit, and how fast it is spent.
//!
//! It rests on one identity: what remains by the headers of an answer, and what all own requests have cost
//! up to and including that one, add up to a *level* that does not depend on what was sent since. So answers
//! may come in any order, and there is no table of what is under way.

use super::Seconds;
use super::grant::{Grant, Of};
use super::refill::Refill;

/// The period of every limit that is paced, in seconds.
pub(super) const PERIOD: f64 = 60.0;

/// How many of the last limits count that a server has named.
const HEARD: usize = 2;

/// What is less than this is not missing: at the time that was named it is there.
const ROUNDING: f64 = 1e-6;

/// How much too early a request may be, so that timers that round up cost no time.
const TOLERANCE: f64 = 0.01;

/// What remains is spent within so many seconds, so that the pace lands softly on the limit's own rate.
const LANDING: f64 = 1.5;

/// By headers alone the pace never falls below this part of the limit's rate: they may lie.
const LEAST: f64 = 0.1;

/// How fast the share of others is forgotten, a second, and the most that one answer changes.
const FORGOTTEN: f64 = 0.004;
const MOST_CHANGE: f64 = 0.1;

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
    pub(super) refill: Refill,
    /// The most that has remained of late.
    most: f64,
    /// When a refusal has found it empty, and what was spent by then.
    empty: Option<(Seconds, f64)>,
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
    pub(super) now: Seconds,
    pub(super) gate: Seconds,
    pub(super) delay: f64,
    /// The number of the last request that was sent.
    pub(super) last: u64,
    pub(super) cost: f64,
    /// What was refused so far.
    pub(super) refused: f64,
    /// Whether others between this refusal and the one before have passed.
    pub(super) is_apart: bool,
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
            refill: Refill::default(),
            most: 0.0,
            empty: None,
        }
    }

    /// Takes the largest of the last limits that were named, so that a single one that is far too low stops
    /// nobody.
    pub(super) fn hear(&mut self, limit: f64, spent: f64) -> f64 {
        self.heard.rotate_left(1);
        self.heard[HEARD - 1] = limit;
        let limit = self.heard.iter().copied().fold(0.0, f64::max);
        self.set_limit(limit, spent);
        limit
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
        if self.refill.is_window() {
            return anchor.level - spent;
        }
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
        if let Some(end) = self.refill.end() {
            return end.max(now);
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
        let Some(end) = self.refill.end() else {
            return now + missing / (self.rate() * factor * (1.0 - self.foreign.max(0.0)));
        };
        end.max(now) + (missing / self.limit).floor() * PERIOD
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
        let is_full = self.available(now, spent) >= self.limit;
        if is_full && !self.refill.is_window() {
            let number = self.anchor.map_or(0, |anchor| anchor.number);
            self.anchor = Some(Anchor { number, at: now, level: spent + self.limit });
        }
    }

    pub(super) fn landing(&self, now: Seconds, spent: f64, factor: f64) -> f64 {
        let left = (self.available(now, spent) - self.reserve).max(0.0);
        self.rate() * factor + left / LANDING
    }

    fn pace(&self, now: Seconds, spent: f64, speed: Speed) -> f64 {
        let excess = if self.refill.is_careful(now) { 0.0 } else { speed.excess };
        let hurried = self.rate() * speed.factor * (1.0 + excess);
        hurried.min(self.landing(now, spent, speed.factor))
    }

    /// Takes the level of an answer, and what its change says of others.
    pub(super) fn learn(
        &mut self,
        now: Seconds,
        grant: &Grant,
        remaining: f64,
        spent: [f64; 3],
        of: Of,
    ) {
        let [spent, spent_then, mean] = spent;
        let expected = self.available(now, spent) + spent - spent_then;
        let was_rolled = self.refill.confirm(remaining, expected);
        let level = remaining + spent_then;
        self.most = (self.most * 0.999).max(remaining);
        if let Some(anchor) = self.anchor.filter(|_| !self.refill.is_window()) {
            let passed = grant.sent_at - anchor.at;
            if passed > 0.0 {
                let refilled = self.rate() * (1.0 - self.foreign) * passed;
                let expected = (anchor.level + refilled).min(self.limit + spent_then);
                let missing = if was_rolled { 0.0 } else { expected - level };
                self.share(missing, passed, remaining, mean, of);
            }
        }
        self.anchor = Some(Anchor { number: grant.number, at: grant.sent_at, level });
    }

    /// What is missing of the refill has gone to others.
    pub(super) fn share(&mut self, missing: f64, passed: f64, remaining: f64, mean: f64, of: Of) {
        let over = (20.0 * mean / self.rate()).max(3.0) * self.rate();
        let change = (missing / over).clamp(-MOST_CHANGE, MOST_CHANGE);
        // A full bucket has no refill to compare.
        if change > 0.0 || remaining < 0.5 * self.most {
            self.foreign += change;
        }
        let forgotten = (FORGOTTEN * passed.min(1.0)).min(self.foreign.abs());
        self.foreign -= forgotten.copysign(self.foreign);
        // Tokens that were charged and not used come back, which is more than the refill.
        let least = if of == Of::Requests { 0.0 } else { -3.0 };
        self.foreign = self.foreign.clamp(least, 0.9);
    }

    /// Between two refusals that have found it empty, what was spent is what was supplied.
    pub(super) fn supplied(&mut self, emptied: &Emptied, spent: f64) {
        if let Some((at, before)) = self.empty {
            let passed = emptied.now - at;
            if (1.0..=60.0).contains(&passed) {
                let foreign = 1.0 - (spent - before) / passed / self.rate();
                if foreign > self.foreign {
                    self.foreign = (self.foreign + 0.6 * (foreign - self.foreign)).min(0.99);
                }
            }
        }
        self.empty = (emptied.delay < 2.0).then_some((emptied.now, spent));
    }

    /// Leaves a little more unused.
    pub(super) fn keep(&mut self, mean: f64, of: Of) {
        let is_shared = self.foreign > 0.05;
        let own = if of == Of::Tokens { 0.5 * mean } else { 0.0 };
        let most = if is_shared {
            (0.25 * self.most).min(self.rate())
        } else {
            (0.1 * self.rate()).min(0.01 * self.limit) + own
        };
        let step = if is_shared { mean } else { 0.5 * mean };
        self.reserve = (self.reserve + step).min(most);
    }
}
