use openai_call::{Client, Error, openai_call};
use serde_json::Value;

#[openai_call]
async fn chat(_: &Client) -> Result<Value, Error> {
    42
}

fn main() {}
