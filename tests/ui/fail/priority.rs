//! Priorities that are none, or have no effect.

use openai_call::{Client, Error, openai_call, policy};
use serde_json::Value;

#[openai_call(priority = "lwo")]
async fn misspelled(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

#[openai_call(priority = Low)]
async fn a_bare_word_misspelled(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

#[openai_call(priority = "high")]
async fn another_word(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

#[openai_call(priority = 1)]
async fn a_number(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

#[openai_call(priority)]
async fn no_value(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

#[openai_call(priority = "low", priority = "normal")]
async fn written_twice(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

#[openai_call(background = true)]
async fn another_name(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

policy! { bulk => priority = "lowest" }

#[openai_call(retry = "none", priority = "low")]
async fn nothing_to_wait_for(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

#[openai_call(on_rate_limit = retry(attempts = 2), priority = low)]
async fn without_a_wait_for_its_turn(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

fn main() {}
