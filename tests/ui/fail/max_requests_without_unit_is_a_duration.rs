use openai_call::{Client, Error, openai_call};
use serde_json::Value;

#[openai_call(max_requests = 3s)]
async fn models(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

fn main() {}
