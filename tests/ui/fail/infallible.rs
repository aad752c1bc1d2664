//! What a function that cannot fail may not do.

use std::convert::Infallible;

use openai_call::{Client, openai_call};
use serde_json::Value;

#[openai_call(deadline = 20min, otherwise = recover(|_| stored(client).await))]
async fn recover_awaits_beside_a_deadline(client: &Client) -> Result<Value, Infallible> {
    client.get("models")
}

#[openai_call(deadline = 20min, on_quota = recover({ let value = { stored(client).await }; value }), otherwise = recover(Value::Null))]
async fn recover_awaits_in_braces(client: &Client) -> Result<Value, std::convert::Infallible> {
    client.get("models")
}

async fn stored(_: &Client) -> Value {
    Value::Null
}

fn main() {}
