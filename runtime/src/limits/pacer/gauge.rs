//! [`Gauge`]: the ledger and the pace of one limit.
//!
//! The ledger rests on one identity: what remains by the headers of an answer, and what all own requests
//! have cost up to and including that one, add up to a *level* that does not depend on what was sent since.
//! So answers may come in any order, and there is no table of what is under way.

use super::Seconds;
use super::period::Period;
use super::grant::{Level, Of, Grant};
use super::refill::Refill;

/// The period of every limit that is paced, in seconds.
pub(super) const PERIOD: f64 = 60.0;

/// How much too early a request may be, so that timers that round up cost no time.
const TOLERANCE: f64 = 0.01;

/// What remains is spent within so many seconds, so that the pace lands softly on the limit's own rate.
const LANDING: f64 = 1.5;

/// By headers alone the pace never falls below this part of the limit's rate: they may lie.
const LEAST: f64 = 0.1;

/// How fast the share of others is forgotten, a second, and the most that one answer changes.
const FORGOTTEN: f64 = 0.004;
const MOST_CHANGE: f64 = 0.1;

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
    known: Option<Known>,
}

/// A limit for a minute.
#[derive(Debug)]
struct Known {
    limit: f64,
    anchor: Option<Anchor>,
    /// When the next request is due.
    due: Seconds,
    sent_at: Seconds,
    /// The part of the refill that others take.
    foreign: f64,
    /// What is left unused, because refusals have come although that much remained.
    reserve: f64,
    refill: Refill,
    /// The most that has remained of late.
    most: f64,
    /// When a refusal has found it empty, and what was spent by then.
    empty: Option<(Seconds, f64)>,
}

/// The answer that tells the level. Its request has the highest number so far.
#[derive(Clone, Copy, Debug)]
struct Anchor {
    number: u64,
    at: Seconds,
    level: f64,
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

impl Gauge {
    pub(super) fn new(of: Of) -> Self {
        Self { of, spent: 0.0, mean: 1.0, period: Period::default(), most: None, known: None }
    }

    /// Declares the limit, as if a header had named it.
    pub(super) fn declare(&mut self, limit: f64) {
        self.most = Some(limit);
        self.known = Some(Known::new(limit));
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

    pub(super) fn mean(&self) -> f64 {
        self.mean
    }

    /// What is there, above the reserve; `None` if no limit is known.
    pub(super) fn available(&self, now: Seconds) -> Option<f64> {
        self.known.as_ref().map(|known| known.available(now, self.spent) - known.reserve)
    }

    /// Whether the limit is a window.
    pub(super) fn is_window(&self) -> bool {
        self.known.as_ref().is_some_and(|known| known.refill.is_window())
    }

    pub(super) fn is_unsure(&self) -> bool {
        self.known.as_ref().is_some_and(|known| known.refill.is_unsure())
    }

    /// Requests a second by this limit alone.
    pub(super) fn request_rate(&self) -> Option<f64> {
        let known = self.known.as_ref()?;
        Some(known.rate() / if self.of == Of::Requests { 1.0 } else { self.mean.max(1e-9) })
    }

    /// Begins a new window, if one has ended.
    pub(super) fn roll(&mut self, now: Seconds, last: u64) {
        let spent = self.spent;
        let Some(known) = &mut self.known else { return };
        if let Some(begun) = known.refill.roll(now, PERIOD) {
            known.anchor = Some(Anchor { number: last, at: begun, level: spent + known.limit });
        }
    }

    /// When a request of this cost may be sent, by the ledger alone.
    pub(super) fn room(&self, now: Seconds, cost: f64) -> Seconds {
        let Some(known) = &self.known else { return now };
        // What costs more than the whole limit is refused for good: the server shall say so.
        if cost > known.limit {
            return now;
        }
        let missing = cost - (known.available(now, self.spent) - known.reserve);
        if missing <= 0.0 {
            return now;
        }
        if let Some(end) = known.refill.end() {
            return end.max(now);
        }
        let refilled = now + missing / (known.rate() * (1.0 - known.foreign));
        let least = known.sent_at + cost / (known.rate() * LEAST);
        now.max(refilled.min(least))
    }

    /// When so much will have been let out, at this part of the limit's rate.
    pub(super) fn expected(&self, now: Seconds, cost: f64, factor: f64) -> Seconds {
        let Some(known) = &self.known else { return now };
        let missing = cost - (known.available(now, self.spent) - known.reserve);
        if missing <= 0.0 {
            return now;
        }
        let Some(end) = known.refill.end() else {
            return now + missing / (known.rate() * factor * (1.0 - known.foreign.max(0.0)));
        };
        end.max(now) + (missing / known.limit).floor() * PERIOD
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
            known.sent_at = now;
            known.fill(now, self.spent);
        }
        self.spent += cost;
        self.mean += 0.05 * (cost - self.mean);
        let spent = self.spent;
        if let Some(known) = &mut self.known {
            let pace = known.pace(now, spent, speed);
            known.due = known.due.max(now - TOLERANCE) + cost.min(known.limit) / pace;
        }
    }

    /// A request was not sent after all.
    pub(super) fn give_back(&mut self, cost: f64) {
        self.spent -= cost;
    }

    /// Nothing is sent by this limit before then.
    pub(super) fn hold(&mut self, until: Seconds) {
        if let Some(known) = &mut self.known {
            known.due = known.due.max(until);
        }
    }

    pub(super) fn relax(&mut self) {
        if let Some(known) = &mut self.known {
            known.reserve *= 0.9;
        }
    }

    /// Reads what an answer says. Returns true if the limit was raised.
    pub(super) fn read(&mut self, now: Seconds, grant: &Grant, level: &Level) -> bool {
        if !(level.limit.is_finite() && level.limit > 0.0) || self.is_old(grant) {
            return false;
        }
        self.period.read(level);
        if self.period.is_long() {
            self.known = self.known.take().filter(|_| self.most.is_some());
            return false;
        }
        let limit = self.most.map_or(level.limit, |most| most.min(level.limit));
        let before = self.limit();
        let known = self.known.get_or_insert_with(|| Known::new(limit));
        known.limit = limit;
        if let Some(remaining) = level.remaining {
            known.refill.vote(now, grant, level, PERIOD);
            let place = self.of as usize;
            known.learn(now, grant, remaining, [self.spent, grant.spent[place], self.mean], self.of);
        }
        before.is_some_and(|before| limit > before)
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
        let cost = grant.cost[place];
        match level.and_then(|level| level.remaining) {
            Some(remaining) => remaining < cost + if is_named { 0.0 } else { 0.5 * self.mean },
            None => {
                let slack = (2.5 * self.mean).max(0.01 * known.limit);
                known.anchor.is_some() && grant.available[place] < cost + slack
            }
        }
    }

    /// A refusal says that the limit is empty, and when the request fits.
    pub(super) fn emptied(&mut self, emptied: &Emptied) {
        let (spent, mean, of) = (self.spent, self.mean, self.of);
        let Some(known) = &mut self.known else { return };
        if known.refill.is_window() {
            known.refill.ends_at(emptied.now + emptied.delay);
            known.anchor = Some(Anchor { number: emptied.last, at: emptied.now, level: spent });
        } else {
            if emptied.is_apart {
                known.supplied(emptied, spent - emptied.refused);
            }
            let level = spent + emptied.cost.min(known.limit) + known.reserve;
            known.anchor = Some(Anchor { number: emptied.last, at: emptied.gate, level });
            known.keep(mean, of);
        }
        known.due = known.due.max(emptied.gate);
    }
}

impl Known {
    fn new(limit: f64) -> Self {
        Self {
            limit,
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

    fn rate(&self) -> f64 {
        self.limit / PERIOD
    }

    fn available(&self, now: Seconds, spent: f64) -> f64 {
        let Some(anchor) = self.anchor else { return self.limit };
        if self.refill.is_window() {
            return anchor.level - spent;
        }
        let refilled = self.rate() * (1.0 - self.foreign) * (now - anchor.at).max(0.0);
        (anchor.level + refilled - spent).min(self.limit)
    }

    /// A bucket that is full gets no fuller, also if no answer says so.
    fn fill(&mut self, now: Seconds, spent: f64) {
        let is_full = self.available(now, spent) >= self.limit;
        if is_full && !self.refill.is_window() {
            let number = self.anchor.map_or(0, |anchor| anchor.number);
            self.anchor = Some(Anchor { number, at: now, level: spent + self.limit });
        }
    }

    fn landing(&self, now: Seconds, spent: f64, factor: f64) -> f64 {
        let left = (self.available(now, spent) - self.reserve).max(0.0);
        self.rate() * factor + left / LANDING
    }

    fn pace(&self, now: Seconds, spent: f64, speed: Speed) -> f64 {
        let excess = if self.refill.is_careful(now) { 0.0 } else { speed.excess };
        let hurried = self.rate() * speed.factor * (1.0 + excess);
        hurried.min(self.landing(now, spent, speed.factor))
    }

    /// Takes the level of an answer, and what its change says of others.
    fn learn(&mut self, now: Seconds, grant: &Grant, remaining: f64, spent: [f64; 3], of: Of) {
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
    fn share(&mut self, missing: f64, passed: f64, remaining: f64, mean: f64, of: Of) {
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
    fn supplied(&mut self, emptied: &Emptied, spent: f64) {
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
    fn keep(&mut self, mean: f64, of: Of) {
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
