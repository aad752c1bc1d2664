//! How often a call is tried.

use openai_call::{Client, Error, openai_call};
use serde_json::Value;

#[openai_call(attempts = 100)]
async fn attempts_100(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(attempts = 1)]
async fn attempts_one(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(attempts = 1)]
async fn attempts_one_consumes_its_arguments(
    client: Client,
    prompt: String,
) -> Result<Value, Error> {
    let request = client.post("chat/completions").body(prompt);
    drop(client);
    request
}

#[test]
fn compile() {
    let _ = (attempts_100, attempts_one, attempts_one_consumes_its_arguments);
}
