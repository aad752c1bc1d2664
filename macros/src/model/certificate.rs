//! [`Certificate`]: the worst case of a policy: the number of requests, the time of waiting and in
//! total.

use std::time::Duration;

use crate::model::ladders::{Ladder, Repeat};
use crate::model::policy::Policy;
use crate::syntax::value::Backoff;
use crate::words::kinds::Kind;

/// The longest delay from a server that a step without an `up_to` sleeps for, as in the runtime's
/// `decide.rs`.
const LONGEST_FLOOR: Duration = Duration::from_secs(120);
/// The most that jitter adds to a server's delay, as in the runtime's `decide.rs`.
const LONGEST_JITTER: Duration = Duration::from_secs(1);

/// Upper bounds that no sequence of failures exceeds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Certificate {
    pub(crate) requests: u32,
    /// How many of them may have run, and so may have to be paid for.
    pub(crate) paid: u32,
    /// Asleep, or waiting for its turn.
    pub(crate) sleep: Duration,
    /// How much of it may be the wait for its turn, which comes before each attempt.
    pub(crate) queue: Duration,
    /// `None` if a fallback or a stream may take any time.
    pub(crate) time: Option<Duration>,
}

impl Certificate {
    pub(crate) fn of(policy: &Policy) -> Self {
        let requests = requests(policy);
        let paid = paid(policy).min(requests);
        let queue = policy.patience().saturating_mul(requests);
        let asleep = sleep(policy, requests).saturating_add(queue);
        let busy = policy.timeout.saturating_mul(requests);
        let own =
            (!policy.has_fallback() && !policy.known.streams).then(|| busy.saturating_add(asleep));
        match policy.deadline {
            None => Self { requests, paid, sleep: asleep, queue, time: own },
            Some(deadline) => Self {
                requests,
                paid,
                sleep: asleep.min(deadline),
                queue: queue.min(deadline),
                time: Some(own.map_or(deadline, |time| time.min(deadline))),
            },
        }
    }
}

/// The most requests: the call's `attempts`, or less if the ladders of all kinds allow fewer.
fn requests(policy: &Policy) -> u32 {
    policy.attempts.min(repetitions(policy, |_| true).saturating_add(1))
}

/// The most requests that may have run: the last one, and those before it that are repeated although
/// they may.
fn paid(policy: &Policy) -> u32 {
    if policy.only_unsent { 1 } else { repetitions(policy, Kind::may_run).saturating_add(1) }
}

/// How often requests that fail with these kinds are repeated at most.
fn repetitions(policy: &Policy, counts: impl Fn(&Kind) -> bool) -> u32 {
    let of_ladder = |ladder: &Ladder| {
        let kinds = ladder.kinds.iter().filter(|kind| counts(kind)).count();
        u32::try_from(kinds).unwrap_or(u32::MAX).saturating_mul(ladder.tries().saturating_sub(1))
    };
    policy.ladders.iter().map(of_ladder).fold(0, u32::saturating_add)
}

/// One entry for each repetition that a ladder allows, for each of its kinds: the steps that may
/// sleep before it.
fn delays(ladder: &Ladder) -> impl Iterator<Item = Vec<&Repeat>> {
    let most = ladder.tries();
    let tries = ladder.kinds.iter().flat_map(move |_| 1..most);
    tries.map(|tried| ladder.repeats.iter().filter(|step| step.attempts() > tried).collect())
}

/// The longest that one call can sleep between its attempts in total: the smaller of two bounds. One adds up the longest
/// sleeps that the ladders allow; the other is [`grows`].
fn sleep(policy: &Policy, requests: u32) -> Duration {
    let sleeps = requests.saturating_sub(1);
    let last = sleeps.saturating_sub(1);
    let mut longest: Vec<Duration> = policy
        .ladders
        .iter()
        .flat_map(|ladder| {
            delays(ladder).map(|steps| {
                let sleeps = steps.into_iter().map(|step| longest_sleep(step, ladder, last));
                sleeps.max().unwrap_or_default()
            })
        })
        .collect();
    longest.sort_unstable_by(|left, right| right.cmp(left));
    longest.truncate(sleeps as usize);
    let growing = grows(policy, sleeps);
    longest.iter().sum::<Duration>().min(growing)
}

/// Adds up the longest sleep before each attempt. This bound is tighter if no server can ask for a
/// longer delay.
fn grows(policy: &Policy, sleeps: u32) -> Duration {
    let at = |position| {
        let steps = policy.ladders.iter().flat_map(|ladder| {
            ladder.repeats.iter().map(move |step| longest_sleep(step, ladder, position))
        });
        steps.max().unwrap_or_default()
    };
    (0..sleeps).map(at).sum()
}

/// The longest sleep of a step before the retry number `position`, counted from zero.
fn longest_sleep(step: &Repeat, ladder: &Ladder, position: u32) -> Duration {
    let asked = |longest: Duration| {
        let may_ask = ladder.kinds.iter().any(|kind| kind.may_come_with_delay);
        if may_ask { longest + tenth(longest).min(LONGEST_JITTER) } else { Duration::ZERO }
    };
    match step {
        Repeat::Retry { backoff, .. } | Repeat::Restart { backoff, .. } => {
            delay(*backoff, position).max(asked(LONGEST_FLOOR))
        }
        Repeat::Wait { backoff, up_to, .. } => delay(*backoff, position).max(asked(*up_to)),
        Repeat::Reask { .. } | Repeat::Enlarge { .. } => Duration::ZERO,
        Repeat::Repair { .. } => asked(LONGEST_FLOOR),
    }
}

/// A tenth of a delay, rounded up to the milliseconds that the expansion writes.
fn tenth(delay: Duration) -> Duration {
    let millis = u64::try_from(delay.as_millis()).unwrap_or(u64::MAX);
    Duration::from_millis(millis.div_ceil(10))
}

fn delay(backoff: Backoff, position: u32) -> Duration {
    let doubled = 1_u32.checked_shl(position).and_then(|factor| backoff.first.checked_mul(factor));
    doubled.unwrap_or(backoff.cap).min(backoff.cap)
}
