//! Fallbacks.

use openai_call::{Client, Error, openai_call};
use serde_json::Value;

#[openai_call(on_rate_limit = fallback(fallback_to_itself(client)))]
async fn fallback_to_itself(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

#[openai_call(on_rate_limit = wait(up_to = 2s), fallback(other(client)))]
async fn fallback_without_brackets(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(on_rate_limit = fallback)]
async fn fallback_without_code(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

fn main() {}
