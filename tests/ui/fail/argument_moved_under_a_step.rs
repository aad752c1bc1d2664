use openai_call::{Client, Error, openai_call};
use serde_json::Value;

#[openai_call(deadline = 1min, on_timeout = retry)]
async fn chat(client: &Client, prompt: String) -> Result<Value, Error> {
    client.post("chat/completions").body(prompt)
}

fn main() {}
