//! The crate by the path of a re-export.

mod llm {
    pub(crate) use ::openai_call;
}

use llm::openai_call::{Client, Error, openai_call};
use serde_json::Value;

#[openai_call(crate = crate::pass::crate_re_exported::llm::openai_call)]
async fn chat(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[test]
fn compile() {
    let _ = chat;
}
