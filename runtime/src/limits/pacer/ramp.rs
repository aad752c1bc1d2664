//! [`Ramp`]: how much faster than its long-run rate a server lets us spend what it says remains.
//!
//! A bucket of a minute may be emptied at once. The same headers come from a server that enforces the part
//! for each second, and refuses a burst. Only trying tells the two apart, so the pace grows step by step.

use super::Seconds;

/// The excess over the limit's rate of the first step, what each further one multiplies it by, the seconds
/// between two of them, and the most.
const FIRST: f64 = 0.1;
const GROWTH: f64 = 1.5;
const EVERY: f64 = 0.5;
const MOST: f64 = 10_000.0;

/// How many seconds a server that refuses bursts is believed.
const BELIEVED: f64 = 300.0;

#[derive(Clone, Debug, Default)]
pub(super) struct Ramp {
    excess: f64,
    /// When it may be tried again, after a burst was refused.
    refused_until: Option<Seconds>,
    stepped_at: Option<Seconds>,
    /// Whether the pace has held anything back since then.
    was_bound: bool,
}

impl Ramp {
    pub(super) fn excess(&self) -> f64 {
        self.excess
    }

    pub(super) fn may_burst(&self) -> bool {
        self.refused_until.is_none()
    }

    /// A request is sent. `is_bound` is true if it was the ramp that has held it back.
    pub(super) fn sent(&mut self, now: Seconds, is_bound: bool) {
        if let Some(until) = self.refused_until {
            if now < until {
                return;
            }
            (self.refused_until, self.stepped_at) = (None, None);
        }
        let Some(stepped_at) = self.stepped_at else {
            (self.stepped_at, self.was_bound) = (Some(now), false);
            return;
        };
        self.was_bound |= is_bound;
        if now - stepped_at >= EVERY && self.was_bound {
            self.excess = (self.excess * GROWTH).clamp(FIRST, MOST);
            (self.stepped_at, self.was_bound) = (Some(now), false);
        }
    }

    /// A burst was refused although much remains.
    pub(super) fn refused(&mut self, now: Seconds) {
        self.refused_until = Some(now + BELIEVED);
        self.excess = 0.0;
    }
}
