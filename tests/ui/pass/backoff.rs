//! Delays between attempts.

use openai_call::{Client, Error, openai_call};
use serde_json::Value;

#[openai_call(backoff = fixed(1s))]
async fn backoff_fixed(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(backoff = 1s..1s)]
async fn backoff_of_equal_ends(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(backoff = 500ms..8s)]
async fn backoff_range(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(backoff = 1.5s..0.5min)]
async fn backoff_with_fractions(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[test]
fn compile() {
    let _ = (backoff_fixed, backoff_of_equal_ends, backoff_range, backoff_with_fractions);
}
