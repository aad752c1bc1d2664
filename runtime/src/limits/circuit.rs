//! [`Circuit`]: the state of one breaker. It has no clock and no dice: the time and chance are handed in.

use std::time::Duration;

use tokio::time::Instant;

use super::breaker::Breaker;
use crate::kind::ErrorKind;

/// Closed, it counts failures in a row. Open, it lets a probe through each time that its time is over.
#[derive(Debug, Default)]
pub(crate) struct Circuit {
    /// How often it has closed. What was sent before that says nothing about the time after it.
    round: u16,
    /// The failures in a row.
    failures: u32,
    open: Option<Open>,
}

#[derive(Clone, Copy, Debug)]
struct Open {
    since: Instant,
    /// When the next probe is let through.
    until: Instant,
    /// How many were let through so far.
    probes: u16,
    /// Whether the last of them is under way.
    is_probing: bool,
    failures: u32,
    /// How the last request before it failed.
    by: ErrorKind,
}

/// Allows one request, which is settled once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Pass {
    round: u16,
    /// The number of the probe that it is; 0 if it is none.
    probe: u16,
}

/// How a breaker is open, so that a request is not sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    /// For how long the breaker has been open.
    pub(crate) since: Duration,
    /// The time until the next probe.
    pub(crate) left: Duration,
    pub(crate) is_probing: bool,
    pub(crate) failures: u32,
    pub(crate) by: ErrorKind,
}

/// What a request says about the service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sign {
    /// It has answered.
    Works,
    /// It has failed.
    Fails(ErrorKind),
    /// It was not asked, or not given the time to answer.
    Nothing,
}

/// A change of state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Change {
    Opened { failures: u32, by: ErrorKind, time: Duration },
    Closed { after: Duration },
}

impl Circuit {
    /// Allows a request, or not. `at` gives the time and a number in `0.0..1.0`.
    pub(crate) fn admit(
        &mut self,
        breaker: &Breaker,
        at: impl FnOnce() -> (Instant, f64),
    ) -> Result<Pass, Refusal> {
        let Some(open) = &mut self.open else { return Ok(Pass { round: self.round, probe: 0 }) };
        let (now, random) = at();
        if now < open.until {
            return Err(open.refusal(now));
        }
        open.probes = open.probes.saturating_add(1);
        open.is_probing = true;
        // Doubled as if it had failed already: one that takes longer than this is joined by another.
        open.until = now + breaker.time(open.probes, random);
        Ok(Pass { round: self.round, probe: open.probes })
    }

    /// Notes what has become of a request. `at` as above.
    pub(crate) fn settle(
        &mut self,
        breaker: &Breaker,
        pass: Pass,
        sign: Sign,
        at: impl FnOnce() -> (Instant, f64),
    ) -> Option<Change> {
        if pass.round != self.round {
            return None;
        }
        match (&mut self.open, sign) {
            (None, Sign::Works) => self.failures = 0,
            (None, Sign::Fails(by)) => return self.failed(breaker, by, at),
            (Some(open), Sign::Works) if pass.is_probe() => {
                let after = at().0.saturating_duration_since(open.since);
                *self = Self { round: self.round.wrapping_add(1), ..Self::default() };
                return Some(Change::Closed { after });
            }
            // Of several probes the last one counts.
            (Some(open), Sign::Fails(_)) if open.is_last(pass) => {
                let (now, random) = at();
                open.is_probing = false;
                open.until = now + breaker.time(open.probes, random);
            }
            (Some(open), Sign::Nothing) if open.is_last(pass) => {
                open.is_probing = false;
                open.until = open.since;
            }
            // What was sent before it opened, and what says nothing.
            _ => {}
        }
        None
    }

    fn failed(
        &mut self,
        breaker: &Breaker,
        by: ErrorKind,
        at: impl FnOnce() -> (Instant, f64),
    ) -> Option<Change> {
        self.failures = self.failures.saturating_add(1);
        let failures = self.failures;
        if breaker.failures.is_none_or(|most| failures < most) {
            return None;
        }
        let (since, random) = at();
        let time = breaker.time(0, random);
        let until = since + time;
        self.open = Some(Open { since, until, probes: 0, is_probing: false, failures, by });
        Some(Change::Opened { failures, by, time })
    }

    /// How it is open; `None` if it is closed.
    pub(crate) fn refusal(&self, now: Instant) -> Option<Refusal> {
        self.open.as_ref().map(|open| open.refusal(now))
    }

    /// The failures in a row.
    pub(crate) fn failures(&self) -> u32 {
        self.failures
    }
}

impl Open {
    fn refusal(&self, now: Instant) -> Refusal {
        Refusal {
            since: now.saturating_duration_since(self.since),
            left: self.until.saturating_duration_since(now),
            is_probing: self.is_probing,
            failures: self.failures,
            by: self.by,
        }
    }

    fn is_last(&self, pass: Pass) -> bool {
        pass.is_probe() && pass.probe == self.probes
    }
}

impl Pass {
    /// Whether it is the probe of an open breaker.
    pub(crate) fn is_probe(self) -> bool {
        self.probe > 0
    }
}
