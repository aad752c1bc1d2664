//! [`Period`]: whether a limit is for a minute, or for an hour or a day.
//!
//! The headers do not say. A limit for a day that is a hundredth used up does not slow anybody down in the
//! next minute, so it is not paced; when it is used up, a refusal says so.

use super::grant::Level;

/// What a limit may be for, but for a minute, in seconds.
const LONG: [f64; 2] = [3_600.0, 86_400.0];

/// A reset that no limit for a minute has.
const LONGEST_RESET: f64 = 90.0;

#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Period {
    is_long: bool,
    /// How much was used up when a reset fitted to a long period for the first time.
    used: Option<f64>,
}

impl Period {
    pub(super) fn is_long(self) -> bool {
        self.is_long
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
