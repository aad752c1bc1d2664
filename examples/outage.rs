//! A service that is down for half a minute, and fifty clients of it: what their retries make of that, and
//! what is left of it with a retry budget and a breaker, which every client has by default.
//!
//! `cargo run --example outage` needs neither a key nor a network, nor the minute that it is about: its
//! clock is paused, and goes on when everybody waits.

use std::ops::Range;
use std::time::Duration;

use openai_call::testing::{FakeApi, Load, Report, Second, ServerModel};
use openai_call::{Breaker, Client, ClientBuilder, Error, RetryBudget, Text, openai_call};
use serde_json::json;
use tokio::time::{Instant, sleep_until};

const CLIENTS: usize = 50;

/// Each client begins a call every half a second.
const RATE: usize = 2 * CLIENTS;

/// In seconds.
const OUTAGE: Range<usize> = 3..33;
const END: usize = 41;

#[openai_call(timeout = 10s)]
async fn chat(client: &Client, n: usize) -> Result<Text, Error> {
    client.post("chat/completions").json(&json!({
        "model": "gpt-4o-mini",
        "messages": [{ "role": "user", "content": format!("What is the square of {n}?") }],
    }))
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    println!("{CLIENTS} clients, an outage of {} seconds\n", OUTAGE.len());
    println!("  {:<20} requests a call   seconds to recover   calls lost", "");
    let naive =
        play(|settings| settings.retry_budget(RetryBudget::unlimited()).breaker(Breaker::never()));
    print("retries alone", &naive.await);
    print("budget and breaker", &play(|settings| settings).await);
}

/// Many clients that ask at a steady rate, whatever becomes of their calls.
async fn play(settings: fn(ClientBuilder) -> ClientBuilder) -> Report {
    let server = ServerModel::unlimited().latency(seconds(1) / 10..seconds(1));
    let server = server.outage(seconds(OUTAGE.start)..seconds(OUTAGE.end));
    let api = FakeApi::in_memory().model(server);
    let clients: Vec<_> = (0..CLIENTS).map(|_| api.client_with(settings)).collect();
    let begun = Instant::now();
    let call = |n: usize| {
        let client = &clients[n % CLIENTS];
        let start = begun + Duration::from_millis((1_000 * n / RATE) as u64);
        async move {
            sleep_until(start).await;
            chat(client, n).await
        }
    };
    Load::new(RATE * END).run(&api, call).await
}

fn seconds(count: usize) -> Duration {
    Duration::from_secs(count as u64)
}

fn print(name: &str, report: &Report) {
    let requests: usize = report.timeline()[OUTAGE].iter().map(Second::requests).sum();
    let hundredths = 100 * requests / (RATE * OUTAGE.len());
    let amplified = format!("{}.{:02}", hundredths / 100, hundredths % 100);
    let recovered = report.recovered_after().map_or("never".into(), |it| it.as_secs().to_string());
    let (lost, calls) = (report.lost(), report.calls());
    println!("  {name:<20} {amplified:<17} {recovered:<20} {lost} of {calls}");
}
