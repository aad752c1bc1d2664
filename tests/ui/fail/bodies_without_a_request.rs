//! Bodies that end in nothing to attempt.

use openai_call::{Client, Error, openai_call};
use serde_json::Value;

#[openai_call]
async fn body_ends_in_a_number(_: &Client) -> Result<Value, Error> {
    42
}

#[openai_call]
async fn body_ends_in_a_semicolon(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions");
}

#[openai_call]
async fn body_ends_in_something_else(client: &Client) -> Result<Value, Error> {
    client.base_url()
}

#[openai_call]
async fn body_is_empty() -> Result<Value, Error> {}

mod another_reqwest {
    pub struct RequestBuilder;
}

#[openai_call]
async fn body_ends_in_a_builder_of_another_reqwest() -> Result<Value, Error> {
    another_reqwest::RequestBuilder
}

fn main() {}
