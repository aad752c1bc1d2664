use openai_call::{Client, Error, openai_call};
use serde_json::Value;

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
async fn chat(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

fn main() {}
