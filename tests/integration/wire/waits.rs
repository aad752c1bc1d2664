//! What a server may say about the time to come again.

use std::time::Duration;

use openai_call::{Client, Error, ErrorKind, Stopped, openai_call, testing::FakeApi};
use serde_json::{Value, json};

use crate::wire::support::chat;

#[tokio::test]
async fn nonsense_in_retry_after_falls_back_to_the_backoff() {
    let nonsense = ["soon", "-1", "nan", "inf", "1x", "0x10", "", "Wed, 21 Oct 2015 07:28:00 GMT"];
    // Points in time that are past, or that no server means.
    let times = ["1e9", "1000000000", "1764079852", "1e300"];
    for value in nonsense.into_iter().chain(times) {
        let api = FakeApi::start().await.status(429).header("retry-after", value).reply("hello");
        let reply = chat(&api.client()).await.unwrap();
        let failed = &reply.attempts().failed()[0];
        assert_eq!(failed.retry_after(), None, "{value:?}");
        let waited = failed.waited().unwrap();
        assert!(waited <= Duration::from_millis(1), "{value:?} led to {waited:?}");
        api.assert_finished();
    }
}

#[tokio::test]
async fn a_source_that_cannot_be_used_gives_way_to_the_next() {
    let api = FakeApi::start().await;
    api.status(429).header("retry-after-ms", "soon").header("retry-after", "0.02").reply("hello");
    let reply = chat(&api.client()).await.unwrap();
    let failed = &reply.attempts().failed()[0];
    assert_eq!(failed.retry_after(), Some(Duration::from_millis(20)));
    assert!(failed.waited().unwrap() >= Duration::from_millis(20));
}

#[tokio::test]
async fn a_wait_of_years_ends_the_call_at_once_with_the_delay_in_the_error() {
    for value in ["999999999", "1e8", "Wed, 21 Oct 2099 07:28:00 GMT", "277403"] {
        let api = FakeApi::start().await.status(429).header("retry-after", value);
        let error = chat(&api.client()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::RateLimit);
        assert_eq!(error.stopped(), Some(Stopped::WaitTooLong), "{value}");
        assert!(error.retry_after().unwrap() >= Duration::from_secs(277_403), "{value}");
        assert_eq!(error.attempts().waited(), Duration::ZERO);
        assert_eq!(api.requests().len(), 1);
    }
}

#[tokio::test]
async fn a_wait_that_the_message_names_ends_the_call_the_same_way() {
    let message = "Rate limit reached. Please try again in 114h18m0s.";
    let api = FakeApi::start().await;
    api.status(429).json(json!({ "error": { "message": message, "type": "tokens" } }));
    let error = chat(&api.client()).await.unwrap_err();
    assert_eq!(error.stopped(), Some(Stopped::WaitTooLong));
    assert_eq!(error.retry_after(), Some(Duration::from_secs(114 * 3_600 + 18 * 60)));
}

#[tokio::test]
async fn a_wait_that_does_not_fit_into_the_deadline_ends_the_call_at_once() {
    #[openai_call(deadline = 30s)]
    async fn short(client: &Client) -> Result<Value, Error> {
        client.get("models")
    }

    let api = FakeApi::start().await.status(429).retry_after(30);
    let error = short(&api.client()).await.unwrap_err();
    assert_eq!(error.stopped(), Some(Stopped::Deadline), "{error}");
    assert_eq!(error.retry_after(), Some(Duration::from_secs(30)));
    assert_eq!(api.requests().len(), 1);
}

#[tokio::test]
async fn the_server_may_forbid_and_demand_another_try() {
    let api = FakeApi::start().await.status(500).header("x-should-retry", "false");
    let error = chat(&api.client()).await.unwrap_err();
    assert_eq!(error.stopped(), Some(Stopped::Permanent));
    assert!(!error.is_transient());
    assert_eq!(api.requests().len(), 1);

    let api = FakeApi::start().await;
    api.status(400).header("x-should-retry", "true").reply("hello");
    assert_eq!(chat(&api.client()).await.unwrap().attempts().len(), 2);
    api.assert_finished();
}
