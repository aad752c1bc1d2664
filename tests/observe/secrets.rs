//! No body, no key and no header reaches a span, an event, a metric or an observer, at any level.

use std::fmt::Write;
use std::sync::{Arc, Mutex};

use openai_call::observe::Event;
use openai_call::testing::FakeApi;
use openai_call::{Client, Error, EventStream, Parsed, Text, openai_call};
use serde_json::{Value, json};

use crate::recorded::Recorded;

const KEY: &str = "sk-proj-0123456789abcdefghijklmnopqrstuvwxyz";
const PROMPT: &str = "tell-nobody-of-the-treasure";
const ANSWER: &str = "it-lies-below-the-oak";

#[openai_call(attempts = 2, backoff = 1ms..2ms, otherwise = recover(|error| Text::recovered("", error)))]
async fn chat(client: &Client) -> Result<Text, Error> {
    client.post("chat/completions").header("x-own", PROMPT).json(&body())
}

#[openai_call(backoff = 1ms..2ms)]
async fn stream(client: &Client) -> Result<EventStream<Value>, Error> {
    client.post("chat/completions").json(&body())
}

#[openai_call(backoff = 1ms..2ms, on_invalid_output = reask)]
async fn number(client: &Client) -> Result<Parsed<u32>, Error> {
    client.post("chat/completions").json(&body())
}

fn body() -> Value {
    json!({
        "model": "gpt-4o", "user": PROMPT, "stop": [PROMPT], "metadata": { "for": PROMPT },
        "messages": [{ "role": "user", "content": PROMPT }],
    })
}

/// A key that was written in another way stands in no span either, where the server refuses a request.
#[tokio::test]
async fn the_id_of_a_refusal_tells_no_encoded_key() {
    let hexadecimal = KEY.bytes().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat();
    let base64 = "c2stcHJvai0wMTIzNDU2Nzg5YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXo";
    for echo in [hexadecimal.as_str(), base64] {
        let recorded = Recorded::begin();
        let api = FakeApi::start().await.status(401).header("x-request-id", echo);
        let client = api.client_with(|settings| settings.api_key(KEY));
        chat(&client).await.expect("a value");
        let (spans, events) = (recorded.spans(), recorded.events());
        assert!(spans.len() > 1 && events.len() > 1);
        // Of base64 the last characters belong to what stands after the key, too.
        let shown = format!("{spans:?} {events:?}");
        assert!(!shown.contains(&echo[..echo.len() - 4]), "`{echo}` in {shown}");
        assert!(shown.contains("[api key]"), "{shown}");
    }
}

/// An answer that echoes the key wherever a span looks.
fn echo(text: &str) -> Value {
    json!({
        "id": format!("chatcmpl-{KEY}"), "model": KEY, "system_fingerprint": KEY,
        "choices": [{ "index": 0, "finish_reason": "stop", "message": { "content": text } }],
        "usage": { "prompt_tokens": 9, "completion_tokens": 2 },
    })
}

#[tokio::test]
async fn nothing_is_told_that_is_not_to_be_told() {
    let recorded = Recorded::begin();
    let observed = Arc::new(Mutex::new(String::new()));
    let api = FakeApi::start().await;
    let error =
        json!({ "error": { "message": format!("{PROMPT} {KEY}"), "code": KEY, "type": KEY } });
    api.status(500).json(error.clone()).status(400).json(error);
    api.reply(echo(ANSWER)).reply(echo(ANSWER)).reply(echo("7")).reply(ANSWER).cut().reply(ANSWER);
    let told = Arc::clone(&observed);
    let client = Client::builder()
        .base_url(api.url())
        .api_key(KEY)
        .observer(move |event: &Event<'_>| {
            let mut told = told.lock().expect("nobody panicked");
            let ids = (event.request_id(), event.client_request_id(), event.code(), event.model());
            let more = (event.usage(), event.lane());
            writeln!(told, "{event:?} {ids:?} {more:?}").expect("a text takes all");
        })
        .build()
        .expect("a client");
    chat(&client).await.expect("a value");
    chat(&client).await.expect("a value");
    let _ = number(&client).await;
    for _ in 0..2 {
        let mut events = stream(&client).await.expect("a stream");
        while let Some(Ok(_)) = events.next().await {}
    }

    let (spans, events, metrics) = (recorded.spans(), recorded.events(), recorded.metrics());
    assert!(spans.len() > 10 && events.len() > 10 && metrics.len() > 10);
    let observed = observed.lock().expect("nobody panicked").clone();
    assert!(observed.lines().count() > 10, "{observed}");
    let ours = events.iter().filter(|event| event["target"].starts_with("openai_call"));
    assert!(ours.count() > 5);
    for shown in [
        format!("{spans:?}"),
        format!("{events:?}"),
        format!("{metrics:?}"),
        observed,
        format!("{:?} {}", client.usage(), client.usage()),
    ] {
        for secret in [KEY, &KEY[..20], PROMPT, ANSWER] {
            assert!(!shown.contains(secret), "`{secret}` in {shown}");
        }
    }
}
