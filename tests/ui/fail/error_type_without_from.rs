use openai_call::{Client, openai_call};
use serde_json::Value;

struct MyError;

#[openai_call]
async fn chat(client: &Client) -> Result<Value, MyError> {
    client.post("chat/completions")
}

fn main() {}
