//! How long a call sleeps where no server says so, and how often it tries.

use std::collections::HashSet;

use openai_call::testing::FakeApi;
use openai_call::{Client, Error, ErrorKind, FailedAttempt, Reply, Stopped, openai_call};
use serde_json::Value;

use crate::support::{SAMPLES, Script, assert_in_ranges, error, server_error, unguarded};

#[openai_call]
async fn bare(script: &Script) -> Result<usize, Error> {
    script.next()
}

#[openai_call(attempts = 7)]
async fn seven(script: &Script) -> Result<usize, Error> {
    script.next()
}

#[tokio::test(start_paused = true)]
async fn three_attempts_and_the_delays_of_the_sdks_are_the_default() {
    let script = Script::always(server_error());
    let error = bare(&script).await.unwrap_err();
    assert_eq!(error.stopped(), Some(Stopped::Attempts));
    assert_eq!(error.attempts().len(), 3);
    assert_in_ranges(&script.delays(), &[375..=500, 750..=1_000]);
}

#[tokio::test(start_paused = true)]
async fn delays_double_up_to_the_cap_within_the_ranges_of_the_sdks() {
    let ranges =
        [375..=500, 750..=1_000, 1_500..=2_000, 3_000..=4_000, 6_000..=8_000, 6_000..=8_000];
    let mut first = HashSet::new();
    for _ in 0..SAMPLES {
        let script = Script::always(server_error());
        seven(&script).await.unwrap_err();
        assert_in_ranges(&script.delays(), &ranges);
        first.insert(script.delays()[0]);
    }
    assert!(first.len() > SAMPLES / 4, "the delays have no jitter: {first:?}");
}

#[tokio::test(start_paused = true)]
async fn a_declared_backoff_takes_the_place_of_the_default() {
    #[openai_call(attempts = 5, backoff = 100ms..250ms)]
    async fn declared(script: &Script) -> Result<usize, Error> {
        script.next()
    }

    for _ in 0..SAMPLES {
        let script = Script::always(server_error());
        declared(&script).await.unwrap_err();
        // 187.5 ms and 250 ms, from the third delay on.
        assert_in_ranges(&script.delays(), &[75..=100, 150..=200, 187..=250, 187..=250]);
    }
}

#[tokio::test(start_paused = true)]
async fn a_fixed_backoff_does_not_grow() {
    #[openai_call(attempts = 6, backoff = fixed(1s))]
    async fn fixed(script: &Script) -> Result<usize, Error> {
        script.next()
    }

    for _ in 0..SAMPLES {
        let script = Script::always(server_error());
        fixed(&script).await.unwrap_err();
        assert_in_ranges(&script.delays(), &[const { 1_000..=1_000 }; 5]);
    }
}

#[tokio::test(start_paused = true)]
async fn a_success_ends_the_call_and_nothing_is_slept_after_it() {
    let script = Script::of([server_error()]);
    assert_eq!(seven(&script).await.unwrap(), 2);
    assert_eq!(script.elapsed(), script.times()[1]);
}

#[tokio::test(start_paused = true)]
async fn nothing_is_slept_after_the_last_attempt() {
    let script = Script::always(server_error());
    let error = bare(&script).await.unwrap_err();
    assert_eq!(script.elapsed(), script.times()[2]);
    let waited: Vec<_> = error.attempts().failed().iter().map(|it| it.waited().is_some()).collect();
    assert_eq!(waited, [true, true, false]);
}

#[tokio::test(start_paused = true)]
async fn the_history_tells_how_long_was_slept() {
    let script = Script::always(server_error());
    let error = bare(&script).await.unwrap_err();
    let told = error.attempts().failed().iter().filter_map(FailedAttempt::waited);
    for (told, slept) in told.zip(script.delays()) {
        assert!(told <= slept && slept <= told + crate::support::TICK, "{told:?}, {slept:?}");
    }
    assert!(error.attempts().waited() <= script.elapsed());
}

#[tokio::test(start_paused = true)]
async fn the_delay_grows_with_every_attempt_whatever_its_kind_was() {
    let kinds = [ErrorKind::Timeout, ErrorKind::Connection, ErrorKind::Conflict];
    let script = Script::of(kinds.map(error));
    assert_eq!(seven(&script).await.unwrap(), 4);
    assert_in_ranges(&script.delays(), &[375..=500, 750..=1_000, 1_500..=2_000]);
}

#[tokio::test(start_paused = true)]
async fn a_step_has_attempts_and_a_backoff_of_its_own() {
    #[openai_call(attempts = 6, on_timeout = retry(attempts = 3, backoff = fixed(10s)))]
    async fn stepped(script: &Script) -> Result<usize, Error> {
        script.next()
    }

    let script = Script::always(error(ErrorKind::Timeout));
    let failure = stepped(&script).await.unwrap_err();
    assert_eq!(failure.stopped(), Some(Stopped::Attempts));
    assert_in_ranges(&script.delays(), &[7_500..=10_000, 7_500..=10_000]);

    let script = Script::always(server_error());
    assert_eq!(stepped(&script).await.unwrap_err().attempts().len(), 6);

    // Tries that other kinds cost do not count for the step, and its own end the call.
    let (timeout, failed) = (error(ErrorKind::Timeout), server_error());
    let script = Script::of([&failed, &timeout, &failed, &timeout, &timeout].map(Error::clone));
    let failure = stepped(&script).await.unwrap_err();
    assert_eq!(failure.kind(), ErrorKind::Timeout);
    assert_eq!(script.asked(), 5);
}

#[tokio::test(start_paused = true)]
async fn the_attempts_of_a_step_may_exceed_the_default_of_the_call() {
    #[openai_call(on_connection = retry(attempts = 5))]
    async fn persistent(script: &Script) -> Result<usize, Error> {
        script.next()
    }

    let script = Script::always(error(ErrorKind::Connection));
    assert_eq!(persistent(&script).await.unwrap_err().attempts().len(), 5);
    let script = Script::always(server_error());
    assert_eq!(persistent(&script).await.unwrap_err().attempts().len(), 3);
}

#[tokio::test(start_paused = true)]
async fn kinds_that_retry_does_not_name_end_the_call_at_once() {
    #[openai_call(retry = "timeout | connection")]
    async fn narrow(script: &Script) -> Result<usize, Error> {
        script.next()
    }

    for kind in ErrorKind::ALL.iter().copied().filter(|kind| kind.is_transient()) {
        let script = Script::always(error(kind));
        let error = narrow(&script).await.unwrap_err();
        let named = matches!(kind, ErrorKind::Timeout | ErrorKind::Connection);
        let (stopped, asked) = if named { (Stopped::Attempts, 3) } else { (Stopped::Declared, 1) };
        assert_eq!((error.stopped(), script.asked()), (Some(stopped), asked), "{kind}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_kind_declared_to_fail_does() {
    #[openai_call(on_timeout = fail)]
    async fn no_timeouts(script: &Script) -> Result<usize, Error> {
        script.next()
    }

    let script = Script::of([server_error(), error(ErrorKind::Timeout)]);
    let error = no_timeouts(&script).await.unwrap_err();
    assert_eq!((error.stopped(), script.asked()), (Some(Stopped::Declared), 2));
}

#[tokio::test(start_paused = true)]
async fn permanent_kinds_are_not_tried_again() {
    for kind in ErrorKind::ALL.iter().copied().filter(|kind| !kind.is_transient()) {
        let script = Script::always(error(kind));
        let error = seven(&script).await.unwrap_err();
        let may_differ = matches!(kind, ErrorKind::InvalidOutput | ErrorKind::NoOutput);
        let stopped = if may_differ { Stopped::Declared } else { Stopped::Permanent };
        assert_eq!(error.stopped(), Some(stopped), "{kind}");
        assert_eq!((script.asked(), error.attempts().len()), (1, 1), "{kind}");
        assert_eq!(script.elapsed().as_millis(), 0);
    }
}

#[tokio::test(start_paused = true)]
async fn a_function_that_never_retries_makes_one_attempt_and_may_consume_its_arguments() {
    #[openai_call(retry = "none")]
    async fn once(script: &Script, text: String) -> Result<usize, Error> {
        drop(text);
        script.next()
    }

    let script = Script::always(server_error());
    let error = once(&script, "moved".to_owned()).await.unwrap_err();
    assert_eq!(error.stopped(), Some(Stopped::Declared));
    assert_eq!(script.asked(), 1);
}

/// Calls that are not let go one after the other would all come back in the same moment.
#[tokio::test(start_paused = true)]
async fn what_is_not_paced_is_spread() {
    #[openai_call]
    async fn waits(client: &Client) -> Result<Reply<Value>, Error> {
        client.get("models")
    }
    #[openai_call(on_rate_limit = retry)]
    async fn retries(client: &Client) -> Result<Reply<Value>, Error> {
        client.get("models")
    }

    let (mut unlimited, mut impatient) = (HashSet::new(), HashSet::new());
    for _ in 0..SAMPLES {
        let api = FakeApi::in_memory().status(500).reply("hello");
        unlimited.insert(waits(&unguarded(&api)).await.unwrap().attempts().waited());
        let api = FakeApi::in_memory().status(500).reply("hello");
        impatient.insert(retries(&api.client()).await.unwrap().attempts().waited());
    }
    assert!(unlimited.len() > SAMPLES / 4, "no jitter: {unlimited:?}");
    assert!(impatient.len() > SAMPLES / 4, "no jitter: {impatient:?}");
}
