use std::time::Duration;

use crate::kind::ErrorKind;
use crate::policy::decide::{Action, Failure, Place, State, decide};
use crate::policy::{Step, Stopped, repair, restart, retry, wait};

const fn ms(count: u64) -> Duration {
    Duration::from_millis(count)
}

const RETRY: Step = retry(3, ms(500)..ms(8_000));
const WAIT: Step = wait(3, ms(120_000), ms(500)..ms(8_000));
const FIRST: State = State {
    tries: 1,
    tries_of_kind: 1,
    attempts: 3,
    left: None,
    only_unsent: false,
    has_budget: true,
};
const RESTART: Step = restart(3, ms(500)..ms(8_000));
const PLAIN: Failure = Failure {
    kind: ErrorKind::RateLimit,
    retry_after: None,
    should_retry: None,
    may_have_run: false,
    place: Place::Attempt,
};
const NESTED: Failure = Failure { place: Place::Nested, ..PLAIN };
const HANDED_OUT: Failure = Failure { place: Place::HandedOut, ..PLAIN };
const LATE: Failure = Failure { place: Place::Late, ..PLAIN };

fn asked(delay: Duration) -> Failure {
    Failure { retry_after: Some(delay), ..PLAIN }
}

fn left(left: Duration) -> State {
    State { left: Some(left), ..FIRST }
}

#[test]
fn follows_the_table() {
    let unsent = State { only_unsent: true, ..FIRST };
    let ran = Failure { may_have_run: true, ..PLAIN };
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
        ("repeats what may have run", RETRY, FIRST, ran, 0.0, again(500)),
        ("repeats what has not run", RETRY, unsent, PLAIN, 0.0, again(500)),
        ("repairs at once", repair(2), FIRST, PLAIN, 1.0, again(0)),
        ("repairs at once when told zero", repair(2), FIRST, asked(ms(0)), 1.0, again(0)),
        ("repairs no sooner than asked", repair(2), FIRST, asked(ms(2_000)), 1.0, again(2_200)),
        ("repairs what is nested", repair(2), FIRST, NESTED, 0.0, again(0)),
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
    let unsent = State { only_unsent: true, ..FIRST };
    let ran = Failure { may_have_run: true, ..PLAIN };
    let told_not_to = Failure { should_retry: Some(false), ..PLAIN };
    let table = [
        ("attempts", RETRY, used_up, PLAIN, Stopped::Attempts),
        ("attempts of the kind", RETRY, used_up_by_kind, PLAIN, Stopped::Attempts),
        ("repaired often enough", repair(1), FIRST, PLAIN, Stopped::Attempts),
        ("a repair after the deadline", repair(2), left(ms(0)), PLAIN, Stopped::Deadline),
        ("may have run", RETRY, unsent, ran, Stopped::MayHaveRun),
        ("may have run, and would be repaired", repair(2), unsent, ran, Stopped::MayHaveRun),
        ("server says no", WAIT, FIRST, told_not_to, Stopped::Permanent),
        ("given up before", WAIT, FIRST, NESTED, Stopped::Nested),
        ("a part is handed out", RETRY, FIRST, HANDED_OUT, Stopped::HandedOut),
        ("a part is handed out and waits", WAIT, FIRST, HANDED_OUT, Stopped::HandedOut),
        ("restarts used up", RESTART, used_up, HANDED_OUT, Stopped::Attempts),
        ("too long", WAIT, FIRST, asked(ms(120_001)), Stopped::WaitTooLong),
        ("too long for a retry", RETRY, FIRST, asked(ms(120_001)), Stopped::WaitTooLong),
        ("too long for a repair", repair(2), FIRST, asked(ms(120_001)), Stopped::WaitTooLong),
        ("late", RETRY, used_up, LATE, Stopped::Deadline),
        ("late for a repair", repair(2), FIRST, LATE, Stopped::Deadline),
        ("no time for the wait", WAIT, left(ms(9_000)), asked(ms(500_000)), Stopped::Deadline),
        ("no time for a repair", repair(2), left(ms(9_000)), asked(ms(500_000)), Stopped::Deadline),
        ("time, but no leave", WAIT, left(ms(150_000)), asked(ms(500_000)), Stopped::WaitTooLong),
        ("deadline", RETRY, left(ms(500)), PLAIN, Stopped::Deadline),
        ("a pause that does not fit", WAIT, left(ms(100)), asked(ms(0)), Stopped::Deadline),
        ("deadline of a wait", WAIT, left(ms(2_000)), asked(ms(2_000)), Stopped::Deadline),
    ];
    for (name, step, state, failure, expected) in table {
        assert_eq!(decide(&step, &state, &failure, 0.0), Action::Stop(expected), "{name}");
    }
}
