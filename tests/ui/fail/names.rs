//! Names that are not there, and those of the expansion.

use openai_call::{Client, Error, openai_call, policy};
use serde_json::Value;

#[openai_call]
async fn argument_unknown_in_the_body(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions").json(&prompt)
}

policy! { batch => otherwise = recover(Value::String(client.base_url().to_owned())) }

#[openai_call(policy = batch)]
async fn policy_names_an_argument(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

#[openai_call(on_context_length = repair(messages.clear()))]
async fn repair_names_what_is_not_there(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

#[openai_call]
async fn scaffolding_is_hidden(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions").json(&call).json(&SITE)
}

#[openai_call]
async fn type_unknown_in_the_signature(client: &Client) -> Result<Chat, Error> {
    client.post("chat/completions")
}

fn main() {}
