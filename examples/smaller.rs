//! A rate limit that would take too long: a smaller model answers instead.
//!
//! `cargo run --example smaller` needs neither a key nor a network.

use openai_call::testing::FakeApi;
use openai_call::{Client, Error, Reply, Request, openai_call};
use serde_json::{Value, json};

/// A short wait is worth it. A longer one is not: somebody is waiting.
#[openai_call(
    on_rate_limit = [wait(up_to = 2s), fallback(|error| {
        println!("  the large model asks for {:?}", error.retry_after().unwrap_or_default());
        small(client, prompt)
    })],
    deadline = 1min,
)]
async fn large(client: &Client, prompt: &str) -> Result<Reply<Value>, Error> {
    completion(client, "gpt-4o", prompt)
}

#[openai_call(attempts = 2, on_rate_limit = fail)]
async fn small(client: &Client, prompt: &str) -> Result<Reply<Value>, Error> {
    completion(client, "gpt-4o-mini", prompt)
}

fn completion(client: &Client, model: &str, prompt: &str) -> Request {
    client.post("chat/completions").json(&json!({
        "model": model,
        "messages": [{ "role": "user", "content": prompt }],
    }))
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let api = FakeApi::start().await;
    let client = api.client();

    println!("The service asks for one second: wait");
    api.status(429).retry_after(1).reply("Large, and a little late.");
    print_answer(&large(&client, "How are you?").await?);

    println!("It asks for an hour: fall back");
    api.status(429).retry_after(3_600).reply("Small, and in time.");
    print_answer(&large(&client, "How are you?").await?);
    Ok(())
}

fn print_answer(reply: &Reply<Value>) {
    println!("  {} answers: {}\n", reply.site().name(), reply["choices"][0]["message"]["content"]);
}
