//! [`Calls`]: the calls of a load, as their caller has seen them.

use std::collections::HashMap;
use std::time::Duration;

use tokio::time::Instant;

use crate::testing::traffic::{Arrival, Upshot};

/// In the order in which they began.
#[derive(Debug)]
pub(in crate::testing) struct Calls(Vec<Call>);

#[derive(Clone, Copy, Debug)]
pub(in crate::testing) struct Call {
    pub(in crate::testing) begun: Instant,
    pub(in crate::testing) ended: Instant,
    pub(in crate::testing) is_lost: bool,
}

/// What is reported of them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Summary {
    pub(super) made: usize,
    pub(super) lost: usize,
    pub(super) longest: Duration,
    /// `None` where it is not known whose a request is, as the next one.
    pub(super) longest_wait: Option<Duration>,
    pub(super) overtaken: Option<usize>,
}

impl Calls {
    /// Calls with their numbers, in any order.
    pub(in crate::testing) fn of(mut calls: Vec<(usize, Call)>) -> Self {
        calls.sort_by_key(|(number, _)| *number);
        Self(calls.into_iter().map(|(_, call)| call).collect())
    }

    /// When the successful ones ended.
    pub(super) fn successes(&self) -> Vec<Instant> {
        let successful = self.0.iter().filter(|call| !call.is_lost);
        let mut ends: Vec<Instant> = successful.map(|call| call.ended).collect();
        ends.sort();
        ends
    }

    pub(super) fn summary(&self, arrivals: &[Arrival]) -> Summary {
        let lasted = self.0.iter().map(|call| call.ended - call.begun);
        Summary {
            made: self.0.len(),
            lost: self.0.iter().filter(|call| call.is_lost).count(),
            longest: lasted.max().unwrap_or_default(),
            longest_wait: self.longest_wait(arrivals),
            overtaken: overtaken(arrivals),
        }
    }

    /// From the beginning of a call to the arrival of its first request that passed.
    fn longest_wait(&self, arrivals: &[Arrival]) -> Option<Duration> {
        let mut waits = HashMap::new();
        for arrival in arrivals.iter().filter(|it| it.upshot == Upshot::Passed) {
            let number = arrival.sender?.call;
            waits.entry(number).or_insert(arrival.at - self.0.get(number)?.begun);
        }
        waits.into_values().max()
    }
}

/// How many calls sent their first request behind that of a call that began later.
fn overtaken(arrivals: &[Arrival]) -> Option<usize> {
    let senders = arrivals.iter().map(|arrival| arrival.sender);
    let mut sends = senders.collect::<Option<Vec<_>>>()?;
    sends.sort_by_key(|sender| sender.turn);
    let mut seen = std::collections::HashSet::new();
    let first = sends.iter().filter(|sender| seen.insert(sender.call));
    let overtaken = first.scan(0, |latest, sender| {
        *latest = sender.call.max(*latest);
        Some(sender.call < *latest)
    });
    (!arrivals.is_empty()).then(|| overtaken.filter(|is_overtaken| *is_overtaken).count())
}
