use openai_call::{Client, Error, openai_call};
use serde_json::Value;

#[openai_call(
    retries = 2,
    max_retries = 2,
    request_timeout = 60s,
)]
async fn chat(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

fn main() {}
