#![deny(warnings)]

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

fn main() {
    let _ = (split, declared, recovered);
}
