#![deny(warnings)]

use openai_call::{Client, Error, openai_call};
use serde_json::Value;

#[openai_call(
    on_server_error = retry,
    on_timeout = retry,
    on_connection = retry,
    on_rate_limit = retry,
    on_service_unavailable = retry,
    on_conflict = retry,
    on_stream_interrupted = retry,
)]
async fn chat(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

fn main() {
    let _ = chat;
}
