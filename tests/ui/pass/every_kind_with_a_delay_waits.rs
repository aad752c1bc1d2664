#![deny(warnings)]

use openai_call::{Client, Error, openai_call};
use serde_json::Value;

#[openai_call(on_server_error = wait, on_rate_limit = wait, on_service_unavailable = wait)]
async fn chat(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

fn main() {
    let _ = chat;
}
