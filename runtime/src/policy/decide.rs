//! The decision: what a step makes of a failure. Pure: no clock, no I/O, no randomness but a seed.

use std::time::Duration;

use crate::error::Stopped;
use crate::policy::Step;

/// The longest server's delay that a `retry` step sleeps through. It has no `up_to` of its own,
/// and openai-python, too, obeys two minutes and no more.
const LONGEST_FLOOR: Duration = Duration::from_secs(120);

/// The part of a server's delay that may be added to it, and the most that is.
const JITTER: f64 = 0.1;
const LONGEST_JITTER: Duration = Duration::from_secs(1);

/// How far a call has come.
#[derive(Clone, Copy, Debug)]
pub(crate) struct State {
    /// Attempts made, the one that failed included.
    pub(crate) tries: usize,
    /// Those of them that ended in the same kind of error.
    pub(crate) tries_of_kind: usize,
    /// Attempts that the whole call may make.
    pub(crate) attempts: u32,
    /// What is left of the deadline.
    pub(crate) left: Option<Duration>,
}

/// What is known of the failure besides its kind.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Failure {
    /// The delay that the server asked for.
    pub(crate) retry_after: Option<Duration>,
    /// What the server said in `x-should-retry`.
    pub(crate) should_retry: Option<bool>,
    /// Whether another annotated function has already given up on it.
    pub(crate) nested: bool,
    /// Whether a part of the answer has been handed out, so that its reader has to be told.
    pub(crate) handed_out: bool,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Action {
    /// Sleep, then try again.
    Again(Duration),
    /// The step cannot help.
    Stop(Stopped),
}

/// What `step` makes of `failure`. `random` is in `0.0..1.0`.
pub(crate) fn decide(step: &Step, state: &State, failure: &Failure, random: f64) -> Action {
    // What a repair sends is another request: whatever was said of the last one is no matter.
    let same_request = !matches!(step, Step::Repair { .. });
    if same_request && failure.nested {
        return Action::Stop(Stopped::Nested);
    }
    if same_request && failure.should_retry == Some(false) {
        return Action::Stop(Stopped::Permanent);
    }
    if failure.handed_out && !matches!(step, Step::Restart { .. }) {
        return Action::Stop(Stopped::HandedOut);
    }
    let Some(attempts) = step.attempts() else { return Action::Stop(Stopped::Declared) };
    if state.tries >= state.attempts as usize || state.tries_of_kind >= attempts as usize {
        return Action::Stop(Stopped::Attempts);
    }
    match sleep(step, state, failure, random) {
        Ok(sleep) => within(state.left, sleep),
        Err(stopped) => Action::Stop(stopped),
    }
}

/// A sleep that is at least `floor` long, and `floor` together with its jitter.
#[derive(Clone, Copy)]
struct Sleep {
    floor: Duration,
    whole: Duration,
}

fn sleep(step: &Step, state: &State, failure: &Failure, random: f64) -> Result<Sleep, Stopped> {
    let (backoff, longest) = match *step {
        Step::Retry { backoff, .. } | Step::Restart { backoff, .. } => (backoff, LONGEST_FLOOR),
        Step::Wait { backoff, up_to, .. } => (backoff, up_to),
        _ => return Ok(Sleep { floor: Duration::ZERO, whole: Duration::ZERO }),
    };
    let backed_off = backoff.delay(state.tries.saturating_sub(1), random);
    let Some(floor) = failure.retry_after else {
        return Ok(Sleep { floor: backed_off, whole: backed_off });
    };
    if floor > longest {
        return Err(Stopped::WaitTooLong);
    }
    let jitter = floor.mul_f64(JITTER * random).min(LONGEST_JITTER);
    let whole = (floor + jitter).max(backoff.pause(random));
    Ok(match step {
        Step::Wait { .. } => Sleep { floor, whole },
        _ => Sleep { floor, whole: whole.max(backed_off) },
    })
}

/// A sleep of tokio's is rounded up to its next millisecond.
const TICK: Duration = Duration::from_millis(1);

/// A server's delay is never cut, its jitter is where only that does not fit into the deadline.
fn within(left: Option<Duration>, sleep: Sleep) -> Action {
    match left {
        Some(left) if sleep.floor + TICK > left => Action::Stop(Stopped::Deadline),
        Some(left) if sleep.whole + TICK > left => Action::Again(sleep.floor),
        _ => Action::Again(sleep.whole),
    }
}

#[cfg(test)]
mod tests {
    use super::{Action, Failure, State, decide};
    use crate::error::Stopped;
    use crate::policy::{Step, repair, restart, retry, wait};
    use std::time::Duration;

    const fn ms(count: u64) -> Duration {
        Duration::from_millis(count)
    }

    const RETRY: Step = retry(3, ms(500)..ms(8_000));
    const WAIT: Step = wait(3, ms(120_000), ms(500)..ms(8_000));
    const FIRST: State = State { tries: 1, tries_of_kind: 1, attempts: 3, left: None };
    const RESTART: Step = restart(3, ms(500)..ms(8_000));
    const PLAIN: Failure =
        Failure { retry_after: None, should_retry: None, nested: false, handed_out: false };
    const HANDED_OUT: Failure = Failure { handed_out: true, ..PLAIN };

    fn asked(delay: Duration) -> Failure {
        Failure { retry_after: Some(delay), ..PLAIN }
    }

    fn left(left: Duration) -> State {
        State { left: Some(left), ..FIRST }
    }

    #[test]
    fn follows_the_table() {
        let again = |delay| Action::Again(ms(delay));
        let table = [
            ("backs off", RETRY, FIRST, PLAIN, 0.0, again(500)),
            ("backs off with jitter", RETRY, FIRST, PLAIN, 1.0, again(375)),
            ("doubles", RETRY, State { tries: 2, ..FIRST }, PLAIN, 0.0, again(1_000)),
            ("waits as asked", WAIT, FIRST, asked(ms(2_000)), 0.0, again(2_000)),
            ("waits longer by a tenth", WAIT, FIRST, asked(ms(2_000)), 1.0, again(2_200)),
            ("adds a second at most", WAIT, FIRST, asked(ms(60_000)), 1.0, again(61_000)),
            ("waits without being told", WAIT, FIRST, PLAIN, 0.0, again(500)),
            ("pauses when told zero", WAIT, FIRST, asked(ms(0)), 0.0, again(125)),
            ("takes a delay as a floor", RETRY, FIRST, asked(ms(30_000)), 0.0, again(30_000)),
            ("keeps the longer backoff", RETRY, FIRST, asked(ms(1)), 0.0, again(500)),
            ("waits up to the bound", WAIT, FIRST, asked(ms(120_000)), 0.0, again(120_000)),
            ("repairs at once", repair(2), FIRST, asked(ms(999_000)), 1.0, again(0)),
            (
                "repairs what is nested",
                repair(2),
                FIRST,
                Failure { nested: true, ..PLAIN },
                0.0,
                again(0),
            ),
            ("restarts before anything is handed out", RESTART, FIRST, PLAIN, 0.0, again(500)),
            ("restarts what is handed out", RESTART, FIRST, HANDED_OUT, 1.0, again(375)),
            ("cuts the jitter to fit", WAIT, left(ms(2_100)), asked(ms(2_000)), 1.0, again(2_000)),
        ];
        for (name, step, state, failure, random, expected) in table {
            assert_eq!(decide(&step, &state, &failure, random), expected, "{name}");
        }
    }

    #[test]
    fn stops_for_a_reason() {
        let used_up = State { tries: 3, ..FIRST };
        let used_up_by_kind = State { tries: 4, tries_of_kind: 3, attempts: 9, ..FIRST };
        let told_not_to = Failure { should_retry: Some(false), ..PLAIN };
        let nested = Failure { nested: true, ..PLAIN };
        let table = [
            ("attempts", RETRY, used_up, PLAIN, Stopped::Attempts),
            ("attempts of the kind", RETRY, used_up_by_kind, PLAIN, Stopped::Attempts),
            ("repaired often enough", repair(1), FIRST, PLAIN, Stopped::Attempts),
            ("a repair after the deadline", repair(2), left(ms(0)), PLAIN, Stopped::Deadline),
            ("server says no", WAIT, FIRST, told_not_to, Stopped::Permanent),
            ("given up before", WAIT, FIRST, nested, Stopped::Nested),
            ("a part is handed out", RETRY, FIRST, HANDED_OUT, Stopped::HandedOut),
            ("a part is handed out and waits", WAIT, FIRST, HANDED_OUT, Stopped::HandedOut),
            ("restarts used up", RESTART, used_up, HANDED_OUT, Stopped::Attempts),
            ("too long", WAIT, FIRST, asked(ms(120_001)), Stopped::WaitTooLong),
            ("too long for a retry", RETRY, FIRST, asked(ms(120_001)), Stopped::WaitTooLong),
            ("deadline", RETRY, left(ms(500)), PLAIN, Stopped::Deadline),
            ("deadline of a wait", WAIT, left(ms(2_000)), asked(ms(2_000)), Stopped::Deadline),
        ];
        for (name, step, state, failure, expected) in table {
            assert_eq!(decide(&step, &state, &failure, 0.0), Action::Stop(expected), "{name}");
        }
    }
}
