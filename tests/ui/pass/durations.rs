//! How long is written.

use openai_call::{Client, Error, openai_call};
use serde_json::Value;

#[openai_call(timeout = 250ms)]
async fn milliseconds(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(timeout = 60s)]
async fn seconds(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(timeout = 2min)]
async fn minutes(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(timeout = 1h)]
async fn hours(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(timeout = 1.5s)]
async fn fractions(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(timeout = 1_500ms)]
async fn underscores(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(timeout = 720h)]
async fn longest(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(deadline = 30s)]
async fn deadline_alone(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(timeout = 30s, deadline = 30s)]
async fn timeout_equal_to_deadline(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[test]
fn compile() {
    let _ = (
        milliseconds,
        seconds,
        minutes,
        hours,
        fractions,
        underscores,
        longest,
        deadline_alone,
        timeout_equal_to_deadline,
    );
}
