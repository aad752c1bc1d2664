//! What is worth another try.

use openai_call::{Client, Error, openai_call};
use serde_json::Value;

#[openai_call(retry = transient)]
async fn bare_transient(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(
    retry = "server_error | timeout | connection | rate_limit | service_unavailable | conflict | stream_interrupted"
)]
async fn every_transient_kind_in_retry(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(retry = timeout | connection)]
async fn kinds_as_bare_words(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(retry = "timeout | connection | rate_limit")]
async fn kinds_in_a_string(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(retry = "timeout|connection")]
async fn kinds_without_spaces(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(retry = "none")]
async fn none_consumes_its_arguments(client: Client, prompt: String) -> Result<Value, Error> {
    let request = client.post("chat/completions").body(prompt);
    drop(client);
    request
}

#[openai_call(retry = "none", attempts = 4, backoff = 1s..8s, on_timeout = retry)]
async fn none_with_retried_kind(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(on_not_found = retry, on_unprocessable = retry(attempts = 2))]
async fn own_keys_of_kinds_that_may_come_out_otherwise(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

#[openai_call(retry = "transient", attempts = 4)]
async fn transient(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[test]
fn compile() {
    let _ = (
        bare_transient,
        every_transient_kind_in_retry,
        kinds_as_bare_words,
        kinds_in_a_string,
        kinds_without_spaces,
        none_consumes_its_arguments,
        none_with_retried_kind,
        own_keys_of_kinds_that_may_come_out_otherwise,
        transient,
    );
}
