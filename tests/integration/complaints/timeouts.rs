//! Timeouts that did not bound what they seemed to.

use std::time::Duration;

use openai_call::testing::FakeApi;
use openai_call::{Client, Error, ErrorKind, Stopped, openai_call};
use serde_json::Value;

use crate::support::{Script, TICK, ms};

/// <https://github.com/openai/openai-python/issues/3828>: `timeout=30, max_retries=2` took 91.6 s.
#[tokio::test(start_paused = true)]
async fn thirty_seconds_are_thirty_seconds() {
    #[openai_call(attempts = 3, deadline = 30s, max_time = 30s)]
    async fn ask(script: &Script) -> Result<usize, Error> {
        script.stall().await
    }

    let script = Script::of([]);
    let error = ask(&script).await.unwrap_err();
    assert_eq!((error.kind(), error.stopped()), (ErrorKind::Timeout, Some(Stopped::Deadline)));
    assert!(script.elapsed() <= ms(30_000) + TICK, "{:?}", script.elapsed());
}

/// <https://github.com/openai/openai-python/issues/2599>: the timeout is one of each read, so that a
/// server that sends a byte now and then is never cut off.
#[tokio::test(start_paused = true)]
async fn a_body_that_drips_is_cut_off() {
    #[openai_call(retry = "none", timeout = 300ms)]
    async fn models(client: &Client) -> Result<Value, Error> {
        client.get("models")
    }

    let api = FakeApi::in_memory();
    api.reply("an answer that takes a minute").drip(Duration::from_millis(100));
    let error = models(&api.client()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout, "{error}");
}

/// <https://github.com/openai/openai-python/issues/809> and
/// <https://github.com/openai/openai-python/issues/762>: ten minutes, times three, and nobody said.
#[tokio::test(start_paused = true)]
async fn the_worst_case_of_the_defaults_is_told() {
    #[openai_call]
    async fn ask(script: &Script) -> Result<usize, Error> {
        script.stall().await
    }

    let script = Script::of([]);
    let error = ask(&script).await.unwrap_err();
    let bounds = error.site().expect("an annotated function").bounds();
    let most = bounds.time().expect("a bound");
    assert_eq!((bounds.requests(), most), (3, Duration::from_secs(40 * 60 + 2)));
    assert!(script.elapsed() <= most);
}

/// <https://github.com/567-labs/instructor/pull/2633>: the timeout of one request was taken for that
/// of the whole call, and two of four attempts ran.
#[tokio::test(start_paused = true)]
async fn the_time_of_one_attempt_is_not_that_of_the_call() {
    #[openai_call(attempts = 4, timeout = 1s, backoff = 10ms..20ms)]
    async fn ask(script: &Script) -> Result<usize, Error> {
        script.stall().await
    }

    let script = Script::of([]);
    assert_eq!(ask(&script).await.unwrap_err().stopped(), Some(Stopped::Attempts));
    assert_eq!(script.asked(), 4);
}
