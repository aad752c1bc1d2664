//! The key is shown nowhere.

use openai_call::{Client, Error, ErrorKind, openai_call, testing::FakeApi};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::log::Log;
use crate::wire::support::{KEY, builder, chat, client, everything_shown, get, listen};

/// As much of the key as would be half of it.
const HALF: &str = KEY.split_at(KEY.len() / 2).0;

#[track_caller]
fn assert_secret(shown: &str) {
    let around = shown.find(HALF).map(|place| {
        let near = place.saturating_sub(60)..shown.len().min(place + 60);
        shown.get(near).unwrap_or(HALF)
    });
    assert_eq!(around, None, "half of the key or more is shown");
}

/// An error body that quotes the key, as OpenAI's own does with a part of it.
fn echo() -> Value {
    json!({ "error": {
        "message": format!("Incorrect API key provided: {KEY}. Was it {KEY}?"),
        "type": format!("type {KEY}"),
        "code": format!("code {KEY}"),
        "param": format!("param {KEY}"),
    }})
}

#[test]
fn neither_a_client_nor_its_builder_shows_the_key() -> Result<(), Error> {
    let settings = builder("https://example.com/v1").organization("org-1");
    assert_secret(&format!("{settings:?} {settings:#?}"));
    let client = settings.build()?;
    assert_secret(&format!("{client:?} {client:#?}"));
    let request = client.post("models").header("x-key", KEY).json(&json!({ "key": KEY }));
    assert_secret(&format!("{request:?} {request:#?}"));
    Ok(())
}

#[tokio::test]
async fn no_failure_shows_the_key() {
    for status in [400, 401, 403, 404, 409, 413, 418, 422, 429, 500, 502, 503] {
        let api = FakeApi::start().await.status(status).times(3);
        assert_secret(&everything_shown(&chat(&client(&api.url())).await.unwrap_err()));
    }
    let (listener, url) = listen().await;
    drop(listener);
    assert_secret(&everything_shown(&chat(&client(&url)).await.unwrap_err()));
    let api = FakeApi::start().await.disconnect().reply("hello").cut().reply(json!({ "a": 1 }));
    let reply = chat(&client(&api.url())).await.unwrap();
    assert_secret(&format!("{reply:?}"));
    assert_secret(&everything_shown(&get(&client(&api.url()), "http://").await.unwrap_err()));
}

#[tokio::test]
async fn an_error_that_echoes_the_key_does_not_show_it() {
    for status in [400, 401, 429, 500] {
        let api = FakeApi::start().await;
        api.status(status).json(echo()).header("x-request-id", KEY).times(3);
        let error = chat(&client(&api.url())).await.unwrap_err();
        assert_secret(&everything_shown(&error));
        assert!(error.message().contains("Incorrect API key provided: [api key]"), "{error}");
        assert_secret(&format!("{:?} {:?}", error.code(), error.error_type()));
        assert_secret(&format!("{:?} {:?}", error.param(), error.request_id()));
        assert_secret(&format!("{:?}", error.attempts()));
    }
}

#[tokio::test]
async fn a_success_that_is_an_error_and_echoes_the_key_does_not_show_it() {
    let api = FakeApi::start().await.reply(echo()).times(3);
    let error = chat(&client(&api.url())).await.unwrap_err();
    assert!(error.message().contains("[api key]"), "{error}");
    assert_secret(&everything_shown(&error));
}

#[tokio::test]
async fn a_header_that_echoes_the_key_does_not_show_it() {
    let api = FakeApi::start().await.status(401).header("x-echo", &format!("Bearer {KEY}"));
    let error = chat(&client(&api.url())).await.unwrap_err();
    assert_secret(&everything_shown(&error));
    assert_secret(&format!("{:?}", error.headers()));
}

#[tokio::test]
async fn a_page_that_echoes_the_key_where_the_message_is_cut_does_not_show_a_part_of_it() {
    for before in (150..=200).step_by(5) {
        let page = format!("{} {KEY}", "x".repeat(before));
        let api = FakeApi::start().await.status(401).body(page);
        let error = chat(&client(&api.url())).await.unwrap_err();
        assert!(error.message().starts_with("xxx"), "{error}");
        assert_secret(&everything_shown(&error));
    }
}

#[tokio::test]
async fn an_error_that_echoes_the_key_where_its_body_is_cut_does_not_keep_a_part_of_it() {
    let page = format!("{}{KEY}", "x".repeat(64 * 1024 - KEY.len() + 3));
    let api = FakeApi::start().await.status(401).body(page);
    let error = chat(&client(&api.url())).await.unwrap_err();
    assert_secret(&everything_shown(&error));
}

#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "only decoded")]
struct Model {
    created: u64,
}

#[openai_call]
async fn model(client: &Client) -> Result<Model, Error> {
    client.get("models/gpt-4o-mini")
}

#[tokio::test]
async fn an_answer_of_another_shape_that_echoes_the_key_does_not_show_it() {
    let api = FakeApi::start().await.reply(json!({ "created": KEY })).header("x-request-id", KEY);
    let error = model(&client(&api.url())).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert_secret(&format!("{error} {error:?} {}", error.message()));
    assert_secret(&String::from_utf8_lossy(error.body()));
}

#[tokio::test]
async fn the_cause_of_an_undecodable_answer_does_not_show_the_key() {
    let api = FakeApi::start().await.reply(json!({ "created": KEY }));
    let error = model(&client(&api.url())).await.unwrap_err();
    let cause = std::error::Error::source(&error).map(|it| format!("{it} {it:?}"));
    assert_secret(&cause.unwrap_or_default());
}

#[tokio::test]
async fn nothing_that_is_traced_shows_the_key() {
    let (log, guards) = Log::begin();
    let api = FakeApi::start().await;
    api.status(429).header("retry-after-ms", "1").disconnect().reply("hello");
    api.status(401).json(echo()).header("x-request-id", KEY);
    api.status(503).json(echo()).header("x-request-id", KEY).times(3);
    let client = client(&api.url());
    chat(&client).await.unwrap();
    chat(&client).await.unwrap_err();
    chat(&client).await.unwrap_err();
    api.assert_finished();
    drop(guards);

    let written = log.text();
    for event in ["trying again", "succeeded", "gave up"] {
        assert!(written.contains(event), "nothing was traced of {event:?}: {written}");
    }
    assert_secret(&written);
}
