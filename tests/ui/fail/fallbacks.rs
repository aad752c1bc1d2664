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

#[openai_call(on_rate_limit = fallback("gpt-4o-mini"))]
async fn fallback_is_a_model(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

#[openai_call(on_rate_limit = fallback(other))]
async fn fallback_is_a_path(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

#[openai_call(on_rate_limit = fallback(other(client).await))]
async fn fallback_is_awaited(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

#[openai_call(on_rate_limit = fallback(other(client).await?))]
async fn fallback_is_questioned(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

struct Models(Client);

impl Models {
    #[openai_call(on_rate_limit = fallback(self.fallback_to_itself_by_self(&path)))]
    async fn fallback_to_itself_by_self(&self, path: &str) -> Result<Value, Error> {
        self.0.get(path)
    }
}

#[openai_call(on_rate_limit = fallback(|_error| Value::Null))]
async fn fallback_of_a_value(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

#[openai_call(on_quota = fallback(|error| other(client), |error| other(client)))]
async fn fallback_with_two_calls(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

fn main() {}
