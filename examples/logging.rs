//! What an operator reads: one line for each wait, retry, fallback, recovery and failure. A call that
//! succeeds at once says nothing at `INFO`.
//!
//! `cargo run --example logging --features openai-call-examples/logging` needs neither a key nor a network,
//! nor the seconds that are waited: its clock is paused.

use openai_call::testing::FakeApi;
use openai_call::{Client, Error, Request, Text, openai_call};
use serde_json::json;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

#[openai_call(
    deadline = 1min,
    on_rate_limit = wait(up_to = 10s),
    on_transient = [retry, fallback(small(client, text))],
    on_refusal = recover(|error| Text::recovered("(no summary)", error)),
)]
async fn summarize(client: &Client, text: &str) -> Result<Text, Error> {
    chat(client, "gpt-4o", text)
}

#[openai_call(attempts = 1, timeout = 20s)]
async fn small(client: &Client, text: &str) -> Result<Text, Error> {
    chat(client, "gpt-4o-mini", text)
}

fn chat(client: &Client, model: &str, text: &str) -> Request {
    client.post("chat/completions").json(&json!({
        "model": model,
        "messages": [{ "role": "user", "content": format!("Summarize: {text}") }],
    }))
}

/// `openai_call` has the events. The spans, whose target is below it, would stand before each line.
fn log() {
    let ours = Targets::new()
        .with_target("openai_call", LevelFilter::INFO)
        .with_target("openai_call::spans", LevelFilter::OFF);
    // A program keeps the time; here it would hide the rest.
    let lines = tracing_subscriber::fmt::layer().without_time().with_ansi(false);
    tracing_subscriber::registry().with(lines).with(ours).init();
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    log();
    let api = FakeApi::in_memory();
    play("nothing", &api.reply("Fine.")).await;
    play("a wait", &api.status(429).retry_after(3).reply("Late.")).await;
    play("a retry", &api.status(500).reply("At last.")).await;
    play("a fallback", &api.status(503).times(3).reply("Small.")).await;
    play("a recovery", &api.refusal("I had rather not.")).await;
    play("a failure", &api.status(401)).await;
}

/// Each scene has a client of its own, so that a rate limit of one does not hold back the next.
async fn play(title: &str, api: &FakeApi) {
    println!("-- {title}");
    match summarize(&api.client(), "a long text").await {
        Ok(text) => println!("   {text}"),
        Err(error) => {
            println!("   {}\n", error.kind().cause());
            if let Some(site) = error.site() {
                println!("{site}");
            }
        }
    }
}
