//! Named policies that are not there.

use openai_call::{Client, Error, openai_call, policy};
use serde_json::Value;

policy! { batch => policy = base }

#[openai_call(policy = batch)]
async fn policy_extends_what_is_not_there(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

#[openai_call(policy = nightly)]
async fn policy_not_there(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

mod policies {
    openai_call::policy! { batch => attempts = 4 }
}

#[openai_call(policy = policies::batch)]
async fn policy_that_is_private(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

policy! { weekly = attempts = 4 }

#[openai_call(policy = weekly)]
async fn policy_without_arrow(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

policy! { attempts = 4 }

#[openai_call(policy = monthly)]
async fn policy_without_name(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

policy! { WEEKEND => attempts = 4 }

#[openai_call(policy = BATCH)]
async fn policy_is_a_constant(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

fn main() {}
