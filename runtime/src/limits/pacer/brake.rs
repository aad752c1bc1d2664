//! [`Brake`]: the part of the limit's rate that is used, after refusals that no header explains.

use super::Seconds;

const LEAST: f64 = 0.01;
/// What a refusal multiplies the factor by.
const STEP: f64 = 0.985;
/// After so many requests and seconds without a refusal it is raised a little, then more and more.
const EVERY: f64 = 75.0;
const PAUSE: f64 = 1.0;
const GROWTH: f64 = 0.01;
const MOST_GROWTH: f64 = 0.25;
/// How much below what was refused the factor stays for a while.
const LONGEST_HOLD: f64 = 30.0;
const BELOW: f64 = STEP;

#[derive(Clone, Debug)]
pub(super) struct Brake {
    factor: f64,
    /// What was refused, and until when it is not tried again.
    refused: f64,
    until: Seconds,
    hold: f64,
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
            hold: 0.0,
            raises: 0,
            raised_at: f64::MIN,
            passed: 0.0,
        }
    }
}

/// What is known when no header explains a refusal.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unexplained {
    pub(super) now: Seconds,
    pub(super) delay: Option<f64>,
    /// How many have passed since the last one.
    pub(super) since: f64,
    /// How many such episodes have come in a row, with hardly anything between them.
    pub(super) row: u32,
    /// The requests a second that are sent.
    pub(super) rate: f64,
    /// The part of the limit that has passed of late, and how many requests that were.
    pub(super) used: f64,
    pub(super) count: f64,
}

impl Brake {
    pub(super) fn factor(&self) -> f64 {
        self.factor
    }

    /// The limit was raised: what was learned of the old one is void.
    pub(super) fn release(&mut self) {
        *self = Self::default();
    }

    /// A request has passed. Returns true if things have gone well for long enough to dare a little more.
    pub(super) fn passed(&mut self, now: Seconds) -> bool {
        self.passed += 1.0;
        let slow = self.factor < 0.5 && now - self.raised_at >= 5.0;
        if now - self.raised_at < PAUSE || (self.passed < EVERY && !slow) {
            return false;
        }
        self.raises += 1;
        (self.raised_at, self.passed) = (now, 0.0);
        let held = self.factor.max((BELOW * self.refused).min(1.0));
        let most = if now >= self.until { 1.0 } else { held };
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

    /// A refusal that the headers explain, but too soon after another one.
    pub(super) fn tap(&mut self, now: Seconds) {
        (self.refused, self.until) = (self.factor, now + LONGEST_HOLD);
        self.factor = (self.factor * STEP).max(LEAST);
        self.start_over(now);
    }

    /// The true rate is lower than the limit says, or a clock is too tight.
    pub(super) fn press(&mut self, refusal: &Unexplained) {
        let Unexplained { now, delay, since, row, rate, used, count } = *refusal;
        let again = now < self.until + self.hold
            && (self.factor - self.refused).abs() < 0.05 * self.refused;
        let first = (30.0 * delay.unwrap_or(0.0)).clamp(20.0, LONGEST_HOLD);
        self.hold = if again { (2.0 * self.hold).min(60.0) } else { first };
        (self.refused, self.until) = (self.factor, now + self.hold);
        let spacing = 1.0 / rate;
        let target = if delay.is_some_and(|delay| since < 0.5 * rate && delay > 2.0 * spacing) {
            0.5 * self.factor
        } else if since >= 25.0 {
            STEP * self.factor
        } else if row > 0 && row % 4 != 3 {
            return;
        } else if count >= 10.0 && used > 0.75 * self.factor {
            STEP * self.factor
        } else if count >= 10.0 && since < 12.0 {
            (0.97 * used).min(STEP * self.factor)
        } else if count >= 10.0 {
            (0.97 * used).max(0.9 * self.factor)
        } else {
            (if since < 12.0 { 0.7 } else { STEP }) * self.factor
        };
        self.factor = target.clamp((0.25 * self.factor).max(LEAST), 1.0);
        self.start_over(now);
    }
}
