//! What a call makes of the delay that a server asks for.

use std::time::Duration;

use openai_call::{Error, ErrorKind, Stopped, openai_call};

use crate::support::{SAMPLES, Script, assert_in_ranges, error, limited, ms};

#[openai_call]
async fn bare(script: &Script) -> Result<usize, Error> {
    script.next()
}

#[tokio::test(start_paused = true)]
async fn a_wait_is_never_shorter_than_asked_and_little_longer() {
    // Above ten seconds the jitter is a second at most.
    let table = [(400, 440), (1_000, 1_100), (7_777, 8_555), (60_000, 61_000), (120_000, 121_000)];
    for (asked, longest) in table {
        for _ in 0..SAMPLES {
            let script = Script::of([limited(ms(asked))]);
            bare(&script).await.unwrap();
            assert_in_ranges(&script.delays(), &[asked..=longest]);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_wait_of_fractions_of_a_millisecond_is_not_rounded_down() {
    let asked = Duration::from_nanos(700_300_001);
    for _ in 0..SAMPLES {
        let script = Script::of([limited(asked)]);
        bare(&script).await.unwrap();
        assert!(script.delays()[0] >= asked);
    }
}

#[tokio::test(start_paused = true)]
async fn a_wait_of_zero_pauses_all_the_same() {
    for _ in 0..SAMPLES {
        let script = Script::always(limited(Duration::ZERO));
        let error = bare(&script).await.unwrap_err();
        assert_eq!(error.stopped(), Some(Stopped::Attempts));
        assert_in_ranges(&script.delays(), &[125..=250, 125..=250]);
    }
}

#[tokio::test(start_paused = true)]
async fn a_wait_that_is_too_long_ends_the_call_at_once_with_the_delay_in_the_error() {
    for asked in [ms(120_001), Duration::from_secs(411_480), Duration::MAX] {
        let script = Script::always(limited(asked));
        let error = bare(&script).await.unwrap_err();
        assert_eq!(error.stopped(), Some(Stopped::WaitTooLong), "{asked:?}");
        assert_eq!(error.retry_after(), Some(asked));
        assert_eq!(error.attempts().failed()[0].retry_after(), Some(asked));
        assert_eq!((script.asked(), script.elapsed()), (1, Duration::ZERO));
    }
}

#[tokio::test(start_paused = true)]
async fn a_declared_bound_decides_what_is_too_long() {
    #[openai_call(on_rate_limit = wait(up_to = 1h))]
    async fn patient(script: &Script) -> Result<usize, Error> {
        script.next()
    }

    let script = Script::of([limited(ms(3_600_000))]);
    assert_eq!(patient(&script).await.unwrap(), 2);
    assert_in_ranges(&script.delays(), &[3_600_000..=3_601_000]);
    let script = Script::always(limited(ms(3_600_001)));
    assert_eq!(patient(&script).await.unwrap_err().stopped(), Some(Stopped::WaitTooLong));
}

#[tokio::test(start_paused = true)]
async fn a_wait_without_a_delay_backs_off() {
    for _ in 0..SAMPLES {
        let script = Script::always(error(ErrorKind::RateLimit));
        let error = bare(&script).await.unwrap_err();
        assert_eq!(error.stopped(), Some(Stopped::Attempts));
        assert_in_ranges(&script.delays(), &[375..=500, 750..=1_000]);
    }
}

#[tokio::test(start_paused = true)]
async fn waits_count_as_attempts() {
    #[openai_call(attempts = 5, on_rate_limit = wait(attempts = 2))]
    async fn waits_once(script: &Script) -> Result<usize, Error> {
        script.next()
    }

    let script = Script::always(limited(ms(10)));
    let failure = waits_once(&script).await.unwrap_err();
    assert_eq!((failure.stopped(), script.asked()), (Some(Stopped::Attempts), 2));

    let busy = error(ErrorKind::ServiceUnavailable);
    let script = Script::of([limited(ms(10)), busy.clone(), busy.clone(), busy.clone(), busy]);
    let failure = waits_once(&script).await.unwrap_err();
    assert_eq!((failure.stopped(), script.asked()), (Some(Stopped::Attempts), 5));
}

#[tokio::test(start_paused = true)]
async fn a_retry_takes_the_delay_of_the_server_as_a_floor() {
    let busy = |asked| error(ErrorKind::ServiceUnavailable).with_retry_after(ms(asked));
    for _ in 0..SAMPLES {
        let script = Script::of([busy(30_000), busy(1)]);
        assert_eq!(bare(&script).await.unwrap(), 3);
        assert_in_ranges(&script.delays(), &[30_000..=31_000, 750..=1_000]);
    }
}

#[tokio::test(start_paused = true)]
async fn a_retry_does_not_sleep_through_a_delay_of_more_than_two_minutes() {
    let script = Script::always(error(ErrorKind::ServerError).with_retry_after(ms(120_001)));
    let error = bare(&script).await.unwrap_err();
    assert_eq!(error.stopped(), Some(Stopped::WaitTooLong));
    assert_eq!((script.asked(), script.elapsed()), (1, Duration::ZERO));
}

#[tokio::test(start_paused = true)]
async fn a_delay_of_a_permanent_error_is_told_and_not_waited() {
    let script = Script::always(error(ErrorKind::Quota).with_retry_after(ms(20_000)));
    let error = bare(&script).await.unwrap_err();
    assert_eq!(error.stopped(), Some(Stopped::Permanent));
    assert_eq!(error.retry_after(), Some(ms(20_000)));
    assert_eq!((script.asked(), script.elapsed()), (1, Duration::ZERO));
}
