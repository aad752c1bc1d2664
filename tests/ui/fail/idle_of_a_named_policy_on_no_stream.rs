use openai_call::{Client, Error, openai_call, policy};
use serde_json::Value;

policy! { patient => idle = 60s, timeout = 10s }

#[openai_call(policy = patient)]
async fn chat(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

fn main() {}
