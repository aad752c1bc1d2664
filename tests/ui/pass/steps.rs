//! Steps and lists of steps.

use openai_call::{Client, Error, openai_call};
use serde_json::Value;

#[openai_call(
    on_server_error = fail,
    on_timeout = fail,
    on_connection = fail,
    on_rate_limit = fail,
    on_service_unavailable = fail,
    on_conflict = fail,
    on_stream_interrupted = fail,
    on_invalid_request = fail,
    on_context_length = fail,
    on_content_policy = fail,
    on_request_too_large = fail,
    on_authentication = fail,
    on_permission = fail,
    on_not_found = fail,
    on_unprocessable = fail,
    on_quota = fail,
    on_decode = fail,
)]
async fn every_kind_fails(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(on_server_error = wait, on_rate_limit = wait, on_service_unavailable = wait)]
async fn every_kind_with_a_delay_waits(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(
    on_server_error = retry,
    on_timeout = retry,
    on_connection = retry,
    on_rate_limit = retry,
    on_service_unavailable = retry,
    on_conflict = retry,
    on_stream_interrupted = retry,
)]
async fn every_transient_kind_retries(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(on_rate_limit = [wait(up_to = 10s), retry(attempts = 5, backoff = fixed(2s)), fail])]
async fn ladder(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(on_timeout = [retry,])]
async fn ladder_of_one_step(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(on_timeout = retry(), on_rate_limit = wait())]
async fn step_with_empty_parentheses(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(on_rate_limit = wait(up_to = 10s, attempts = 4,))]
async fn step_with_trailing_comma(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[test]
fn compile() {
    let _ = (
        every_kind_fails,
        every_kind_with_a_delay_waits,
        every_transient_kind_retries,
        ladder,
        ladder_of_one_step,
        step_with_empty_parentheses,
        step_with_trailing_comma,
    );
}
