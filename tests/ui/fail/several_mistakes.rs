use openai_call::{Client, Error, openai_call};
use serde_json::Value;

#[openai_call(attemps = 3, timeout = 60, backoff = 8s..500ms, on_quota = wait, retry = "sometimes")]
async fn chat(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

fn main() {}
