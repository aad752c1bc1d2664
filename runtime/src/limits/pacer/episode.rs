//! [`Episodes`]: refusals that have one cause.
//!
//! What was under way when the first of them came belongs to the same one: it says nothing new, however
//! many there are.

use super::Seconds;
use super::grant::Grant;

/// How many seconds the gate is closed if the server names no delay; doubles with each episode in a row.
const UNTOLD: f64 = 0.25;

/// The part of a server's delay that is added at most, and the most seconds: so that several processes do
/// not come back at once.
const SPREAD: f64 = 0.01;
const MOST_SPREAD: f64 = 0.5;

/// A timer of the driver ends no later than this behind its time.
const TICK: f64 = 0.002;

#[derive(Debug, Default)]
pub(super) struct Episodes {
    /// The last request that was sent when the last one began.
    last: Option<u64>,
    /// How many have come in a row with hardly anything between them.
    row: u32,
    /// How many refusals without a delay have come since one has passed.
    untold: i32,
    /// How many had passed when the last one began.
    passed: f64,
    /// The last delay that a server has named.
    delay: f64,
}

/// An episode that begins.
#[derive(Clone, Copy, Debug)]
pub(super) struct Begun {
    /// How many have passed since the one before.
    pub(super) since: f64,
    pub(super) row: u32,
}

impl Episodes {
    /// The last delay that was named or chosen.
    pub(super) fn delay(&self) -> f64 {
        self.delay
    }

    pub(super) fn passed(&mut self) {
        self.untold = 0;
    }

    /// Whether the refusal begins a new one.
    pub(super) fn is_new(&self, grant: &Grant) -> bool {
        self.last.is_none_or(|last| grant.number > last)
    }

    /// How long to wait, if the server says this.
    pub(super) fn wait(&mut self, told: Option<f64>, is_new: bool, random: f64) -> f64 {
        self.delay = match told {
            Some(0.0) => UNTOLD * 0.5 * (1.0 + random),
            Some(delay) => delay,
            None => {
                self.untold += i32::from(is_new);
                let doubled = UNTOLD * 2.0_f64.powi((self.untold - 1).clamp(0, 6));
                doubled * (0.75 + 0.25 * random)
            }
        };
        self.delay
    }

    /// Begins a new one. `passed` is how many have passed so far, `sent` how many were sent.
    pub(super) fn begin(&mut self, sent: u64, passed: f64, rate: f64) -> Begun {
        let since = passed - self.passed;
        self.row = if since <= (0.15 * rate).max(1.0) { self.row + 1 } else { 0 };
        self.passed = passed;
        self.last = Some(sent.saturating_sub(1));
        Begun { since, row: self.row }
    }

    /// When the gate opens after a delay: never sooner.
    pub(super) fn opens(now: Seconds, delay: f64, random: f64) -> Seconds {
        now + delay + TICK + (SPREAD * delay * random).min(MOST_SPREAD)
    }
}
