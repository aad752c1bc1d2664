//! Errors of fallbacks that the function's own error type cannot become.

use std::convert::Infallible;

use openai_call::{CallError, Client, Error, openai_call};
use serde_json::Value;

#[derive(Debug, CallError)]
enum ChatError {
    #[kinds(transient)]
    Passing(Error),
    #[kinds(permanent)]
    Lasting(Error),
}

#[openai_call(on_quota = fallback(other(client)))]
async fn not_every_kind_is_named(client: &Client) -> Result<Value, ChatError> {
    client.get("models")
}

#[openai_call(otherwise = fallback(other(client)))]
async fn infallible(client: &Client) -> Result<Value, Infallible> {
    client.get("models")
}

#[openai_call]
async fn other(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

fn main() {}
