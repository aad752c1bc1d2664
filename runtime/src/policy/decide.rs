//! The decision: what one step does about one failure.

use std::time::Duration;

use super::{Step, Stopped};
use crate::kind::ErrorKind;

/// The longest delay from a server that a step without an `up_to` sleeps for; openai-python also
/// accepts at most two minutes.
const LONGEST_FLOOR: Duration = Duration::from_secs(120);

/// The largest part of a server's delay that jitter may add, and the limit for what it adds.
const JITTER: f64 = 0.1;
const LONGEST_JITTER: Duration = Duration::from_secs(1);

/// How far a call has come.
#[derive(Clone, Copy, Debug)]
pub(crate) struct State {
    /// Attempts made, including the one that failed.
    pub(crate) tries: usize,
    /// How many of these took the steps of the same kind.
    pub(crate) tries_of_kind: usize,
    /// The most attempts that the whole call may make.
    pub(crate) attempts: u32,
    /// The time until the deadline; `None` without a deadline.
    pub(crate) left: Option<Duration>,
    /// Whether only what surely has not run is tried again.
    pub(crate) only_unsent: bool,
    /// Whether the client has a retry left after a failure of the service.
    pub(crate) has_budget: bool,
}

/// What a step needs to know about a failure.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Failure {
    pub(crate) kind: ErrorKind,
    /// The delay that the server asked for.
    pub(crate) retry_after: Option<Duration>,
    /// What the server said in `x-should-retry`.
    pub(crate) should_retry: Option<bool>,
    pub(crate) may_have_run: bool,
    pub(crate) place: Place,
}

/// Where in its call a failure happened, which may rule out steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// In an attempt.
    Attempt,
    /// In another annotated function, which has given up on it or was cut off.
    Nested,
    /// In a stream after its reader has seen part of it, so that only a `restart` may begin it
    /// again.
    HandedOut,
    /// Before the request was sent, by an open breaker or a full pacer.
    Refused,
    /// After the deadline, when nothing more can be tried.
    Late,
}

impl Failure {
    /// Whether the same request may succeed a little later.
    pub(crate) fn is_transient(&self) -> bool {
        self.kind.may_pass(self.should_retry)
    }

    /// Why a request was refused before it was sent.
    pub(crate) fn refused(&self) -> Stopped {
        if self.kind == ErrorKind::RateLimit { Stopped::WaitTooLong } else { Stopped::Breaker }
    }

    /// Whether to send again costs a part of the client's budget.
    pub(crate) fn costs(&self) -> bool {
        is_of_service(self.kind) && self.place != Place::Refused
    }
}

/// Whether a kind says that the service does not work, and not that it refuses or asks for patience.
pub(crate) const fn is_of_service(kind: ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::ServerError
            | ErrorKind::Timeout
            | ErrorKind::Connection
            | ErrorKind::ServiceUnavailable
            | ErrorKind::StreamInterrupted
    )
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Action {
    /// Sleep, then try again.
    Again(Duration),
    /// The step cannot help.
    Stop(Stopped),
}

/// What `step` does about `failure`. `random` is in `0.0..1.0`.
pub(crate) fn decide(step: &Step, state: &State, failure: &Failure, random: f64) -> Action {
    if let Some(stopped) = ruled_out(step, state, failure) {
        return Action::Stop(stopped);
    }
    let Some(attempts) = step.attempts() else { return Action::Stop(Stopped::Declared) };
    if state.tries >= state.attempts as usize || state.tries_of_kind >= attempts as usize {
        return Action::Stop(Stopped::Attempts);
    }
    match sleep(step, state, failure, random) {
        Ok(sleep) => match within(state.left, sleep) {
            Action::Again(_) if failure.costs() && !state.has_budget => {
                Action::Stop(Stopped::RetryBudget)
            }
            action => action,
        },
        Err(stopped) => Action::Stop(stopped),
    }
}

/// Why the step cannot help, however many attempts are left.
fn ruled_out(step: &Step, state: &State, failure: &Failure) -> Option<Stopped> {
    // What was said about the last request does not apply to another one.
    let same_request =
        !matches!(step, Step::Repair { .. } | Step::Reask { .. } | Step::Enlarge { .. });
    match failure.place {
        Place::Late => Some(Stopped::Deadline),
        Place::Nested if same_request => Some(Stopped::Nested),
        Place::Refused if same_request => Some(failure.refused()),
        _ if same_request && failure.should_retry == Some(false) => Some(Stopped::Permanent),
        _ if state.only_unsent && failure.may_have_run => Some(Stopped::MayHaveRun),
        Place::HandedOut if !matches!(step, Step::Restart { .. }) => Some(Stopped::HandedOut),
        _ => None,
    }
}

/// A sleep: `floor` is the shortest that is allowed, `whole` includes the jitter.
#[derive(Clone, Copy)]
struct Sleep {
    floor: Duration,
    whole: Duration,
}

fn sleep(step: &Step, state: &State, failure: &Failure, random: f64) -> Result<Sleep, Stopped> {
    let (backoff, longest) = match *step {
        Step::Retry { backoff, .. } | Step::Restart { backoff, .. } => (backoff, LONGEST_FLOOR),
        Step::Wait { backoff, up_to, .. } => (backoff, up_to),
        _ => return at_once(state, failure, random),
    };
    let backed_off = backoff.delay(state.tries.saturating_sub(1), random);
    let Some(floor) = failure.retry_after else {
        return Ok(Sleep { floor: backed_off, whole: backed_off });
    };
    bounded(floor, longest, state)?;
    let whole = jittered(floor, random).max(backoff.pause(random));
    // What a pause is for would be lost if it were cut to nothing.
    let floor = if floor.is_zero() { backoff.pause(0.0) } else { floor };
    Ok(match step {
        Step::Wait { .. } => Sleep { floor, whole },
        _ => Sleep { floor, whole: whole.max(backed_off) },
    })
}

/// The sleep of a `repair`: none, unless the server asks for one.
fn at_once(state: &State, failure: &Failure, random: f64) -> Result<Sleep, Stopped> {
    let floor = failure.retry_after.unwrap_or_default();
    bounded(floor, LONGEST_FLOOR, state)?;
    Ok(Sleep { floor, whole: jittered(floor, random) })
}

/// The shorter of the two bounds is the one to name: to raise the other would change nothing.
fn bounded(floor: Duration, longest: Duration, state: &State) -> Result<(), Stopped> {
    match state.left {
        _ if floor <= longest => Ok(()),
        Some(left) if left <= longest => Err(Stopped::Deadline),
        _ => Err(Stopped::WaitTooLong),
    }
}

fn jittered(floor: Duration, random: f64) -> Duration {
    floor + floor.mul_f64(JITTER * random).min(LONGEST_JITTER)
}

/// Tokio rounds a sleep up to the next millisecond.
const TICK: Duration = Duration::from_millis(1);

/// Fits a sleep into the time that is `left`. A server's delay is never shortened; its jitter is
/// left out if only that does not fit.
fn within(left: Option<Duration>, sleep: Sleep) -> Action {
    match left {
        Some(left) if sleep.floor + TICK > left => Action::Stop(Stopped::Deadline),
        Some(left) if sleep.whole + TICK > left => Action::Again(sleep.floor),
        _ => Action::Again(sleep.whole),
    }
}
