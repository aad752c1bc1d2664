use openai_call::{Client, Error, openai_call, policy};
use serde_json::Value;

policy! { base => deadline = 10s }
policy! { batch => policy = base, timeout = 1min }

#[openai_call(policy = batch)]
async fn models(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

fn main() {}
