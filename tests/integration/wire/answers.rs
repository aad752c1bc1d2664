//! Answers that are not what was promised.

use openai_call::{Client, Error, ErrorKind, Stopped, openai_call, testing::FakeApi};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::wire::support::{everything_shown, get, serve};

#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "only decoded")]
struct Model {
    id: String,
    created: u64,
    #[serde(default)]
    state: State,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum State {
    #[default]
    Ready,
    Retired,
}

#[openai_call(attempts = 3, backoff = 1ms..2ms)]
async fn model(client: &Client) -> Result<Model, Error> {
    client.get("models/gpt-4o-mini")
}

/// The error of an answer that no second request would change.
async fn undecodable(api: &FakeApi) -> Error {
    let error = model(&api.client()).await.expect_err("it is no model");
    assert_eq!(error.kind(), ErrorKind::Decode, "{error}");
    assert_eq!(error.stopped(), Some(Stopped::Permanent));
    assert_eq!(api.requests().len(), 1);
    assert_eq!(error.status().map(|status| status.as_u16()), Some(200));
    assert_eq!(error.request_id(), Some("req_1"));
    error
}

#[tokio::test]
async fn a_page_in_place_of_json_is_named_by_its_type() {
    let api = FakeApi::start().await;
    api.status(200).body("<html>Log in</html>").header("content-type", "text/html; charset=utf-8");
    let error = undecodable(&api).await;
    assert!(error.message().ends_with("as json, got text/html; charset=utf-8"), "{error}");
    assert!(error.message().starts_with("expected `"), "{error}");
    assert!(error.message().contains("Model`"), "{error}");
    assert_eq!(error.body(), b"<html>Log in</html>");
}

#[tokio::test]
async fn an_empty_answer_is_named() {
    let api = FakeApi::start().await.status(200).body("");
    assert!(undecodable(&api).await.message().ends_with("got an empty body"));
}

#[tokio::test]
async fn half_a_document_in_a_whole_body_cannot_be_decoded() {
    let api = FakeApi::start().await.status(200).body(r#"{"id": "gpt", "created"#);
    let error = undecodable(&api).await;
    assert!(error.message().contains("EOF while parsing"), "{error}");
}

#[tokio::test]
async fn text_that_is_no_utf8_cannot_be_decoded() {
    let api = FakeApi::start().await;
    api.status(200).body(&b"{\"id\": \"\xff\xfe\", \"created\": 1}"[..]);
    let error = undecodable(&api).await;
    assert_eq!(error.body().len(), 26);
}

const PRIVATE: &str = "the patient is called Ada";

async fn assert_not_quoted(answer: Value) {
    let api = FakeApi::start().await.reply(answer);
    let error = undecodable(&api).await;
    assert!(!format!("{error} {error:?}").contains(PRIVATE), "{error}");
    assert!(error.message().contains(" at line 1 column "), "{error}");
}

#[tokio::test]
async fn the_message_about_another_type_does_not_quote_the_answer() {
    assert_not_quoted(json!({ "id": "gpt", "created": PRIVATE })).await;
    let quotes = format!("{PRIVATE} \"the first\" {PRIVATE}");
    assert_not_quoted(json!({ "id": "gpt", "created": quotes })).await;
    assert_not_quoted(json!(PRIVATE)).await;
}

#[tokio::test]
async fn the_message_about_an_unknown_variant_does_not_quote_the_answer() {
    assert_not_quoted(json!({ "id": "gpt", "created": 1, "state": PRIVATE })).await;
}

#[tokio::test]
async fn the_causes_of_an_error_about_another_shape_do_not_quote_the_answer() {
    let api = FakeApi::start().await.reply(json!({ "id": "gpt", "created": PRIVATE }));
    let error = undecodable(&api).await;
    let shown = everything_shown(&error).replace(&*String::from_utf8_lossy(error.body()), "");
    assert!(!shown.contains(PRIVATE), "{shown}");
}

#[tokio::test]
async fn a_body_that_is_cut_short_is_a_broken_connection_and_tried_again() -> Result<(), Error> {
    let api = FakeApi::start().await;
    api.reply("never seen whole").cut().status(200).body("").cut();
    api.reply(json!({ "id": "gpt", "created": 1 }));
    let model = model(&api.client()).await?;
    assert_eq!(model.created, 1);
    api.assert_finished();
    Ok(())
}

#[tokio::test]
async fn an_answer_that_ends_behind_its_headers_is_a_broken_connection() {
    let client = crate::wire::support::client(
        &serve(b"HTTP/1.1 200 OK\r\ncontent-length: 512\r\ncontent-type: application/json\r\n\r\n")
            .await,
    );
    let error = get(&client, "models").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connection, "{error}");
    assert_eq!(error.stopped(), Some(Stopped::Attempts));
    assert_eq!(error.attempts().len(), 3);
}

#[tokio::test]
async fn an_answer_that_is_no_http_is_a_broken_connection() {
    for bytes in [&b"220 smtp.example.com ESMTP\r\n"[..], b"HTTP/1.1 abc OK\r\n\r\n", b"\0\0\0"] {
        let client = crate::wire::support::client(&serve(bytes).await);
        let error = get(&client, "models").await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Connection, "{error}");
    }
}

#[tokio::test]
async fn a_chunked_answer_that_breaks_off_is_a_broken_connection() {
    let client = crate::wire::support::client(
        &serve(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{\"id\"\r\n").await,
    );
    let error = get(&client, "models").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connection, "{error}");
}

#[tokio::test]
async fn a_success_that_holds_an_error_is_that_error() {
    let api = FakeApi::start().await;
    api.reply(json!({ "error": { "message": "Slow down.", "code": 429 } })).times(3);
    let error = get(&api.client(), "models").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::RateLimit, "{error}");
    assert_eq!(error.status().unwrap(), 200);
    assert_eq!(error.message(), "Slow down.");
    assert_eq!(error.attempts().len(), 3);

    let api = FakeApi::start().await;
    api.reply(json!({ "error": { "message": "No money.", "code": "insufficient_quota" } }));
    let error = get(&api.client(), "models").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Quota, "{error}");
    assert_eq!(api.requests().len(), 1);
}

#[tokio::test]
async fn an_error_page_is_the_error_of_its_status_without_the_markup() {
    let api = FakeApi::start().await.status(502).times(3);
    let error = get(&api.client(), "models").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ServerError);
    assert!(!error.to_string().contains('<'), "{error}");
    assert!(error.body().starts_with(b"<html>"));
}

#[tokio::test]
async fn an_error_whose_body_is_cut_short_is_still_the_error_of_its_status() {
    let api = FakeApi::start().await.status(401).cut();
    let error = get(&api.client(), "models").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Authentication, "{error}");
    assert_eq!(error.status().unwrap(), 401);
    assert_eq!(api.requests().len(), 1);
}
