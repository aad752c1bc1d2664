//! Several steps for one kind, each taken when the one before it is used up.

use openai_call::{Error, ErrorKind, Step, Stopped, openai_call};

use crate::support::{SAMPLES, Script, assert_in_ranges, error, limited, ms};

#[openai_call(attempts = 4, on_rate_limit = [wait(up_to = 1s), retry])]
async fn waits_then_retries(script: &Script) -> Result<usize, Error> {
    script.next()
}

#[tokio::test(start_paused = true)]
async fn a_wait_that_is_short_enough_is_waited() {
    let script = Script::of([limited(ms(1_000))]);
    assert_eq!(waits_then_retries(&script).await.unwrap(), 2);
    assert_in_ranges(&script.delays(), &[1_000..=1_100]);
}

#[tokio::test(start_paused = true)]
async fn a_wait_that_is_too_long_is_handed_to_the_retry_which_comes_no_sooner() {
    let script = Script::of([limited(ms(5_000)), limited(ms(1)), error(ErrorKind::RateLimit)]);
    assert_eq!(waits_then_retries(&script).await.unwrap(), 4);
    // The second is the first backoff's jitter, and the third the third backoff.
    assert_in_ranges(&script.delays(), &[5_000..=5_500, 125..=250, 1_500..=2_000]);
}

#[tokio::test(start_paused = true)]
async fn a_ladder_that_is_used_up_ends_the_call_for_the_reason_of_its_last_step() {
    let script = Script::always(limited(ms(5_000)));
    let error = waits_then_retries(&script).await.unwrap_err();
    assert_eq!((error.stopped(), script.asked()), (Some(Stopped::Attempts), 4));
    assert_eq!(error.attempts().len(), 4);
    assert_eq!(error.retry_after(), Some(ms(5_000)));

    let script = Script::always(limited(ms(3_600_000)));
    let error = waits_then_retries(&script).await.unwrap_err();
    assert_eq!((error.stopped(), script.asked()), (Some(Stopped::WaitTooLong), 1));
}

#[tokio::test(start_paused = true)]
async fn two_retries_in_a_row_follow_each_other() {
    #[openai_call(on_server_error = [
        retry(attempts = 3, backoff = fixed(100ms)),
        retry(attempts = 5, backoff = fixed(60s)),
    ])]
    async fn quick_then_slow(script: &Script) -> Result<usize, Error> {
        script.next()
    }

    for _ in 0..SAMPLES {
        let script = Script::always(error(ErrorKind::ServerError));
        let error = quick_then_slow(&script).await.unwrap_err();
        assert_eq!(error.stopped(), Some(Stopped::Attempts));
        let slow = 45_000..=60_000;
        assert_in_ranges(&script.delays(), &[75..=100, 75..=100, slow.clone(), slow]);
    }
}

#[tokio::test(start_paused = true)]
async fn two_waits_in_a_row_take_what_is_too_long_for_the_first() {
    #[openai_call(on_rate_limit = [wait(up_to = 1s), wait(up_to = 1min, attempts = 2)])]
    async fn short_then_long(script: &Script) -> Result<usize, Error> {
        script.next()
    }

    let script = Script::of([limited(ms(30_000)), limited(ms(500))]);
    assert_eq!(short_then_long(&script).await.unwrap(), 3);
    assert_in_ranges(&script.delays(), &[30_000..=31_000, 500..=550]);

    let script = Script::always(limited(ms(30_000)));
    let error = short_then_long(&script).await.unwrap_err();
    assert_eq!((error.stopped(), script.asked()), (Some(Stopped::Attempts), 2));
}

#[tokio::test(start_paused = true)]
async fn a_retry_behind_a_wait_does_not_overtake_it() {
    #[openai_call(on_rate_limit = [
        retry(attempts = 2, backoff = fixed(100ms)),
        wait(attempts = 4),
        retry(attempts = 5, backoff = fixed(60s)),
    ])]
    async fn three_steps(script: &Script) -> Result<usize, Error> {
        script.next()
    }

    let script = Script::always(error(ErrorKind::RateLimit));
    let error = three_steps(&script).await.unwrap_err();
    assert_eq!((error.stopped(), script.asked()), (Some(Stopped::Attempts), 5));
    // The wait has no delay to obey and backs off by the default.
    let expected = [75..=100, 750..=1_000, 1_500..=2_000, 45_000..=60_000];
    assert_in_ranges(&script.delays(), &expected);
}

#[tokio::test(start_paused = true)]
async fn a_fail_behind_other_steps_changes_nothing() {
    #[openai_call(on_timeout = [retry(attempts = 2), fail])]
    async fn retries_then_fails(script: &Script) -> Result<usize, Error> {
        script.next()
    }

    let script = Script::always(error(ErrorKind::Timeout));
    let error = retries_then_fails(&script).await.unwrap_err();
    assert_eq!((error.stopped(), script.asked()), (Some(Stopped::Attempts), 2));
}

#[tokio::test(start_paused = true)]
async fn a_wider_kind_covers_the_narrower_ones_unless_they_are_declared() {
    #[openai_call(on_invalid_request = fail, on_context_length = fail)]
    async fn declared(script: &Script) -> Result<usize, Error> {
        script.next()
    }

    for kind in [ErrorKind::InvalidRequest, ErrorKind::ContentPolicy, ErrorKind::ContextLength] {
        let script = Script::always(error(kind));
        let error = declared(&script).await.unwrap_err();
        let ladder = error.site().unwrap().policy().ladder(kind).unwrap();
        let repeats = |step: &Step| matches!(step, Step::Retry { .. } | Step::Wait { .. });
        assert!(!ladder.steps().iter().any(repeats), "{kind}");
        assert_eq!((error.stopped(), script.asked()), (Some(Stopped::Permanent), 1), "{kind}");
    }
}
