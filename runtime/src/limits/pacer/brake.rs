//! [`Brake`]: the part of the limit's rate that is used, after refusals that no header explains.
//!
//! A server may admit less than it names. Then the pace falls with each such refusal, and rises again, step
//! by step, as long as there is none.

use super::Seconds;

/// The least part that is used: the pacer never stops.
const LEAST: f64 = 0.01;

/// What a refusal multiplies the factor by: a little, or a half if hardly anything has passed.
const STEP: f64 = 0.985;
const HALF: f64 = 0.5;

/// For so many seconds the factor stays below what was refused.
const HOLD: f64 = 30.0;

/// After so many requests and seconds without a refusal it is raised by a part, at first the least one, which
/// doubles with each raise.
const EVERY: f64 = 75.0;
const PAUSE: f64 = 1.0;
const GROWTH: f64 = 0.01;
const MOST_GROWTH: f64 = 0.25;

#[derive(Clone, Debug)]
pub(super) struct Brake {
    factor: f64,
    /// What was refused, and until when it is not tried again.
    refused: f64,
    until: Seconds,
    raises: i32,
    raised_at: Seconds,
    passed: f64,
}

impl Default for Brake {
    fn default() -> Self {
        Self {
            factor: 1.0,
            refused: 1.0,
            until: f64::MIN,
            raises: 0,
            raised_at: f64::MIN,
            passed: 0.0,
        }
    }
}

impl Brake {
    pub(super) fn factor(&self) -> f64 {
        self.factor
    }

    /// A request has passed. Returns true if things have gone well for long enough to dare a little more.
    pub(super) fn passed(&mut self, now: Seconds) -> bool {
        self.passed += 1.0;
        if now - self.raised_at < PAUSE || self.passed < EVERY {
            return false;
        }
        self.raises += 1;
        (self.raised_at, self.passed) = (now, 0.0);
        let most = if now < self.until { self.factor.max(STEP * self.refused) } else { 1.0 };
        self.factor = (self.factor * (1.0 + self.growth())).min(most);
        true
    }

    /// The next raise, as a part of the whole.
    pub(super) fn growth(&self) -> f64 {
        (GROWTH * 2.0_f64.powi((self.raises - 2).clamp(0, 8))).min(MOST_GROWTH)
    }

    /// Raises begin anew after a refusal.
    pub(super) fn start_over(&mut self, now: Seconds) {
        (self.raises, self.raised_at, self.passed) = (0, now, 0.0);
    }

    /// The true rate is lower than the limit says. `delay` is what the server asks for in seconds, `since`
    /// how many requests have passed since the last refusal, `rate` how many are sent a second.
    pub(super) fn press(&mut self, now: Seconds, delay: f64, since: f64, rate: f64) {
        let is_far_too_fast = since < 0.5 * rate && delay > 2.0 / rate;
        (self.refused, self.until) = (self.factor, now + HOLD);
        let step = if is_far_too_fast { HALF } else { STEP };
        self.factor = (self.factor * step).max(LEAST);
        self.start_over(now);
    }
}
