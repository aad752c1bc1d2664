use openai_call::{Client, Error, openai_call};
use serde_json::Value;

#[openai_call(
    on_overloaded = wait,
    on_context_length_exceeded = fail,
    on_content_filter = fail,
    on_too_large = fail,
    on_stream_error = retry,
)]
async fn chat(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

fn main() {}
