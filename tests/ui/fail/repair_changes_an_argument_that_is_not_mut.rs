use openai_call::{Client, Error, openai_call};
use serde_json::Value;

#[openai_call(on_context_length = repair(count -= 1))]
async fn models(client: &Client, count: u32) -> Result<Value, Error> {
    client.get("models").query(&[("limit", count)])
}

fn main() {}
