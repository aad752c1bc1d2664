use std::future::Future;

use openai_call::{Client, Error, openai_call};
use serde_json::Value;

#[openai_call]
fn chat(client: &Client) -> impl Future<Output = Result<Value, Error>> {
    client.post("chat/completions")
}

fn main() {}
