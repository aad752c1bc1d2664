use openai_call::{Client, Error, openai_call};
use serde_json::Value;

#[openai_call(attemps = 3)]
async fn chat(client: &Client, prompt: &str) -> Result<Value, Error> {
    client.post("chat/completions").json(&prompt)
}

async fn caller(client: &Client) -> Result<Value, Error> {
    let value = chat(client, "What is a retry?").await?;
    Ok(value["choices"].clone())
}

fn main() {}
