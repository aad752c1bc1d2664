#![deny(warnings)]

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
async fn chat(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

fn main() {
    let _ = chat;
}
