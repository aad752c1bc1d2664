//! Waiting for as long as a server says.

use openai_call::{Client, Error, openai_call};
use serde_json::Value;

#[openai_call(on_timeout = wait)]
async fn wait_on_a_kind_without_delay(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(on_quota = wait)]
async fn wait_on_a_permanent_kind(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(on_rate_limit = [wait(up_to = 1min), wait(up_to = 10s)])]
async fn wait_that_goes_no_further(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

#[openai_call(on_not_found = wait)]
async fn wait_on_a_kind_that_may_come_out_otherwise(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

fn main() {}
