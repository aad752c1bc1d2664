use openai_call::{Client, Error, openai_call};
use serde_json::Value;

#[openai_call]
async fn chat(client: &Client, number: &str) -> Result<Value, Error> {
    let number: u32 = number.parse()?;
    client.post("chat/completions").json(&number)
}

fn main() {}
