//! Where the crate is.

use openai_call::{Client, Error, openai_call};
use serde_json::Value;

#[openai_call(crate = "::openai_call")]
async fn crate_in_quotes(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(crate = openai_call)]
async fn crate_relative(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(crate = llm::openai_call)]
async fn crate_relative_in_a_module(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

fn main() {}
