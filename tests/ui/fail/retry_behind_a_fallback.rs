use openai_call::{Client, Error, openai_call};
use serde_json::Value;

#[openai_call(on_timeout = [fallback(small(client)), retry])]
async fn models(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

#[openai_call]
async fn small(client: &Client) -> Result<Value, Error> {
    client.get("models/small")
}

fn main() {}
