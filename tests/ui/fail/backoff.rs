//! Delays between attempts.

use openai_call::{Client, Error, openai_call};
use serde_json::Value;

#[openai_call(backoff = 8s..500ms)]
async fn backoff_backwards(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(backoff = exponential(1s))]
async fn backoff_by_an_unknown_word(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(backoff = fixed())]
async fn backoff_fixed_with_empty_parentheses(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(backoff = fixed(1s, 2s))]
async fn backoff_fixed_with_two_delays(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(backoff = fixed)]
async fn backoff_fixed_without_delay(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(backoff = 0..8s)]
async fn backoff_from_zero(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(backoff = 0s..8s)]
async fn backoff_from_zero_seconds(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(backoff = "500ms..8s")]
async fn backoff_in_quotes(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(backoff = 500ms..=8s)]
async fn backoff_with_an_inclusive_range(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(backoff = 1s..)]
async fn backoff_without_end(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(backoff = 1s)]
async fn backoff_without_range(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(backoff = ..8s)]
async fn backoff_without_start(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(backoff = (500ms, 8s))]
async fn backoff_in_brackets(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

fn main() {}
