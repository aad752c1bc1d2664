use openai_call::{Client, Error, openai_call};
use serde_json::Value;

#[openai_call(
    max_attempts = 3,
    retry_on = "timeout",
    delay = 1s,
    total_timeout = 5min,
)]
async fn chat(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

fn main() {}
