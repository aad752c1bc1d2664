//! Values in place of an error.

use openai_call::{Client, Error, openai_call};
use serde_json::Value;

#[openai_call(on_quota = [recover(Value::Null), fail])]
async fn recover_before_another_step(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

#[openai_call(on_quota = recover(up_to = 1s, Value::Null))]
async fn recover_with_a_parameter_of_another_step(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

#[openai_call(on_quota = recover)]
async fn recover_without_code(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

#[openai_call(on_quota = recover(async { Value::Null }))]
async fn recover_is_an_async_block(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

#[openai_call(on_quota = recover(Value::from(error.kind().name())))]
async fn recover_uses_an_error_without_bars(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

#[openai_call(on_quota = recover(|_| Value::Null, attempts = 2))]
async fn recover_with_parameters_behind_its_code(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

#[openai_call(on_quota = recover(|error: Error| Value::Null))]
async fn recover_with_a_typed_error(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

fn main() {}
