//! [`Second`]: what came in one second.

use tokio::time::Instant;

use crate::testing::traffic::{Arrival, Upshot};

/// What came in one second of a [`Report`](super::Report).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Second {
    number: u64,
    requests: usize,
    passed: usize,
    refused: usize,
    succeeded: usize,
}

impl Second {
    /// The whole seconds since the first request.
    pub fn second(&self) -> u64 {
        self.number
    }

    /// The requests that arrived.
    pub fn requests(&self) -> usize {
        self.requests
    }

    /// The requests that were answered with a success.
    pub fn passed(&self) -> usize {
        self.passed
    }

    /// The requests that were answered with a 429.
    pub fn refused(&self) -> usize {
        self.refused
    }

    /// The goodput: the calls that ended in success, or the requests that passed where nothing is known of
    /// calls.
    pub fn succeeded(&self) -> usize {
        self.succeeded
    }
}

/// Every second from the first arrival to the last, or to the last success.
pub(super) fn of(arrivals: &[Arrival], successes: &[Instant]) -> Vec<Second> {
    let Some(first) = arrivals.first() else { return Vec::new() };
    let number = |at: Instant| at.saturating_duration_since(first.at).as_secs();
    let times = arrivals.iter().map(|arrival| arrival.at).chain(successes.iter().copied());
    let last = times.map(number).max().unwrap_or(0);
    let mut timeline: Vec<Second> =
        (0..=last).map(|number| Second { number, ..Second::default() }).collect();
    let place = |at: Instant| usize::try_from(number(at)).unwrap_or(usize::MAX);
    for arrival in arrivals {
        let second = &mut timeline[place(arrival.at)];
        second.requests += 1;
        second.passed += usize::from(arrival.upshot == Upshot::Passed);
        second.refused += usize::from(arrival.upshot == Upshot::Refused);
    }
    for success in successes {
        timeline[place(*success)].succeeded += 1;
    }
    timeline
}
