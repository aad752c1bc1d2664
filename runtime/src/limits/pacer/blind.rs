//! [`Blind`]: pacing where no header names a limit.
//!
//! At first nothing holds back those who are few. Many at once begin at a few a second and grow steadily, so
//! that the first refusal costs little. What that says decides: a long delay is a window that is used up, a
//! short one a rate. To a client that makes a call now and then it says neither: its own rate
//! was not the cause.

use super::Seconds;
use super::ledger::PERIOD;
use super::quota::{LONG, Quota};

/// So many may be under way before anything is known.
pub(super) const FEW: u32 = 4;

/// Requests a second at first, at least, and how many are added each second: so many, or a part.
const FIRST: f64 = 4.0;
const LEAST: f64 = 1.0;
const ADDED: f64 = 4.0;
const ADDED_PART: f64 = 0.1;

/// The part of what has passed that is sent.
const PART: f64 = 0.97;

/// From this part on that has passed a refusal says little about the rate.
const MOST_PASSED: f64 = 0.8;

/// A refusal says nothing about the pace if no request was sent at full pace in so many seconds before it.
const QUIET: f64 = 2.0;

#[derive(Debug)]
pub(super) struct Blind {
    rate: f64,
    due: Seconds,
    sent_at: Seconds,
    /// When the last request was sent that came as soon as the pace allows.
    busy_at: Seconds,
    grown_at: Option<Seconds>,
    /// Whether a refusal has ended the growth.
    is_capped: bool,
    mark: Option<Mark>,
    quota: Option<Quota>,
}

/// The time of the last refusal, and how many had been sent and had passed.
#[derive(Clone, Copy, Debug)]
struct Mark {
    at: Seconds,
    sent: f64,
    passed: f64,
}

impl Default for Blind {
    fn default() -> Self {
        Self {
            rate: FIRST,
            due: f64::MIN,
            sent_at: f64::MIN,
            busy_at: f64::MIN,
            grown_at: None,
            is_capped: false,
            mark: None,
            quota: None,
        }
    }
}

/// A refusal of a server that names no limit.
#[derive(Clone, Copy, Debug)]
pub(super) struct Blindly {
    pub(super) now: Seconds,
    pub(super) sent_at: Seconds,
    pub(super) gate: Seconds,
    pub(super) delay: f64,
    /// How many have been sent, and how many have passed in all.
    pub(super) sent: f64,
    pub(super) passed: f64,
    /// Requests a second that have passed of late.
    pub(super) measured: f64,
    /// How many have passed in the window of a minute that ends with the delay.
    pub(super) in_window: f64,
    pub(super) row: u32,
}

impl Blindly {
    fn mark(&self) -> Mark {
        Mark { at: self.now, sent: self.sent, passed: self.passed }
    }
}

impl Blind {
    /// Requests a second.
    pub(super) fn rate(&self) -> f64 {
        self.quota.map_or(self.rate, |quota| quota.rate())
    }

    /// Whether refusals have told a rate.
    pub(super) fn has_rate(&self) -> bool {
        self.is_capped && self.quota.is_none()
    }

    /// Whether no refusal has told a rate or a window.
    pub(super) fn is_cautious(&self) -> bool {
        !self.is_capped
    }

    pub(super) fn has_quota(&self) -> bool {
        self.quota.is_some()
    }

    pub(super) fn forget_quota(&mut self) {
        self.quota = None;
    }

    /// Begins a new window, if one has ended.
    pub(super) fn roll(&mut self, now: Seconds) {
        if let Some(quota) = &mut self.quota {
            quota.roll(now);
        }
    }

    pub(super) fn when(&self, now: Seconds, in_flight: u32) -> Seconds {
        match &self.quota {
            Some(quota) => quota.when(now),
            None if !self.is_capped && in_flight < FEW => now,
            None => now.max(self.due),
        }
    }

    pub(super) fn take(&mut self, now: Seconds) {
        if now - self.sent_at > PERIOD {
            // What was learned has been of another load.
            *self = Self::default();
        }
        self.sent_at = now;
        if now < self.due + 0.5 / self.rate {
            self.busy_at = now;
        }
        if let Some(quota) = &mut self.quota {
            quota.take(now, self.rate);
            return;
        }
        self.due = self.due.max(now) + 1.0 / self.rate;
        if !self.is_capped {
            // The few who went at once have put it off, and nobody asked for that.
            self.due = self.due.min(now + f64::from(FEW) / self.rate);
        }
        let grown_at = *self.grown_at.get_or_insert(now);
        if !self.is_capped {
            self.rate += (ADDED_PART * self.rate).max(ADDED) * (now - grown_at).min(1.0);
            self.grown_at = Some(now);
        }
    }

    /// Things have gone well for a while.
    pub(super) fn grow(&mut self, part: f64) {
        if self.is_capped {
            self.rate *= 1.0 + part;
        }
    }

    /// One that was counted has been refused.
    pub(super) fn taken_back(&mut self) {
        if let Some(quota) = &mut self.quota {
            quota.taken_back();
        }
    }

    pub(super) fn refused(&mut self, refusal: &Blindly) {
        self.due = self.due.max(refusal.gate);
        if self.quota.is_none() && self.busy_at < refusal.sent_at - QUIET {
            return;
        }
        self.is_capped = true;
        if let Some(quota) = &mut self.quota {
            if quota.refused(refusal.now, refusal.delay) {
                return;
            }
            // Short delays: it is no window after all.
            self.rate = (PART * quota.rate()).max(LEAST);
            self.mark = Some(refusal.mark());
            self.quota = None;
        } else if (LONG..=PERIOD).contains(&refusal.delay) {
            self.quota = Some(Quota::found(refusal.now, refusal.delay, refusal.in_window));
        } else {
            self.slow_down(refusal);
        }
    }

    fn slow_down(&mut self, refusal: &Blindly) {
        let Blindly { now, sent, passed, measured, row, .. } = *refusal;
        self.rate = match self.mark {
            None => 0.7 * self.rate,
            // Some servers refuse now and then whatever the rate is: to go by what has passed, which is less
            // each time, would end in hardly anything.
            Some(mark) if passed - mark.passed >= MOST_PASSED * (sent - mark.sent) => {
                PART * self.rate
            }
            Some(mark) if row == 0 => {
                let between = (passed - mark.passed) / (now - mark.at).max(0.5);
                (0.99 * self.rate).min(PART * between.max(measured))
            }
            Some(_) => 0.8 * self.rate,
        }
        .max(LEAST);
        self.mark = Some(refusal.mark());
    }
}
