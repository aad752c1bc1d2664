//! What is worth another try.

use openai_call::{Client, Error, openai_call};
use serde_json::Value;

#[openai_call(on_timeout = [fallback(small(client)), retry])]
async fn retry_behind_a_fallback(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

#[openai_call(retry = "timeout |")]
async fn retry_ends_in_a_bar(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(retry = true)]
async fn retry_is_a_bool(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(retry = ["timeout", "connection"])]
async fn retry_is_a_list(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(retry = 3)]
async fn retry_is_a_number(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(retry = "")]
async fn retry_is_empty(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(retry = "timeout" | "connection")]
async fn retry_joins_two_strings(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(retry = timeout | timeout)]
async fn retry_names_a_kind_twice(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(retry = "timeout | conection")]
async fn retry_names_a_misspelled_kind(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(retry = timeout | 503)]
async fn retry_names_a_number(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

#[openai_call(retry = "timeout | quota")]
async fn retry_names_a_permanent_kind(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(retry = timeout | quota)]
async fn retry_names_a_permanent_kind_bare(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(retry = "RateLimit")]
async fn retry_names_a_variant(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(retry = "sometimes")]
async fn retry_names_an_unknown_kind(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(retry = "none", backoff = 1s..8s)]
async fn retry_none_beside_a_backoff(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(retry = "none | timeout")]
async fn retry_none_beside_a_kind(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(retry = "none", attempts = 3)]
async fn retry_none_beside_attempts(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(retry = none | none)]
async fn retry_none_twice(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

#[openai_call(retry = timeout | connection, on_timeout = fail)]
async fn retry_of_a_kind_that_fails(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

#[openai_call(on_authentication = retry)]
async fn retry_on_a_permanent_kind(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(on_invalid_request = [retry, fail])]
async fn retry_on_an_invalid_request(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(retry = timeout, connection)]
async fn retry_separates_by_comma(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(retry = "timeout, connection")]
async fn retry_separates_by_comma_in_a_string(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(retry = timeout || connection)]
async fn retry_separates_by_or(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(on_timeout = [retry(attempts = 3), retry(attempts = 2)])]
async fn retry_that_goes_no_further(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

#[openai_call(retry = "transient", on_transient = fail)]
async fn retry_transient_that_fails(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

#[openai_call]
async fn small(client: &Client) -> Result<Value, Error> {
    client.get("models/small")
}

#[openai_call(retry = "not_found | timeout")]
async fn retry_names_a_kind_with_a_key_of_its_own(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

#[openai_call(retry = "transient | decode")]
async fn retry_names_decode_beside_transient(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

#[openai_call(on_invalid_request = retry)]
async fn retry_on_a_permanent_kind_that_covers_others(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

fn main() {}
