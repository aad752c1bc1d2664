use openai_call::{Client, Error, openai_call, policy};
use serde_json::Value;

policy! { attempts = 4 }

#[openai_call(policy = batch)]
async fn models(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

fn main() {}
