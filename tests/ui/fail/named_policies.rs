//! Named policies.

use openai_call::{Client, Error, openai_call, policy};
use serde_json::Value;

policy! { batch => attempts = 4 }

#[openai_call(policy = "batch")]
async fn policy_in_quotes(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

#[openai_call(policy = [batch])]
async fn policy_is_no_path(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

policy! { base => deadline = 10s }
policy! { longer => policy = base, timeout = 1min }

#[openai_call(policy = longer)]
async fn policy_that_contradicts_its_base(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

#[openai_call(policy = base, timeout = 1min)]
async fn policy_that_contradicts_the_function(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

#[openai_call(policy = batch, policy = batch)]
async fn policy_twice(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

policy! { misspelled => attemps = 4 }

#[openai_call(policy = misspelled)]
async fn policy_with_a_mistake(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

policy! { impatient => on_quota = retry }

#[openai_call(policy = impatient)]
async fn policy_with_a_mistake_in_a_step(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

fn main() {}
