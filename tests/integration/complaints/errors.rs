//! Errors that could not be told apart, and lost what the server said.

use std::thread;

use openai_call::testing::FakeApi;
use openai_call::{Error, ErrorKind};
use serde_json::json;

use crate::support::response;
use crate::wire::support::{chat, get};

/// <https://github.com/dongri/openai-api-rs/issues/80>,
/// <https://github.com/tjardoo/openai-client/issues/33>,
/// <https://github.com/openai/openai-node/issues/1477>: the headers about limits, on an error too.
#[tokio::test(start_paused = true)]
async fn errors_and_replies_have_the_headers() {
    let api = FakeApi::in_memory();
    api.status(403).header("x-ratelimit-remaining-requests", "7");
    api.reply("hello").header("x-ratelimit-remaining-requests", "6");
    let error = chat(&api.client()).await.unwrap_err();
    assert_eq!(error.headers()["x-ratelimit-remaining-requests"], "7");
    let reply = chat(&api.client()).await.unwrap();
    assert_eq!(reply.rate_limits().requests().and_then(|it| it.remaining()), Some(6));
}

/// <https://github.com/jeremychone/rust-genai/issues/65>,
/// <https://github.com/tjardoo/openai-client/issues/72>: a rate limit to match on, not to search for in
/// a text.
#[test]
fn a_rate_limit_is_a_kind() {
    let error = response(429, &[("retry-after", "3")], "");
    assert!(matches!(error.kind(), ErrorKind::RateLimit));
    assert_eq!(error.retry_after().map(|delay| delay.as_secs()), Some(3));
}

/// <https://github.com/openai/openai-python/issues/786>: the content filter has no class of its own.
#[test]
fn the_content_filter_is_a_kind() {
    let azure = r#"{"error":{"message":"The response was filtered.","type":null,"param":"prompt",
        "code":"content_filter","status":400}}"#;
    assert_eq!(response(400, &[], azure).kind(), ErrorKind::ContentPolicy);
}

/// <https://github.com/vllm-project/vllm/issues/12886>: the message at the top of the body is not found.
#[test]
fn a_message_at_the_top_is_found() {
    let body =
        r#"{"object":"error","message":"too many tokens","type":"BadRequestError","code":400}"#;
    let error = response(400, &[], body);
    assert_eq!((error.message(), error.code()), ("too many tokens", Some("400")));
}

/// <https://github.com/openai/openai-python/issues/2629>,
/// <https://github.com/openai/openai-python/pull/2747>: errors cannot be sent to another process.
#[test]
fn an_error_goes_anywhere() -> Result<(), Box<dyn std::error::Error>> {
    let error = response(401, &[("x-request-id", "req_1")], "");
    let shown = error.to_string();
    let there: Error = thread::spawn(move || error.clone()).join().map_err(|_| "a panic")?;
    assert_eq!(there.to_string(), shown);
    assert_eq!(serde_json::to_value(&there)?["request_id"], json!("req_1"));
    Ok(())
}

/// <https://github.com/openai/openai-python/issues/2356>, #2065, #873: the transport's own error comes
/// out where a body is cut.
#[tokio::test]
async fn a_body_that_is_cut_is_a_failed_connection() {
    let api = FakeApi::start().await.reply("cut short").cut().times(3);
    let error = get(&api.client(), "models").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connection, "{error}");
    assert_eq!(error.attempts().len(), 3);
}
