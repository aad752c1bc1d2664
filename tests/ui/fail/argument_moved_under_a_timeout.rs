use openai_call::{Client, Error, openai_call};
use serde_json::Value;

#[openai_call(timeout = 60s)]
async fn chat(client: &Client, prompt: String) -> Result<Value, Error> {
    client.post("chat/completions").body(prompt)
}

fn main() {}
