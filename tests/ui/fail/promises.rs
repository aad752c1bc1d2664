//! Promises that are not kept.

use openai_call::{Client, Error, EventStream, openai_call};
use serde_json::Value;

#[openai_call(attempts = 4, max_requests = 3)]
async fn max_requests_exceeded(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

#[openai_call(on_timeout = retry(attempts = 6), max_requests = 5)]
async fn max_requests_exceeded_by_a_step(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

#[openai_call(max_requests = 3s)]
async fn max_requests_without_unit_is_a_duration(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

#[openai_call(on_rate_limit = fallback(small(client)), max_time = 10min)]
async fn max_time_beside_a_fallback(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

#[openai_call(max_time = 5min)]
async fn max_time_exceeded(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

#[openai_call(deadline = 2min, max_time = 1min)]
async fn max_time_exceeded_by_the_deadline(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

#[openai_call(max_time = 10min)]
async fn max_time_of_a_stream(client: &Client) -> Result<EventStream<Value>, Error> {
    client.post("chat/completions")
}

#[openai_call]
async fn small(client: &Client) -> Result<Value, Error> {
    client.get("models/small")
}

fn main() {}
