//! What only a stream has.

use openai_call::{Client, Error, EventStream, openai_call, policy};
use serde_json::Value;

policy! { patient => idle = 60s, timeout = 10s }

#[openai_call(policy = patient)]
async fn idle_of_a_named_policy_on_no_stream(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(idle = 30s)]
async fn idle_on_no_stream(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(on_stream_interrupted = restart)]
async fn restart_on_no_stream(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(on_stream_interrupted = restart)]
async fn restart_without_restartable_items(client: &Client) -> Result<EventStream<Value>, Error> {
    client.post("chat/completions")
}

fn main() {}
