#![deny(warnings)]

mod llm {
    pub use openai_call;
}

use llm::openai_call::{Client, Error, openai_call};
use serde_json::Value;

#[openai_call(crate = crate::llm::openai_call)]
async fn chat(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

fn main() {
    let _ = chat;
}
