//! A future that a repair drops: rustc would only warn of it.

use openai_call::{Client, Error, openai_call};
use serde_json::Value;

#[openai_call(on_context_length = repair(shorten(&messages)))]
async fn repair_that_is_not_awaited(client: &Client, messages: Vec<Value>) -> Result<Value, Error> {
    client.post("chat/completions").json(&messages)
}

async fn shorten(messages: &[Value]) {
    println!("{}", messages.len());
}

fn main() {}
