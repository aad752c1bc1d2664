//! The eight causes of the error article for OpenAI's Python library, each from the wire to the
//! error.

use openai_call::testing::{FakeApi, RecordedRequest};
use openai_call::{Client, Error, ErrorKind, FailedAttempt, Stopped, openai_call};
use serde_json::{Value, json};

use crate::wire::support::{chat, client, listen};

/// What is expected of an error.
#[track_caller]
fn assert_failed(error: &Error, kind: ErrorKind, stopped: Stopped, attempts: usize) {
    assert_eq!(error.kind(), kind, "{error}");
    assert_eq!(error.stopped(), Some(stopped), "{error}");
    assert_eq!(error.attempts().len(), attempts, "{error}");
    assert!(error.attempts().failed().iter().all(|attempt| attempt.kind() == kind));
    let slept = error.attempts().failed().iter().filter(|attempt| attempt.waited().is_some());
    assert_eq!(slept.count(), attempts - 1, "there is a sleep between two attempts");
}

#[tokio::test]
async fn a_failure_of_the_service_is_tried_again_until_the_attempts_are_used_up() {
    let api = FakeApi::start().await.status(500).times(3);
    let error = chat(&api.client()).await.unwrap_err();
    assert_failed(&error, ErrorKind::ServerError, Stopped::Attempts, 3);
    assert_eq!(error.status().unwrap(), 500);
    assert_eq!(error.error_type(), Some("server_error"));
    assert_eq!(error.request_id(), Some("req_3"));
    let ids: Vec<_> = error.attempts().failed().iter().map(|it| it.request_id().unwrap()).collect();
    assert_eq!(ids, ["req_1", "req_2", "req_3"]);
    assert_eq!(api.requests().len(), 3);
    api.assert_finished();
}

#[tokio::test]
async fn a_server_that_never_answers_is_a_timeout_and_tried_again() {
    #[openai_call(attempts = 2, backoff = 1ms..2ms, timeout = 400ms)]
    async fn impatient(client: &Client) -> Result<Value, Error> {
        client.post("chat/completions").json(&json!({}))
    }

    let api = FakeApi::start().await.stall().times(2);
    let error = impatient(&api.client()).await.unwrap_err();
    assert_failed(&error, ErrorKind::Timeout, Stopped::Attempts, 2);
    assert_eq!(error.status(), None);
    assert_eq!(error.message(), "the attempt was cut off by `timeout` after 400.0ms");
    assert_eq!(api.requests().len(), 2);
}

#[tokio::test]
async fn a_connection_that_is_reset_is_tried_again() {
    let api = FakeApi::start().await.disconnect().times(3);
    let error = chat(&api.client()).await.unwrap_err();
    assert_failed(&error, ErrorKind::Connection, Stopped::Attempts, 3);
    assert_eq!(error.status(), None);
    assert!(std::error::Error::source(&error).is_some());
    assert!(error.may_have_run(), "the server hung up on what it had read");
    assert_eq!(api.requests().len(), 3);
}

#[tokio::test]
async fn a_port_where_nobody_listens_is_tried_again_and_the_message_says_so() {
    let (listener, url) = listen().await;
    drop(listener);
    let error = chat(&client(&url)).await.unwrap_err();
    assert_failed(&error, ErrorKind::Connection, Stopped::Attempts, 3);
    assert!(error.message().contains("refused"), "{error}");
    assert!(!error.may_have_run(), "nothing was sent");
}

#[tokio::test]
async fn a_malformed_request_is_not_tried_again() {
    let api = FakeApi::start().await.status(400);
    let error = chat(&api.client()).await.unwrap_err();
    assert_failed(&error, ErrorKind::InvalidRequest, Stopped::Permanent, 1);
    assert_eq!(error.message(), "We could not parse the JSON body of your request.");
    assert_eq!(api.requests().len(), 1);
}

#[tokio::test]
async fn a_bad_key_is_not_tried_again() {
    let api = FakeApi::start().await.status(401);
    let error = chat(&api.client()).await.unwrap_err();
    assert_failed(&error, ErrorKind::Authentication, Stopped::Permanent, 1);
    assert_eq!(error.code(), Some("invalid_api_key"));
    assert_eq!(api.requests().len(), 1);
}

#[tokio::test]
async fn a_missing_permission_is_not_tried_again() {
    let api = FakeApi::start().await.status(403);
    let error = chat(&api.client()).await.unwrap_err();
    assert_failed(&error, ErrorKind::Permission, Stopped::Permanent, 1);
    assert_eq!(error.status().unwrap(), 403);
    assert_eq!(api.requests().len(), 1);
}

#[tokio::test]
async fn a_rate_limit_is_tried_again_after_the_wait_that_the_server_asks_for() {
    let api = FakeApi::start().await.status(429).header("retry-after-ms", "10").times(3);
    let error = chat(&api.client()).await.unwrap_err();
    assert_failed(&error, ErrorKind::RateLimit, Stopped::Attempts, 3);
    assert_eq!(error.code(), Some("rate_limit_exceeded"));
    assert_eq!(error.retry_after().unwrap().as_millis(), 10);
    for attempt in &error.attempts().failed()[..2] {
        assert!((10..=11).contains(&attempt.waited().unwrap().as_millis()), "{attempt:?}");
    }
    let arrived: Vec<_> = api.requests().iter().map(RecordedRequest::arrived_at).collect();
    assert!(arrived.windows(2).all(|pair| (pair[1] - pair[0]).as_millis() >= 10));
    assert_eq!(arrived.len(), 3);
}

#[tokio::test]
async fn an_overloaded_service_is_tried_again() {
    let api = FakeApi::start().await.status(503).times(3);
    let error = chat(&api.client()).await.unwrap_err();
    assert_failed(&error, ErrorKind::ServiceUnavailable, Stopped::Attempts, 3);
    assert_eq!(error.code(), Some("server_is_overloaded"));
    assert_eq!(api.requests().len(), 3);
}

#[tokio::test]
async fn what_fails_and_then_succeeds_is_a_success_with_a_history() -> Result<(), Error> {
    let api = FakeApi::start().await.status(502).disconnect().reply("at last");
    let reply = chat(&api.client()).await?;
    assert_eq!(reply["choices"][0]["message"]["content"], "at last");
    let kinds: Vec<_> = reply.attempts().failed().iter().map(FailedAttempt::kind).collect();
    assert_eq!(kinds, [ErrorKind::ServerError, ErrorKind::Connection]);
    assert_eq!(reply.attempts().len(), 3);
    api.assert_finished();
    Ok(())
}
