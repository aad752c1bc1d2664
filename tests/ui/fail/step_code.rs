//! What the code of a step comes to.

use openai_call::{Client, Error, openai_call};
use serde_json::Value;

#[openai_call(on_rate_limit = fallback(async { "{}".parse::<Value>() }))]
async fn fallback_of_another_error(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

#[openai_call(on_rate_limit = fallback(async { Ok::<_, Error>(1_u8) }))]
async fn fallback_of_another_value(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

#[openai_call(on_rate_limit = fallback(drop(client)))]
async fn fallback_that_is_no_future(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

#[openai_call(on_quota = recover(1_u8))]
async fn recover_of_another_value(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

#[openai_call(on_context_length = repair({ "1".parse::<u8>()?; }))]
async fn repair_questions_another_error(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

#[openai_call(on_rate_limit = fallback(Ok(Value::Null)))]
async fn fallback_of_a_result(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

fn log() {}

#[openai_call(on_rate_limit = fallback(|_error| log()))]
async fn fallback_to_a_function_that_is_not_async(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

fn main() {}
