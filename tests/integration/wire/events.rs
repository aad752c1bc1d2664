//! What tracing is told of a call over the wire.

use openai_call::{Client, Error, Reply, openai_call, testing::FakeApi};
use serde_json::{Value, json};

use crate::log::Log;

#[openai_call]
async fn chat(client: &Client) -> Result<Reply<Value>, Error> {
    client.post("chat/completions").json(&json!({ "model": "gpt-4o-mini", "messages": [] }))
}

#[openai_call]
async fn plain(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

#[tokio::test]
async fn a_success_tells_its_request_its_model_and_its_tokens() -> Result<(), Error> {
    let (log, _guards) = Log::begin();
    let api = FakeApi::start().await.reply("hello").reply("hello");
    let usage = chat(&api.client()).await?.usage().expect("counted tokens");
    let text = log.text();
    let tokens = format!("output_tokens={}", usage.output_tokens());
    for field in ["request_id=\"req_1\"", "model=\"gpt-4o-mini\"", "elapsed_ms=", &tokens] {
        assert!(text.contains(field), "{field} in {text}");
    }

    // What is not known is left out.
    let (log, _guards) = Log::begin();
    plain(&api.client()).await?;
    let text = log.text();
    assert!(text.contains("request_id=\"req_2\""), "{text}");
    let told = text.lines().find(|line| line.contains("succeeded")).expect("the event");
    assert!(!told.contains("model="), "{told}");
    Ok(())
}
