use openai_call::{Client, Error, openai_call};
use serde_json::Value;

#[openai_call(on_timeout = retry(attempts = 6), max_requests = 5)]
async fn models(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

fn main() {}
