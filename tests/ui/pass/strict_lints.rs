//! Lints as strict as they come.
#![deny(missing_docs, unreachable_pub, unused_qualifications, single_use_lifetimes)]
#![forbid(unsafe_code)]

use openai_call::{Client, Error, openai_call};
use serde_json::Value;

/// Asks.
///
/// # Errors
///
/// As declared.
#[openai_call(retry = "timeout | connection", on_rate_limit = [wait(up_to = 10s), retry])]
#[must_use = "an answer costs money"]
async fn chat(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[test]
fn compile() {
    let _ = chat;
}
