use openai_call::{Client, openai_call};
use serde_json::Value;

#[openai_call]
async fn chat(client: &Client) -> Value {
    client.post("chat/completions")
}

fn main() {}
