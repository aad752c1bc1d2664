//! Fallbacks.

use openai_call::{Client, Error, openai_call};
use serde_json::Value;

#[openai_call(on_rate_limit = [wait(up_to = 1s), fallback(second(client)), fallback(third(client))])]
async fn first(client: &Client) -> Result<Value, Error> {
    client.get("models/first")
}

#[openai_call(on_transient = [retry, fallback(third(client)), recover(Value::Null)], deadline = 1min)]
async fn second(client: &Client) -> Result<Value, Error> {
    client.get("models/second")
}

#[openai_call(otherwise = [fallback(async { Ok::<_, Error>(Value::Bool(true)) }), fail])]
async fn third(client: &Client) -> Result<Value, Error> {
    client.get("models/third")
}

/// To the rest of a list.
#[openai_call(retry = none, otherwise = fallback(Box::pin(one_of(client, &models[1..]))))]
async fn one_of(client: &Client, models: &[&str]) -> Result<Value, Error> {
    client.post("chat/completions").json(&models[0])
}

#[test]
fn compile() {
    let _ = (first, second, third, one_of);
}
