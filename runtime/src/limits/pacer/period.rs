//! [`Period`]: whether a limit is for a minute, or for a second, an hour or a day.
//!
//! The headers do not say. A limit for a day that is a hundredth used up does not slow anybody down in the
//! next minute, so it is not paced; when it is used up, a refusal says so. Nor is one for a second, which would
//! hold up those who keep to it.

use super::Seconds;
use super::grant::Level;
use super::ledger::PERIOD;

/// What a limit may be for, but for a minute, in seconds.
const LONG: [f64; 2] = [3_600.0, 86_400.0];

/// A reset that no limit for a minute has.
const LONGEST_RESET: f64 = 90.0;

/// The longest reset of a limit for a second, which may be rounded up.
const SHORT_RESET: f64 = 2.0;

#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Period {
    is_long: bool,
    is_short: bool,
    /// When the first request was sent since which each reset has been too short for a minute.
    short_since: Option<Seconds>,
    /// How much was used up when a reset fitted to a long period for the first time.
    used: Option<f64>,
}

impl Period {
    pub(super) fn is_a_minute(self) -> bool {
        !self.is_long && !self.is_short
    }

    /// Whether it may turn out to be none for a minute.
    pub(super) fn is_in_doubt(self) -> bool {
        self.short_since.is_some()
    }

    /// Reads the reset after a request. In a limit for a minute, a bucket needs a minute's part to be full
    /// again, and half of that leaves room for rounding. A window comes so near to its end for two seconds only.
    pub(super) fn read_request(&mut self, sent_at: Seconds, level: &Level) {
        let is_short =
            |reset: f64| reset > 0.0 && reset <= SHORT_RESET && reset * level.limit < 0.5 * PERIOD;
        let since = self.short_since.unwrap_or(sent_at);
        self.short_since = level.reset.is_some_and(is_short).then_some(since);
        let is_sure = self.is_short || sent_at > since + SHORT_RESET;
        self.is_short = self.short_since.is_some() && is_sure;
    }

    /// A reset that is rounded up to a second fits to an hour by chance, if hardly anything is used up. So
    /// it takes a reset that is too long for a minute, or a second one that fits when more is used up.
    pub(super) fn read(&mut self, level: &Level) {
        let (Some(remaining), Some(reset)) = (level.remaining, level.reset) else { return };
        let used = level.limit - remaining;
        if used <= 0.0 || reset <= 0.0 {
            return;
        }
        let period = reset * level.limit / used;
        if !LONG.iter().any(|long| (period - long).abs() < 0.1 * long) {
            self.used = None;
            self.is_long &= reset > LONGEST_RESET;
            return;
        }
        let grown = self.used.is_some_and(|before| used >= 1.5 * before);
        self.is_long |= reset > LONGEST_RESET || grown;
        self.used = self.used.or(Some(used));
    }
}
