use openai_call::{Client, Error, openai_call};
use serde_json::Value;

#[openai_call(idle = 30s)]
async fn chat(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

fn main() {}
