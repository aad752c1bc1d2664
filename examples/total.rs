//! A function that cannot fail: the compiler has seen that every ladder ends in a value.
//!
//! `cargo run --example total` needs neither a key nor a network.

use std::convert::Infallible;

use openai_call::testing::FakeApi;
use openai_call::{Client, Error, openai_call};
use serde_json::{Value, json};

/// The label of a ticket. Without an answer in time it is sorted by hand.
#[openai_call(
    deadline = 5s,
    attempts = 2,
    backoff = 100ms..1s,
    otherwise = [fallback(small(client, ticket)), recover(|error| {
        println!("  by hand, because {}", error.kind().cause());
        json!("unsorted")
    })],
)]
async fn label(client: &Client, ticket: &str) -> Result<Value, Infallible> {
    client.post("labels").json(&json!({ "model": "gpt-4o", "ticket": ticket }))
}

#[openai_call(attempts = 1)]
async fn small(client: &Client, ticket: &str) -> Result<Value, Error> {
    client.post("labels").json(&json!({ "model": "gpt-4o-mini", "ticket": ticket }))
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let api = FakeApi::start().await;
    let client = api.client();
    api.reply(json!("invoice"))
        .status(500)
        .disconnect()
        .reply(json!("login"))
        .status(401)
        .status(401);
    for ticket in ["I was billed twice.", "I cannot log in.", "It does not work."] {
        // There is nothing to handle.
        let Ok(label) = label(&client, ticket).await;
        println!("{ticket:24}{label}");
    }
}
