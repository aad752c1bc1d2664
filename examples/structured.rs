//! Extracts a typed invoice. The first answer is cut and the second is ill-formed: the request is sent
//! again with a larger limit, and once more with what was wrong. It needs no key, and no network.
//!
//! ```sh
//! cargo run --example structured --features openai-call-examples/schema
//! ```

use openai_call::schemars::{self, JsonSchema};
use openai_call::testing::FakeApi;
use openai_call::{Client, Error, Structured, openai_call};
use serde::Deserialize;
use serde_json::json;

#[derive(Debug, Deserialize, JsonSchema)]
struct Invoice {
    number: String,
    total: f64,
}

#[openai_call(
    on_truncated = enlarge(up_to = 2_000),
    on_invalid_output = reask(attempts = 2),
    deadline = 2min,
)]
async fn extract(client: &Client, document: &str) -> Result<Structured<Invoice>, Error> {
    client.post("chat/completions").json(&json!({
        "model": "gpt-4o-mini",
        "max_completion_tokens": 20,
        "messages": [{ "role": "user", "content": format!("Extract the invoice: {document}") }],
    }))
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let api = FakeApi::start().await;
    api.truncated(r#"{ "number": "2026-"#)
        .reply(r#"{ "number": "2026-11", "total": "twelve" }"#)
        .reply(r#"{ "number": "2026-11", "total": 12.0 }"#);

    let invoice = extract(&api.client(), "No. 2026-11, a chair, 12 euros").await?;

    for (attempt, number) in invoice.attempts().iter().zip(1..) {
        println!("attempt {number}: {}", attempt.kind());
    }
    println!("attempt {}: {} costs {}", invoice.attempts().len(), invoice.number, invoice.total);
    let usage = invoice.usage().map_or(0, openai_call::Usage::total_tokens);
    println!("{usage} tokens, those of the failed attempts included");

    let asked: Vec<_> = api.requests().iter().map(|request| request.json().clone()).collect();
    println!(
        "limits: {}, {}",
        asked[0]["max_completion_tokens"], asked[1]["max_completion_tokens"]
    );
    println!("the model was told: {}", asked[2]["messages"][2]["content"]);
    Ok(())
}
