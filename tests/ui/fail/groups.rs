//! Groups of kinds, and all of them.

use openai_call::{Client, Error, openai_call};
use serde_json::Value;

#[openai_call(exhaustive, exhaustive, on_any = fail)]
async fn exhaustive_twice(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

#[openai_call(exhaustive = true)]
async fn exhaustive_with_a_value(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

#[openai_call(exhaustive, on_transient = retry)]
async fn exhaustive_with_kinds_missing(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

#[openai_call(on_transcient = retry)]
async fn group_misspelled(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

#[openai_call(on_any = retry)]
async fn group_of_all_retries(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

#[openai_call(on_permanent = retry)]
async fn group_retries_what_is_permanent(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

#[openai_call(on_transient = fail, on_any = fail, on_permanent = fail)]
async fn group_unreached(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

#[openai_call(on_transient = wait)]
async fn group_waits_for_what_names_no_delay(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

#[openai_call(attempts = 3, on_any = fallback(other(client)))]
async fn group_of_all_replaces_the_tries(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

#[openai_call(retry = "transient", on_any = recover(Value::Null))]
async fn group_of_all_replaces_the_retries(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

#[openai_call(attempts = 3, on_transient = fallback(other(client)))]
async fn group_replaces_the_tries(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

#[openai_call(retry = "timeout", on_any = fallback(other(client)))]
async fn group_of_all_replaces_the_retry_of_a_kind(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

fn main() {}
