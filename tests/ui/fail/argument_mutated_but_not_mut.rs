use openai_call::{Client, Error, openai_call};
use serde_json::Value;

#[openai_call]
async fn chat(client: &Client, messages: Vec<String>) -> Result<Value, Error> {
    messages.push(String::from("Again."));
    client.post("chat/completions").json(&messages)
}

fn main() {}
