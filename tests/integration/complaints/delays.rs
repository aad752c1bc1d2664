//! Servers' delays that were slept through, undercut or not seen.

use std::time::Duration;

use openai_call::{Error, ErrorKind, Stopped, openai_call};
use tokio::time::timeout;

use crate::support::{SAMPLES, Script, assert_in_ranges, limited, ms, response, server_error};

#[openai_call]
async fn bare(script: &Script) -> Result<usize, Error> {
    script.next()
}

/// That the call ends with its first request, without a sleep, and tells of the delay.
async fn ends_at_once(error: Error, asked: Duration) {
    let script = Script::always(error);
    let error = bare(&script).await.expect_err("an error each time");
    assert_eq!(error.stopped(), Some(Stopped::WaitTooLong), "{error}");
    assert_eq!(error.retry_after(), Some(asked));
    assert_eq!((script.asked(), script.elapsed()), (1, Duration::ZERO));
}

/// <https://github.com/openai/openai-node/issues/1840>, #1841, #1863, #1907, #1924: without a cap,
/// calls slept for ten to thirty minutes.
#[tokio::test(start_paused = true)]
async fn nobody_sleeps_for_half_an_hour() {
    for minutes in [10, 30] {
        let asked = Duration::from_secs(60 * minutes);
        ends_at_once(limited(asked), asked).await;
    }
}

/// <https://github.com/openai/openai-dotnet/issues/404>: a message that asks for 114 h is waited out.
#[tokio::test(start_paused = true)]
async fn a_message_that_asks_for_days_ends_the_call() {
    let message = "Rate limit reached on tokens per min (TPM): Limit 100000, Used 96749, \
                   Requested 19126. Please try again in 114h18m0s.";
    let body = format!(r#"{{"error":{{"message":"{message}","code":"rate_limit_exceeded"}}}}"#);
    let asked = Duration::from_secs(114 * 3_600 + 18 * 60);
    ends_at_once(response(429, &[], &body), asked).await;
}

/// <https://github.com/earendil-works/pi/issues/6911>,
/// <https://github.com/earendil-works/pi/pull/4991>, <https://github.com/earendil-works/pi/pull/6912>: a
/// delay of three days was slept, and the sleep did not hear that the call was given up. Here a dropped call is gone with its sleep.
#[tokio::test(start_paused = true)]
async fn three_days_are_not_slept_and_a_sleep_ends_with_its_call() {
    ends_at_once(response(429, &[("retry-after", "277403")], ""), Duration::from_secs(277_403))
        .await;

    let script = Script::always(limited(ms(60_000)));
    assert!(timeout(ms(1_000), bare(&script)).await.is_err(), "it sleeps");
    tokio::time::advance(Duration::from_secs(3_600)).await;
    assert_eq!(script.asked(), 1);
}

/// <https://github.com/openai/openai-python/pull/3555>: up to two minutes are obeyed, more refused.
#[tokio::test(start_paused = true)]
async fn two_minutes_are_obeyed() {
    let script = Script::of([limited(ms(120_000))]);
    assert_eq!(bare(&script).await.unwrap(), 2);
    assert_in_ranges(&script.delays(), &[120_000..=121_000]);
    ends_at_once(limited(ms(120_001)), ms(120_001)).await;
}

/// <https://github.com/openai/openai-node/issues/1108>: a delay of more than a minute was ignored, and
/// the server asked again much sooner.
#[tokio::test(start_paused = true)]
async fn more_than_a_minute_is_heard() {
    let script = Script::of([limited(ms(90_000))]);
    assert_eq!(bare(&script).await.unwrap(), 2);
    assert_in_ranges(&script.delays(), &[90_000..=91_000]);
}

/// <https://github.com/openai/openai-agents-python/issues/3266>,
/// <https://github.com/openai/openai-agents-python/pull/4425>: is `Retry-After` bounded by the policy?
/// An hour was slept under a ceiling of 5 s.
#[tokio::test(start_paused = true)]
async fn the_policy_s_own_ceiling_holds() {
    #[openai_call(on_rate_limit = wait(up_to = 5s))]
    async fn short(script: &Script) -> Result<usize, Error> {
        script.next()
    }

    let script = Script::always(limited(ms(3_600_000)));
    let error = short(&script).await.unwrap_err();
    assert_eq!(error.stopped(), Some(Stopped::WaitTooLong));
    assert_eq!(script.elapsed(), Duration::ZERO);
}

/// <https://github.com/openai/openai-agents-python/pull/2676>: jitter after the cap went beyond it.
#[tokio::test(start_paused = true)]
async fn jitter_stays_below_the_cap() {
    #[openai_call(attempts = 5, backoff = 1s..2s)]
    async fn capped(script: &Script) -> Result<usize, Error> {
        script.next()
    }

    for _ in 0..SAMPLES {
        let script = Script::always(server_error());
        capped(&script).await.unwrap_err();
        assert_in_ranges(
            &script.delays(),
            &[750..=1_000, 1_500..=2_000, 1_500..=2_000, 1_500..=2_000],
        );
    }
}

/// <https://github.com/openai/openai-python/issues/937>: Azure names its delay where nobody looked.
#[tokio::test(start_paused = true)]
async fn azure_s_own_header_is_read() {
    let script = Script::of([response(429, &[("x-rate-limit-reset-tokens", "55")], "")]);
    assert_eq!(bare(&script).await.unwrap(), 2);
    assert_in_ranges(&script.delays(), &[55_000..=56_000]);
}

/// <https://github.com/openai/openai-dotnet/issues/838>: Azure's Responses have limits of -1, -1, 0.
#[tokio::test(start_paused = true)]
async fn nonsense_in_the_limits_is_no_delay() {
    let headers = [
        ("x-ratelimit-limit-tokens", "-1"),
        ("x-ratelimit-remaining-tokens", "-1"),
        ("x-ratelimit-reset-tokens", "0"),
    ];
    let script = Script::of([response(429, &headers, "")]);
    assert_eq!(bare(&script).await.unwrap(), 2);
    assert_in_ranges(&script.delays(), &[375..=500]);
}

/// <https://github.com/openai/openai-node/issues/1477>: a real 429 may have no header about limits, so
/// its message has to do, or else the backoff.
#[tokio::test(start_paused = true)]
async fn a_429_without_headers_is_waited_out_by_its_message() {
    let body = r#"{"error":{"message":"Please try again in 644ms.","code":"rate_limit_exceeded"}}"#;
    let script = Script::of([response(429, &[], body), response(429, &[], "")]);
    assert_eq!(bare(&script).await.unwrap(), 3);
    assert_in_ranges(&script.delays(), &[644..=709, 750..=1_000]);
    let error = bare(&Script::always(response(429, &[], body))).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::RateLimit);
}

/// <https://github.com/brightwave-inc/tidebreak/issues/1086>: a limit of a minute was asked again every
/// second, so that all attempts were used up while it still held.
#[tokio::test(start_paused = true)]
async fn a_minute_s_limit_uses_up_one_attempt() {
    let limit = || response(429, &[("retry-after", "60")], "");
    let script = Script::of([limit(), limit()]);
    assert_eq!(bare(&script).await.unwrap(), 3);
    assert_in_ranges(&script.delays(), &[const { 60_000..=61_000 }; 2]);
}

/// The same thread: what asks for more than is left of the call's time is not slept for.
#[tokio::test(start_paused = true)]
async fn a_delay_beyond_the_deadline_ends_the_call() {
    #[openai_call(deadline = 50s)]
    async fn hurried(script: &Script) -> Result<usize, Error> {
        script.next()
    }

    let script = Script::always(response(429, &[("retry-after", "60")], ""));
    let error = hurried(&script).await.unwrap_err();
    assert_eq!(error.stopped(), Some(Stopped::Deadline), "{error}");
    assert_eq!((script.asked(), script.elapsed()), (1, Duration::ZERO));
}

/// <https://github.com/mofa-org/mofa/issues/1171>, <https://github.com/mofa-org/mofa/issues/1172>,
/// <https://github.com/mofa-org/mofa/issues/1325>: after many attempts a delay had grown for hours, or
/// had overflowed to none.
#[tokio::test(start_paused = true)]
async fn the_last_of_many_delays_is_as_long_as_declared() {
    #[openai_call(attempts = 100, backoff = 1s..8s)]
    async fn stubborn(script: &Script) -> Result<usize, Error> {
        script.next()
    }

    let script = Script::always(server_error());
    stubborn(&script).await.unwrap_err();
    let delays = script.delays();
    let (growing, grown) = delays.split_at(3);
    assert_in_ranges(growing, &[750..=1_000, 1_500..=2_000, 3_000..=4_000]);
    assert_in_ranges(grown, &[const { 6_000..=8_000 }; 96]);
}
