//! A deadline bounds the whole call.

use std::time::Duration;

use openai_call::{Error, ErrorKind, Stopped, openai_call};
use tokio::time::sleep;

use crate::support::{SAMPLES, Script, TICK, assert_in_ranges, error, limited, ms, server_error};

#[tokio::test(start_paused = true)]
async fn the_deadline_shortens_the_last_attempt() {
    #[openai_call(attempts = 9, timeout = 3s, deadline = 10s, backoff = fixed(1s))]
    async fn stalling(script: &Script) -> Result<usize, Error> {
        script.stall().await
    }

    for _ in 0..SAMPLES {
        let script = Script::of([]);
        let error = stalling(&script).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Timeout);
        assert_eq!(error.stopped(), Some(Stopped::Deadline));
        assert_eq!((script.asked(), error.attempts().len()), (3, 3));
        assert!(script.elapsed() <= ms(10_000) + TICK, "{:?}", script.elapsed());
        assert!(script.elapsed() >= ms(10_000), "{:?}", script.elapsed());
        assert!(error.attempts().failed()[2].elapsed() < ms(3_000));
    }
}

#[tokio::test(start_paused = true)]
async fn an_only_attempt_ends_with_the_deadline() {
    #[openai_call(retry = "none", deadline = 5s)]
    async fn stalling(script: &Script) -> Result<usize, Error> {
        script.stall().await
    }

    let script = Script::of([]);
    let error = stalling(&script).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert_eq!(error.message(), "the attempt was cut off by `deadline` after 5.0s");
    assert_eq!(error.remedy(), "ask again; raise `deadline` if the answer may take longer");
    assert_eq!(script.elapsed(), ms(5_000));
}

/// Raising the `timeout` of a call that the deadline ends would change nothing.
#[tokio::test(start_paused = true)]
async fn whatever_the_deadline_ends_says_so() {
    #[openai_call(deadline = 5s, on_context_length = repair(sleep(ms(6_000)).await))]
    async fn repaired_late(script: &Script) -> Result<usize, Error> {
        script.next()
    }

    #[openai_call(deadline = 5s)]
    async fn outer(script: &Script) -> Result<usize, Error> {
        inner(script).await
    }

    #[openai_call(timeout = 1min)]
    async fn inner(script: &Script) -> Result<usize, Error> {
        script.stall().await
    }

    let long = Script::always(error(ErrorKind::ContextLength));
    for error in
        [repaired_late(&long).await.unwrap_err(), outer(&Script::of([])).await.unwrap_err()]
    {
        assert_eq!(error.kind(), ErrorKind::Timeout);
        assert!(error.remedy().contains("raise `deadline`"), "{error}");
        assert!(!error.to_string().contains("raise `timeout`"), "{error}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_backoff_that_does_not_fit_ends_the_call_at_once() {
    #[openai_call(attempts = 9, deadline = 1s, backoff = 800ms..8s)]
    async fn growing(script: &Script) -> Result<usize, Error> {
        script.next()
    }

    for _ in 0..SAMPLES {
        let script = Script::always(server_error());
        let error = growing(&script).await.unwrap_err();
        assert_eq!(error.stopped(), Some(Stopped::Deadline));
        assert_in_ranges(&script.delays(), &[600..=800]);
        assert_eq!(script.elapsed(), script.times()[1], "nothing is slept in vain");
    }
}

#[openai_call(deadline = 10s)]
async fn ten_seconds(script: &Script) -> Result<usize, Error> {
    script.next()
}

#[tokio::test(start_paused = true)]
async fn a_wait_that_does_not_fit_ends_the_call_at_once() {
    let script = Script::always(limited(ms(10_000)));
    let error = ten_seconds(&script).await.unwrap_err();
    assert_eq!(error.stopped(), Some(Stopped::Deadline));
    assert_eq!(error.retry_after(), Some(ms(10_000)));
    assert_eq!((script.asked(), script.elapsed()), (1, Duration::ZERO));

    let script = Script::of([limited(ms(6_000)), limited(ms(6_000))]);
    let error = ten_seconds(&script).await.unwrap_err();
    assert_eq!((error.stopped(), script.asked()), (Some(Stopped::Deadline), 2));
    assert_eq!(script.elapsed(), script.times()[1]);
}

#[tokio::test(start_paused = true)]
async fn a_wait_that_only_just_fits_loses_its_jitter_and_nothing_else() {
    for _ in 0..SAMPLES {
        let script = Script::of([limited(ms(9_950))]);
        assert_eq!(ten_seconds(&script).await.unwrap(), 2);
        assert_in_ranges(&script.delays(), &[9_950..=10_000]);
    }
}

#[tokio::test(start_paused = true)]
async fn a_wait_longer_than_the_deadline_is_too_long_for_it() {
    let script = Script::always(limited(ms(10_001)));
    let error = ten_seconds(&script).await.unwrap_err();
    assert!(matches!(error.stopped(), Some(Stopped::WaitTooLong | Stopped::Deadline)));
    assert_eq!((script.asked(), script.elapsed()), (1, Duration::ZERO));
}

#[tokio::test(start_paused = true)]
async fn what_does_not_fit_for_one_step_is_handed_to_the_next() {
    #[openai_call(
        attempts = 4,
        deadline = 10s,
        on_rate_limit = [retry(backoff = fixed(9s)), retry(backoff = fixed(100ms))],
    )]
    async fn slow_then_quick(script: &Script) -> Result<usize, Error> {
        script.next()
    }

    let script = Script::of([error(ErrorKind::RateLimit), error(ErrorKind::RateLimit)]);
    assert_eq!(slow_then_quick(&script).await.unwrap(), 3);
    assert_in_ranges(&script.delays(), &[6_750..=9_000, 75..=100]);
}

#[tokio::test(start_paused = true)]
async fn the_time_of_the_attempts_counts_too() {
    #[openai_call(attempts = 100, deadline = 10s, backoff = fixed(1s))]
    async fn slow(script: &Script) -> Result<usize, Error> {
        sleep(ms(4_000)).await;
        script.next()
    }

    let script = Script::always(server_error());
    let error = slow(&script).await.unwrap_err();
    // 4 s, a second, 4 s, a second: at most a quarter of a second is left for each.
    assert!(script.elapsed() <= ms(10_000) + TICK, "{:?}", script.elapsed());
    assert_eq!(script.asked(), 2);
    assert_eq!(error.stopped(), Some(Stopped::Deadline));
}

#[tokio::test(start_paused = true)]
async fn a_success_is_not_lost_because_the_deadline_is_near() {
    #[openai_call(deadline = 10s)]
    async fn slow(script: &Script) -> Result<usize, Error> {
        sleep(ms(9_999)).await;
        script.next()
    }

    assert_eq!(slow(&Script::of([])).await.unwrap(), 1);
}
