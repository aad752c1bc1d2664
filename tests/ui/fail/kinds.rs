//! Names of kinds.

use openai_call::{Client, Error, openai_call};
use serde_json::Value;

#[openai_call(
    on_429 = wait,
    on_500 = retry,
    on_503 = wait,
    on_529 = wait,
    on_408 = retry,
    on_409 = retry,
    on_400 = fail,
    on_401 = fail,
    on_402 = fail,
    on_403 = fail,
    on_404 = fail,
    on_413 = fail,
    on_422 = fail,
)]
async fn kinds_as_statuses(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(
    on_overloaded = wait,
    on_context_length_exceeded = fail,
    on_content_filter = fail,
    on_too_large = fail,
    on_stream_error = retry,
)]
async fn kinds_as_the_wire_calls_them(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(
    on_api_error = retry,
    on_internal_server = retry,
    on_api_connection_error = retry,
    on_api_timeout_error = retry,
    on_conflict_error = retry,
    on_bad_request = fail,
    on_permission_denied = fail,
    on_unauthorized = fail,
    on_unprocessable_entity = fail,
    on_insufficient_quota = fail,
)]
async fn kinds_of_the_official_sdks(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(retry = ErrorKind::Timeout)]
async fn kind_as_a_path(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

fn main() {}
