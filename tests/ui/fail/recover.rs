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

fn main() {}
