//! Promises that are kept.

use openai_call::{Client, Error, openai_call};
use serde_json::Value;

#[openai_call(timeout = 10s, on_rate_limit = wait(up_to = 10s), max_requests = 3)]
async fn counted(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

#[openai_call(deadline = 90s, max_time = 90s)]
async fn timed(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

#[openai_call(retry = "none", timeout = 5s, max_requests = 1, max_time = 5s)]
async fn once(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

#[test]
fn compile() {
    let _ = (counted, timed, once);
}
