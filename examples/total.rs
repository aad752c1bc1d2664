//! A function that cannot fail: the compiler has checked that every ladder ends in a value.
//!
//! `cargo run --example total` needs neither a key nor a network.

use std::convert::Infallible;

use openai_call::testing::FakeApi;
use openai_call::{Client, Error, Request, Text, openai_call};
use serde_json::json;

/// The label of a ticket. Without an answer in time it is sorted by hand.
#[openai_call(
    deadline = 5s,
    attempts = 2,
    backoff = 100ms..1s,
    otherwise = [fallback(small(client, ticket)), recover(|error| {
        println!("  by hand, because {}", error.kind().cause());
        Text::recovered("unsorted", error)
    })],
)]
async fn label(client: &Client, ticket: &str) -> Result<Text, Infallible> {
    question(client, "gpt-4o", ticket)
}

#[openai_call(attempts = 1)]
async fn small(client: &Client, ticket: &str) -> Result<Text, Error> {
    question(client, "gpt-4o-mini", ticket)
}

fn question(client: &Client, model: &str, ticket: &str) -> Request {
    client.post("chat/completions").json(&json!({
        "model": model,
        "messages": [{ "role": "user", "content": format!("Label this ticket: {ticket}") }],
    }))
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let api = FakeApi::start().await;
    let client = api.client();
    api.reply("invoice").status(500).disconnect().reply("login").status(401).status(401);
    for ticket in ["I was billed twice.", "I cannot log in.", "It does not work."] {
        // There is no error to handle.
        let Ok(label) = label(&client, ticket).await;
        println!("{ticket:24}{label}");
    }
}
