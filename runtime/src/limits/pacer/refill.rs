//! [`Refill`]: whether a limit comes back evenly, or all at once when a window ends.

use super::Seconds;
use super::grant::{Grant, Level};

/// Of a window that has begun by the clock alone, the first moments are not used up in a burst.
const CAREFUL: f64 = 0.25;

/// The most votes that are counted, so that a server may change its ways.
const MOST_VOTES: u32 = 12;

#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Refill {
    evenly: u32,
    at_once: u32,
    seen: Option<Seen>,
    /// When the window ends, as the headers have it.
    end: Option<Seconds>,
    /// Whether a window has begun that no header has confirmed yet.
    rolled: bool,
    /// Whether the last one was confirmed.
    is_sure: bool,
    careful_until: Seconds,
}

/// When a response has named the end of the limit, by its own time of sending and of receipt.
#[derive(Clone, Copy, Debug)]
struct Seen {
    sent_at: Seconds,
    ends: [Seconds; 2],
}

impl Refill {
    /// Whether it comes back all at once.
    pub(super) fn is_window(&self) -> bool {
        self.at_once >= 2 && self.at_once > self.evenly
    }

    pub(super) fn end(&self) -> Option<Seconds> {
        self.end.filter(|_| self.is_window())
    }

    pub(super) fn is_careful(&self, now: Seconds) -> bool {
        now < self.careful_until
    }

    /// Whether a new window has begun that may turn out to be none.
    pub(super) fn is_unsure(&self) -> bool {
        self.rolled && !self.is_sure
    }

    /// Begins a new window, if one has ended; returns its beginning.
    pub(super) fn roll(&mut self, now: Seconds, period: f64) -> Option<Seconds> {
        let end = self.end().filter(|end| now >= *end)?;
        let begun = end + ((now - end) / period).floor() * period;
        self.end = Some(begun + period);
        self.rolled = true;
        if !self.is_sure {
            self.careful_until = now + CAREFUL;
        }
        Some(begun)
    }

    /// The window ends no sooner than a refusal says.
    pub(super) fn ends_at(&mut self, end: Seconds) {
        if self.end.is_none_or(|known| end > known - 1.0) {
            self.end = Some(end);
        }
    }

    /// Asks whether the end that a response names stands still, as that of a window, or moves on with us.
    pub(super) fn vote(&mut self, now: Seconds, grant: &Grant, level: &Level, period: f64) {
        let (Some(remaining), Some(reset)) = (level.remaining, level.reset.filter(|it| *it > 0.0))
        else {
            return;
        };
        let expected = (level.limit - remaining) * period / level.limit;
        let is_even = (reset - expected).abs() <= 0.15 * expected + 0.25;
        let ends = [grant.sent_at + reset, now + reset];
        let seen = Seen { sent_at: grant.sent_at, ends };
        match self.seen {
            None => self.seen = Some(seen),
            Some(before) if grant.sent_at - before.sent_at >= 1.0 => {
                self.compare(before, ends, is_even, period, grant.sent_at);
                self.seen = Some(seen);
            }
            Some(_) => {}
        }
        // The end is the earliest of what the answers of one window say.
        if self.end.is_none_or(|end| ends[0] > end + 0.3)
            || self.end.is_some_and(|end| ends[1] < end)
        {
            self.end = Some(ends[1]);
        }
    }

    fn compare(
        &mut self,
        before: Seen,
        ends: [Seconds; 2],
        is_even: bool,
        period: f64,
        at: Seconds,
    ) {
        let moved = |which: usize| (ends[which] - before.ends[which]).abs();
        if moved(0) >= 0.5 * period {
            return;
        }
        let speed = moved(0).min(moved(1)) / (at - before.sent_at);
        if speed < 0.3 && !is_even {
            self.at_once += 1;
        } else if speed < 20.0 {
            self.evenly += 1;
        }
        if self.at_once + self.evenly > MOST_VOTES {
            self.at_once /= 2;
            self.evenly /= 2;
        }
    }

    /// Compares the first header of a new window with what was expected of it. Returns true if there was
    /// such a window to confirm.
    pub(super) fn confirm(&mut self, remaining: f64, expected: f64) -> bool {
        if !std::mem::take(&mut self.rolled) {
            return false;
        }
        self.is_sure = remaining >= 0.5 * expected;
        if !self.is_sure {
            self.at_once = 0;
            self.evenly += 6;
        }
        true
    }
}
