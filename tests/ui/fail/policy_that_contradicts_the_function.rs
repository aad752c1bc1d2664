use openai_call::{Client, Error, openai_call, policy};
use serde_json::Value;

policy! { batch => deadline = 10s }

#[openai_call(policy = batch, timeout = 1min)]
async fn models(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

fn main() {}
