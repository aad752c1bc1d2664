//! What a client says it has used.

use openai_call::testing::FakeApi;
use openai_call::{Body, Client, Error, EventStream, Text, openai_call};
use serde_json::{Value, json};

fn said(text: &str, reason: &str, output: u64) -> Value {
    json!({
        "model": "gpt-4o-mini-2024-07-18",
        "choices": [{ "message": { "content": text }, "finish_reason": reason }],
        "usage": { "prompt_tokens": 10, "completion_tokens": output },
    })
}

fn request(model: &str) -> Value {
    json!({ "model": model, "max_tokens": 100, "messages": [] })
}

#[openai_call(backoff = 1ms..2ms, on_truncated = enlarge, on_quota = fallback(text(client, "gpt-4o")))]
async fn mini(client: &Client) -> Result<Text, Error> {
    client.post("chat/completions").json(&request("gpt-4o-mini"))
}

#[openai_call]
async fn text(client: &Client, model: &str) -> Result<Text, Error> {
    client.post("chat/completions").json(&request(model))
}

#[openai_call]
async fn value(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions").json(&request("gpt-4o"))
}

#[openai_call]
async fn bytes(client: &Client) -> Result<Body, Error> {
    client.post("audio/speech").json(&json!({ "model": "tts-1" }))
}

#[openai_call]
async fn stream(client: &Client) -> Result<EventStream<Text>, Error> {
    client.post("chat/completions").json(&request("gpt-4o"))
}

/// The name of each model, its output tokens, and how many attempts were counted and were not.
fn used(client: &Client) -> Vec<(String, u64, u64, u64)> {
    let usage = client.usage();
    let of_model = |it: &openai_call::ModelUsage| {
        (it.model().to_owned(), it.usage().output_tokens(), it.counted(), it.uncounted())
    };
    usage.models().iter().map(of_model).collect()
}

#[tokio::test(start_paused = true)]
async fn every_attempt_counts_once_for_its_model() {
    let api = FakeApi::in_memory();
    let client = api.client();
    api.reply(said("Hel", "length", 3)).status(500).reply(said("Hello", "stop", 5));
    mini(&client).await.expect("an answer");
    assert_eq!(used(&client), [("gpt-4o-mini".to_owned(), 8, 2, 0)]);
    api.status(429)
        .json(json!({ "error": { "code": "insufficient_quota" } }))
        .reply(said("Hello", "stop", 7));
    mini(&client).await.expect("an answer");
    api.reply(said("Hello", "stop", 2));
    value(&client).await.expect("an answer");
    let gpt = ("gpt-4o".to_owned(), 9, 2, 0);
    assert_eq!(used(&client), [gpt, ("gpt-4o-mini".to_owned(), 8, 2, 0)]);
    assert_eq!(client.usage().total().output_tokens(), 17);
    let line = "gpt-4o: 20 in (0 cached), 9 out (0 reasoning) in 2 attempts";
    assert_eq!(client.usage().models()[0].to_string(), line);
}

#[tokio::test(start_paused = true)]
async fn what_is_not_counted_is_not_forgotten() {
    let api = FakeApi::in_memory();
    let client = api.client();
    api.status(200).body("hm").events([json!({ "choices": [{ "index": 0, "delta": { "content": "Hi" }, "finish_reason": "stop" }] })]);
    bytes(&client).await.expect("a sound");
    let mut pieces = stream(&client).await.expect("a stream");
    while let Some(piece) = pieces.next().await {
        piece.expect("a piece");
    }
    assert_eq!(used(&client), [("gpt-4o".to_owned(), 0, 0, 1), ("tts-1".to_owned(), 0, 0, 1)]);
    assert_eq!(client.usage().uncounted(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_stream_counts_at_its_end() {
    let api = FakeApi::in_memory().reply("Hello");
    let client = api.client();
    let mut pieces = stream(&client).await.expect("a stream");
    assert!(used(&client).is_empty());
    while let Some(piece) = pieces.next().await {
        piece.expect("a piece");
    }
    let output = pieces.usage().map_or(0, openai_call::Usage::output_tokens);
    let counted = u64::from(output > 0);
    assert_eq!(used(&client), [("gpt-4o".to_owned(), output, counted, 1 - counted)]);
}

#[tokio::test(start_paused = true)]
async fn models_of_one_limit_are_counted_apart() {
    let api = FakeApi::in_memory();
    let client = api.client_with(|settings| settings.limit_group("gpt-4o*", "all"));
    api.reply(said("Hello", "stop", 5));
    text(&client, "gpt-4o-mini").await.expect("an answer");
    assert_eq!(used(&client), [("gpt-4o-mini-2024-07-18".to_owned(), 5, 1, 0)]);
}
