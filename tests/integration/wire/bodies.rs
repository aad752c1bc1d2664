//! The time of an attempt covers the body of its answer.

use std::time::{Duration, Instant};

use openai_call::{Client, Error, ErrorKind, Stopped, openai_call, testing::FakeApi};
use serde_json::{Value, json};

use crate::wire::support::chat;

/// A body that takes minutes at this pace.
const DRIP: Duration = Duration::from_millis(500);
/// Far less than the body takes, far more than anything else may.
const HANG: Duration = Duration::from_secs(30);

#[tokio::test]
async fn a_body_that_drips_is_cut_off_by_the_timeout_and_tried_again() -> Result<(), Error> {
    #[openai_call(attempts = 2, backoff = 1ms..2ms, timeout = 500ms)]
    async fn impatient(client: &Client) -> Result<Value, Error> {
        client.post("chat/completions").json(&json!({}))
    }

    let begun = Instant::now();
    let api = FakeApi::start().await.reply("word by word").drip(DRIP).reply(json!({ "ok": 1 }));
    assert_eq!(impatient(&api.client()).await?["ok"], 1);
    assert_eq!(api.requests().len(), 2);
    assert!(begun.elapsed() < HANG);
    Ok(())
}

#[tokio::test]
async fn the_deadline_cuts_the_last_attempt_with_its_body() {
    #[openai_call(attempts = 9, backoff = fixed(1ms), timeout = 600ms, deadline = 800ms)]
    async fn bounded(client: &Client) -> Result<Value, Error> {
        client.get("models")
    }

    let begun = Instant::now();
    let api = FakeApi::start().await.reply("word by word").drip(DRIP).times(2);
    let error = bounded(&api.client()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout, "{error}");
    assert_eq!(error.stopped(), Some(Stopped::Deadline), "{error}");
    assert_eq!(error.attempts().len(), 2);
    assert_eq!(api.requests().len(), 2);
    assert!(begun.elapsed() < HANG);
}

#[tokio::test]
async fn a_slow_body_within_the_timeout_arrives_whole() -> Result<(), Error> {
    let api = FakeApi::start().await;
    api.reply(json!({ "word": "slowly" })).drip(Duration::from_millis(5));
    assert_eq!(chat(&api.client()).await?["word"], "slowly");
    assert_eq!(api.requests().len(), 1);
    Ok(())
}

#[openai_call(attempts = 2, backoff = 1ms..2ms, timeout = 500ms)]
async fn twice(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

#[tokio::test]
async fn an_error_whose_body_does_not_end_takes_no_longer_than_the_timeout() {
    let begun = Instant::now();
    let api = FakeApi::start().await.status(500).drip(DRIP).times(2);
    let error = twice(&api.client()).await.unwrap_err();
    assert!(error.is_transient(), "{error}");
    assert_eq!(error.stopped(), Some(Stopped::Attempts));
    assert!(begun.elapsed() < HANG);
}

#[tokio::test]
async fn a_refusal_whose_body_does_not_end_is_still_a_refusal() {
    let api = FakeApi::start().await.status(401).drip(DRIP).times(2);
    let error = twice(&api.client()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Authentication, "{error}");
    assert_eq!(api.requests().len(), 1);
}
