#![deny(warnings)]

use openai_call::{Client, Error, openai_call};
use serde_json::Value;

#[openai_call(retry = "none")]
async fn chat(client: Client, prompt: String) -> Result<Value, Error> {
    let request = client.post("chat/completions").body(prompt);
    drop(client);
    request
}

fn main() {
    let _ = chat;
}
