//! What stands behind a key.

use openai_call::{Client, Error, openai_call};
use serde_json::Value;

#[openai_call(attempts = 3 timeout = 60s)]
async fn comma_missing(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(attempts = 3; timeout = 60s)]
async fn semicolon_for_comma(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(retry: "transient")]
async fn value_behind_a_colon(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(attempts == 3)]
async fn value_behind_two_equals(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(attempts(3))]
async fn value_in_parentheses(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(retry)]
async fn value_missing(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(timeout =)]
async fn value_missing_behind_the_equals(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(on_rate_limit)]
async fn value_missing_of_a_kind(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(on_quota)]
async fn value_missing_of_a_permanent_kind(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

fn main() {}
