//! This crate, with its defaults.

use openai_call::{Client, Error, EventStream, Parsed, Text, openai_call};
use serde_json::{Value, json};

use super::{Invoice, read};
use crate::outcome::{Outcome, What};
use crate::scripts::How;

#[openai_call(timeout = 1s)]
async fn text(client: &Client) -> Result<Text, Error> {
    client.post("chat/completions").json(&question())
}

#[openai_call(timeout = 1s, deadline = 2s)]
async fn text_in_time(client: &Client) -> Result<Text, Error> {
    client.post("chat/completions").json(&question())
}

#[openai_call(timeout = 1s)]
async fn streamed(client: &Client) -> Result<EventStream<Value>, Error> {
    client.post("chat/completions").json(&question())
}

#[openai_call(timeout = 1s)]
async fn value(client: &Client) -> Result<Parsed<Invoice>, Error> {
    client.post("chat/completions").json(&question())
}

fn question() -> Value {
    json!({ "model": "gpt-4o-mini", "messages": [{ "role": "user", "content": "hello" }] })
}

pub(super) async fn ask(client: &Client, how: How) -> Outcome {
    let outcome = match how {
        How::Text | How::Prose => text(client).await.map(drop),
        How::InTime => text_in_time(client).await.map(drop),
        How::Streamed => match streamed(client).await {
            Ok(stream) => return read(stream, failed).await,
            Err(error) => Err(error),
        },
        How::Value => value(client).await.map(drop),
    };
    outcome.map_or_else(|error| failed(&error, ""), |()| Outcome::of(What::Answer, ""))
}

/// With the id where its own method says it: to find it somewhere in the error would not be enough.
fn failed(error: &Error, place: &str) -> Outcome {
    Outcome::error_with_id(format!("{}{place}", error.kind()), error.request_id().is_some())
}
