//! Groups of kinds, and all of them.

use openai_call::{Client, Error, openai_call};
use serde_json::Value;

#[openai_call(on_transient = retry(attempts = 5), on_rate_limit = wait, on_permanent = fail)]
async fn split(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

#[openai_call(exhaustive, on_any = fail, on_transient = retry)]
async fn declared(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

#[openai_call(on_permanent = recover(|error| Value::String(error.to_string())))]
async fn recovered(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

/// What is left of `on_any` is transient, so that it may try again.
#[openai_call(on_any = retry, on_permanent = fail)]
async fn halves(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

/// Every kind but those that servers name a delay for is declared by itself.
#[openai_call(
    on_transient = wait,
    on_server_error = retry,
    on_timeout = retry,
    on_connection = retry,
    on_conflict = retry,
    on_stream_interrupted = fail,
)]
async fn waits(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

#[test]
fn compile() {
    let _ = (split, declared, recovered, halves, waits);
}
