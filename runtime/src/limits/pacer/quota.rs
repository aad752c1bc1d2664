//! [`Quota`]: a window of a minute that no header names, found by its refusals.

use super::Seconds;
use super::ledger::{LANDING, PERIOD};

/// From so many seconds on a delay is that of a window.
pub(super) const LONG: f64 = 2.0;

/// A window, found by its refusals.
#[derive(Clone, Copy, Debug)]
pub(super) struct Quota {
    limit: f64,
    end: Seconds,
    /// What has passed in it.
    used: f64,
    /// Requests beyond the limit that may be tried, and when the last ones were.
    beyond: Beyond,
    due: Seconds,
}

/// How far the limit is tried: 1, 2, 4, … more, a second apart, until a refusal.
#[derive(Clone, Copy, Debug)]
enum Beyond {
    Untried,
    Trying { most: u32, used: u32, at: Seconds },
    Refused,
}

impl Quota {
    /// Requests a second.
    pub(super) fn rate(&self) -> f64 {
        self.limit / PERIOD
    }

    pub(super) fn taken_back(&mut self) {
        self.used -= 1.0;
    }

    pub(super) fn found(now: Seconds, delay: f64, in_window: f64) -> Self {
        let end = now + delay;
        Self {
            limit: in_window.max(1.0),
            end,
            used: in_window.max(1.0),
            beyond: Beyond::Refused,
            due: now,
        }
    }

    pub(super) fn roll(&mut self, now: Seconds) {
        if now < self.end {
            return;
        }
        self.end += (((now - self.end) / PERIOD).floor() + 1.0) * PERIOD;
        // It was a guess, which was too low if more has passed.
        self.limit = self.limit.max(self.used);
        (self.used, self.beyond) = (0.0, Beyond::Untried);
    }

    pub(super) fn when(&self, now: Seconds) -> Seconds {
        let due = now.max(self.due);
        if self.used + 1.0 <= self.limit {
            return due;
        }
        match self.beyond {
            Beyond::Untried => due,
            Beyond::Trying { most, used, .. } if used < most => due,
            Beyond::Trying { at, .. } => due.max((at + 1.0).min(self.end)),
            Beyond::Refused => due.max(self.end),
        }
    }

    pub(super) fn take(&mut self, now: Seconds, most: f64) {
        let rate = self.rate();
        let pace = if self.used + 1.0 > self.limit {
            rate.max(self.try_beyond(now))
        } else {
            let left = self.limit - self.used;
            rate.max(most.min(rate + left / LANDING))
        };
        self.used += 1.0;
        self.due = self.due.max(now) + 1.0 / pace;
    }

    /// Tries a request beyond the limit. Returns how many a second are tried so.
    fn try_beyond(&mut self, now: Seconds) -> f64 {
        let (most, used) = match self.beyond {
            Beyond::Trying { most, used, .. } if used < most => (most, used + 1),
            Beyond::Trying { most, .. } => (most.saturating_mul(2), 1),
            Beyond::Untried | Beyond::Refused => (1, 1),
        };
        self.beyond = Beyond::Trying { most, used, at: now };
        f64::from(most)
    }

    /// The window is used up. Returns false if the refusal is none of a window.
    pub(super) fn refused(&mut self, now: Seconds, delay: f64) -> bool {
        let end = now + delay;
        if delay < LONG && end < self.end - 1.0 {
            return false;
        }
        if self.used >= 0.5 * self.limit || self.used >= 20.0 {
            self.limit = self.used.max(1.0);
        }
        (self.end, self.beyond) = (end, Beyond::Refused);
        self.used = self.used.max(self.limit);
        true
    }
}
