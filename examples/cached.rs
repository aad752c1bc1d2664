//! A service that is down: the last good answer instead, marked as stale.
//!
//! `cargo run --example cached` needs neither a key nor a network.

use std::collections::HashMap;

use openai_call::testing::FakeApi;
use openai_call::{Client, Error, openai_call};
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Clone, Deserialize)]
struct Completion {
    choices: Vec<Value>,
    /// Why this is no new answer.
    #[serde(skip)]
    stale: Option<String>,
}

/// The last good answers by their prompts.
type Cache = HashMap<String, Completion>;

/// An outage is bridged from the cache. A bad key is not: that mistake has to be seen.
#[openai_call(
    attempts = 2,
    backoff = 200ms..1s,
    on_transient = [retry, recover(|error| last_good(cache, prompt, error)?)],
)]
async fn complete(client: &Client, cache: &Cache, prompt: &str) -> Result<Completion, Error> {
    client.post("chat/completions").json(&json!({
        "model": "gpt-4o-mini",
        "messages": [{ "role": "user", "content": prompt }],
    }))
}

/// What was answered before; the error itself, if nothing was.
fn last_good(cache: &Cache, prompt: &str, error: &Error) -> Result<Completion, Error> {
    let cached = cache.get(prompt).ok_or_else(|| error.clone())?;
    Ok(Completion { stale: Some(error.to_string()), ..cached.clone() })
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let api = FakeApi::start().await;
    api.reply("Sunny, with a chance of rate limits.").status(503).disconnect().status(500).times(2);
    let (client, mut cache) = (api.client(), Cache::new());

    let prompt = "How is the weather?";
    println!("{prompt}");
    let completion = complete(&client, &cache, prompt).await?;
    print_answer(&completion);
    cache.insert(prompt.to_owned(), completion);

    println!("{prompt} (the service is down)");
    print_answer(&complete(&client, &cache, prompt).await?);

    println!("And tomorrow? (the service is down, and nobody has asked before)");
    match complete(&client, &cache, "And tomorrow?").await {
        Ok(completion) => print_answer(&completion),
        Err(error) => println!("  {error}"),
    }
    Ok(())
}

fn print_answer(completion: &Completion) {
    for choice in &completion.choices {
        println!("  {}", choice["message"]["content"]);
    }
    if let Some(why) = &completion.stale {
        println!("  (from the cache: {why})");
    }
    println!();
}
