//! The worst case of a function, against figures that were computed by hand.

use std::time::Duration;

use openai_call::{Error, ErrorKind, openai_call};

use crate::support::{error, ms};

/// The longest delay of a server's that a `retry` obeys, with its jitter.
const LONGEST_FLOOR: u64 = 121;
/// The default time of one attempt.
const TIMEOUT: u64 = 600;
/// The longest that an attempt waits for its turn by default.
const TURN: Duration = seconds(120);

const fn seconds(count: u64) -> Duration {
    Duration::from_secs(count)
}

/// The requests, the sleep and the time of a function with these keys.
macro_rules! bounds_of {
    ($($keys:tt)*) => {{
        #[openai_call($($keys)*)]
        async fn undecodable() -> Result<(), Error> {
            Err(error(ErrorKind::Decode))
        }
        let failed = undecodable().await.expect_err("no key is for this kind");
        let bounds = failed.site().expect("it is annotated").bounds();
        (bounds.requests(), bounds.sleep(), bounds.time())
    }};
}

fn lasting(requests: u32, sleep: Duration, timeout: Duration) -> (u32, Duration, Option<Duration>) {
    (requests, sleep, Some(timeout * requests + sleep))
}

/// Where each attempt waits so long for its turn.
fn queueing(
    requests: u32,
    turn: Duration,
    sleep: Duration,
    timeout: Duration,
) -> (u32, Duration, Option<Duration>) {
    lasting(requests, turn * requests + sleep, timeout)
}

#[tokio::test(start_paused = true)]
async fn the_defaults_may_wait_as_long_as_servers_ask_and_for_each_turn() {
    let sleep = seconds(2 * LONGEST_FLOOR);
    assert_eq!(bounds_of!(), queueing(3, TURN, sleep, seconds(TIMEOUT)));
}

#[tokio::test(start_paused = true)]
async fn only_a_wait_for_a_rate_limit_waits_for_its_turn() {
    let sleep = seconds(2 * LONGEST_FLOOR);
    let retried = bounds_of!(retry = "none", timeout = 1s, on_rate_limit = retry);
    assert_eq!(retried, lasting(3, sleep, seconds(1)));
    let other = bounds_of!(retry = "none", timeout = 1s, on_server_error = wait);
    assert_eq!(other, lasting(3, sleep, seconds(1)));
}

#[tokio::test(start_paused = true)]
async fn a_single_attempt_sleeps_never() {
    let once = lasting(1, Duration::ZERO, seconds(TIMEOUT));
    assert_eq!(bounds_of!(retry = "none"), once);
    assert_eq!(bounds_of!(attempts = 1, timeout = 2s), lasting(1, Duration::ZERO, seconds(2)));
    assert_eq!(bounds_of!(on_any = recover(()), on_decode = fail), once);
}

#[tokio::test(start_paused = true)]
async fn a_wait_is_longer_by_a_tenth_and_by_a_second_at_most() {
    let short = bounds_of!(retry = "none", on_rate_limit = wait(up_to = 4s), timeout = 1s);
    assert_eq!(short, queueing(3, seconds(4), ms(2 * 4_400), seconds(1)));
    let long = bounds_of!(retry = "none", on_rate_limit = wait(up_to = 1min), timeout = 1s);
    assert_eq!(long, queueing(3, seconds(60), seconds(2 * 61), seconds(1)));
}

#[tokio::test(start_paused = true)]
async fn a_wait_is_as_long_as_its_backoff_where_that_is_longer() {
    let backed_off = bounds_of!(
        retry = "none",
        backoff = fixed(30s),
        timeout = 1s,
        on_rate_limit = wait(up_to = 1s),
    );
    assert_eq!(backed_off, queueing(3, seconds(1), seconds(60), seconds(1)));
}

#[tokio::test(start_paused = true)]
async fn the_longest_of_a_ladders_steps_counts() {
    let ladder = bounds_of!(
        retry = "none",
        timeout = 1s,
        on_rate_limit = [wait(up_to = 1s, attempts = 2), wait(up_to = 10s, attempts = 4)],
    );
    assert_eq!(ladder, queueing(4, seconds(10), seconds(3 * 11), seconds(1)));
}

#[tokio::test(start_paused = true)]
async fn a_step_that_gives_up_early_leaves_the_rest_to_the_others() {
    let ladder = bounds_of!(
        retry = "none",
        timeout = 1s,
        on_rate_limit = [wait(up_to = 10s, attempts = 2), wait(up_to = 1s, attempts = 4)],
    );
    assert_eq!(ladder.0, 4);
    let turns = 4 * seconds(10);
    assert!(ladder.1 >= turns + ms(11_000 + 1_100 + 1_100), "{:?} is too short", ladder.1);
    assert!(ladder.1 <= turns + seconds(3 * 11), "{:?} is too long", ladder.1);
}

#[tokio::test(start_paused = true)]
async fn each_kind_of_a_group_may_cost_its_own_tries() {
    let group = bounds_of!(attempts = 100, timeout = 1s, on_transient = retry(attempts = 2));
    assert_eq!(group, lasting(8, seconds(7 * LONGEST_FLOOR), seconds(1)));
}

#[tokio::test(start_paused = true)]
async fn kinds_with_fewer_tries_than_the_call_do_not_use_them_all() {
    let two_kinds = bounds_of!(
        retry = "none",
        attempts = 9,
        timeout = 1s,
        on_rate_limit = wait(attempts = 2, up_to = 4s),
        on_server_error = wait(attempts = 3, up_to = 10s),
    );
    assert_eq!(two_kinds, queueing(4, seconds(4), ms(4_400 + 2 * 11_000), seconds(1)));
}

#[tokio::test(start_paused = true)]
async fn the_longest_sleeps_count_where_there_are_more_than_attempts() {
    let two_kinds = bounds_of!(
        retry = "none",
        attempts = 3,
        timeout = 1s,
        on_rate_limit = wait(attempts = 2, up_to = 30s),
        on_server_error = wait(attempts = 3, up_to = 10s),
    );
    assert_eq!(two_kinds, queueing(3, seconds(30), seconds(31 + 11), seconds(1)));
}

#[tokio::test(start_paused = true)]
async fn repairs_make_requests_and_sleep_only_where_a_server_asks() {
    let repaired = bounds_of!(retry = "none", on_context_length = repair(attempts = 5, ()));
    assert_eq!(repaired, lasting(5, seconds(4 * 121), seconds(TIMEOUT)));
    let unheard = bounds_of!(retry = "none", on_connection = repair(attempts = 5, ()));
    assert_eq!(unheard, lasting(5, Duration::ZERO, seconds(TIMEOUT)));
    let both = bounds_of!(
        retry = "none",
        attempts = 4,
        timeout = 1s,
        on_context_length = repair(()),
        on_rate_limit = wait(attempts = 2, up_to = 4s),
    );
    assert_eq!(both, queueing(4, seconds(4), seconds(3 * 121), seconds(1)));
}

#[tokio::test(start_paused = true)]
async fn a_deadline_bounds_sleep_and_time() {
    assert_eq!(bounds_of!(deadline = 30s), (3, seconds(30), Some(seconds(30))));
    let roomy = bounds_of!(retry = "none", timeout = 2s, deadline = 30s);
    assert_eq!(roomy, lasting(1, Duration::ZERO, seconds(2)));
}

#[tokio::test(start_paused = true)]
async fn a_fallback_may_take_any_time_but_for_the_deadline() {
    let unbounded = bounds_of!(retry = "none", on_quota = fallback(async { Ok::<_, Error>(()) }));
    assert_eq!(unbounded, (1, Duration::ZERO, None));
    let bounded = bounds_of!(
        retry = "none",
        timeout = 2s,
        deadline = 30s,
        on_quota = fallback(async { Ok::<_, Error>(()) }),
    );
    assert_eq!(bounded, (1, Duration::ZERO, Some(seconds(30))));
}

#[tokio::test(start_paused = true)]
async fn what_a_promise_allows_compiles() {
    let promised = bounds_of!(
        retry = "none",
        timeout = 1s,
        on_rate_limit = wait(up_to = 4s, attempts = 3),
        max_requests = 3,
        max_time = 23_800ms,
    );
    assert_eq!(promised, queueing(3, seconds(4), ms(8_800), seconds(1)));
}

#[tokio::test(start_paused = true)]
async fn a_bound_below_a_millisecond_is_rounded_up() {
    let (_, sleep, _) = bounds_of!(
        retry = "none",
        backoff = 1ms..1ms,
        on_rate_limit = wait(up_to = 15ms, attempts = 2),
    );
    assert!(sleep >= Duration::from_micros(16_500), "{sleep:?} is no bound: it may be 16.5 ms");
}
