use openai_call::{Client, Error, openai_call};
use serde_json::Value;

#[openai_call]
async fn chat(client: &Client, prompt: &str) -> Result<Value, Error> {
    if prompt.is_empty() {
        return Ok(Value::Null);
    }
    client.post("chat/completions").json(&prompt)
}

fn main() {}
