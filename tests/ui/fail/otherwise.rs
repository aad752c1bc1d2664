//! What the end of all ladders is.

use openai_call::{Client, Error, openai_call};
use serde_json::Value;

#[openai_call(otherwise = fail)]
async fn otherwise_fails(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

#[openai_call(otherwise = retry)]
async fn otherwise_retries(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

#[openai_call(on_any = recover(Value::Null), otherwise = recover(Value::Null))]
async fn otherwise_unreached(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

fn main() {}
