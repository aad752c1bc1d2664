//! [`Second`]: what came in one second.

use crate::testing::traffic::{Arrival, Upshot};

/// What came in one second of a [`Report`](super::Report).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Second {
    number: u64,
    requests: usize,
    passed: usize,
    refused: usize,
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
}

/// Every second from the first arrival to the last.
pub(super) fn of(arrivals: &[Arrival]) -> Vec<Second> {
    let Some(first) = arrivals.first() else { return Vec::new() };
    let mut timeline: Vec<Second> = Vec::new();
    for arrival in arrivals {
        let second = arrival.at.duration_since(first.at).as_secs();
        while timeline.last().is_none_or(|last| last.number < second) {
            let next = timeline.last().map_or(0, |last| last.number + 1);
            timeline.push(Second { number: next, ..Second::default() });
        }
        if let Some(last) = timeline.last_mut() {
            last.requests += 1;
            last.passed += usize::from(arrival.upshot == Upshot::Passed);
            last.refused += usize::from(arrival.upshot == Upshot::Refused);
        }
    }
    timeline
}
