//! Names of keys.

use openai_call::{Client, Error, EventStream, openai_call};
use serde_json::Value;

#[openai_call(on_server = retry)]
async fn key_begun(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(Retry = "transient")]
async fn key_in_upper_case(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(fail)]
async fn key_is_a_step(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call("transient")]
async fn key_missing(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(attemps = 3)]
async fn key_misspelled(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(on_timeout = retry, on_timeout = fail)]
async fn key_of_a_kind_twice(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(on_rate_limits = wait)]
async fn key_of_a_misspelled_kind(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(on_hiccup = retry)]
async fn key_of_an_unknown_kind(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(attempts = 3, attempts = 4)]
async fn key_twice(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(colour = "red")]
async fn key_unknown(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(
    max_attempts = 3,
    retry_on = "timeout",
    delay = 1s,
    total_timeout = 5min,
)]
async fn keys_of_other_libraries(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(
    idle_timeout = 30s,
    first_token_timeout = 10s,
    stream = true,
)]
async fn keys_of_streams_of_other_libraries(client: &Client) -> Result<EventStream<Value>, Error> {
    client.post("chat/completions")
}

#[openai_call(
    retries = 2,
    max_retries = 2,
    request_timeout = 60s,
)]
async fn keys_of_the_official_sdks(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(retires = 3)]
async fn key_with_a_near_word_of_another_library(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

#[openai_call(tiers = 2)]
async fn key_near_to_a_foreign_one(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

#[openai_call(retry(attempts = 3))]
async fn key_retry_as_a_step(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

#[openai_call(jitter = true)]
async fn key_of_jitter(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

#[openai_call(on_status(503) = retry)]
async fn key_of_a_status(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

fn main() {}
