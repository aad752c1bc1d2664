use openai_call::{Client, Error, openai_call};
use serde_json::Value;

#[openai_call(deadline = 2min, max_time = 1min)]
async fn models(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

fn main() {}
