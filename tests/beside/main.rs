//! Side by side with the official Python SDK: the same script of a server, asked by both. Prints what
//! each made of it, and fails where they differ and nobody has said why that is no worse.
//!
//! `cargo xtask beside` runs it with a Python that has the SDK.
#![allow(clippy::print_stdout, reason = "what it prints is what it is for")]

mod scripts;
mod sdk;

use std::error::Error as StdError;
use std::time::{Duration, Instant};

use openai_call::testing::{FakeApi, RecordedRequest};
use openai_call::{Client, Error, EventStream, Parsed, Raw, Reply, openai_call};
use serde::Deserialize;
use serde_json::{Value, json};

use scripts::{How, SCRIPTS};
use sdk::Sdk;

/// What one of the two made of a script.
struct Column {
    outcome: String,
    waits: Vec<Duration>,
    took: Duration,
}

#[derive(Deserialize)]
struct Completion {
    choices: Vec<Value>,
}

/// As the SDK has it by default, but for its ten minutes.
#[openai_call(timeout = 1s)]
async fn ask(client: &Client) -> Result<Reply<Completion>, Error> {
    client.post("chat/completions").json(&json!({
        "model": "gpt-4o-mini",
        "messages": [{ "role": "user", "content": "hello" }],
    }))
}

/// The same with what the SDK has no word for.
#[openai_call(timeout = 1s, deadline = 2s)]
async fn ask_in_time(client: &Client) -> Result<Raw, Error> {
    client.post("chat/completions").json(&json!({ "model": "gpt-4o-mini" }))
}

#[openai_call(timeout = 1s)]
async fn stream(client: &Client) -> Result<EventStream<Value>, Error> {
    client.post("chat/completions").json(&json!({ "model": "gpt-4o-mini", "messages": [] }))
}

#[derive(Deserialize)]
struct Invoice {
    total: f64,
}

#[openai_call(timeout = 1s)]
async fn extract(client: &Client) -> Result<Parsed<Invoice>, Error> {
    client.post("chat/completions").json(&json!({ "model": "gpt-4o-mini", "messages": [] }))
}

/// How many items came, and the error behind them.
async fn read(client: &Client) -> String {
    let mut items = 0;
    let mut stream = match stream(client).await {
        Ok(stream) => stream,
        Err(error) => return format!("{} behind 0 items", error.kind()),
    };
    while let Some(item) = stream.next().await {
        match item {
            Ok(_) => items += 1,
            Err(error) => return format!("{} behind {items} items", error.kind()),
        }
    }
    format!("{items} items and an end")
}

async fn ours(api: &FakeApi, how: How) -> Column {
    let client = api.client();
    let begun = Instant::now();
    let outcome = match how {
        How::Whole => ask(&client).await.map(|reply| drop(reply.into_inner().choices)),
        How::InTime => ask_in_time(&client).await.map(drop),
        How::Parsed => extract(&client).await.map(|it| assert!(it.total > 0.0)),
        How::Streamed => return column(api, read(&client).await, begun),
    };
    let outcome =
        outcome.map_or_else(|it| it.kind().name().to_owned(), |()| "an answer".to_owned());
    column(api, outcome, begun)
}

fn theirs(api: &FakeApi, sdk: &mut Sdk, how: How) -> Result<Column, Box<dyn StdError>> {
    let begun = Instant::now();
    let outcome = sdk.ask(&api.url(), 1.0, how.word())?;
    Ok(column(api, outcome, begun))
}

fn column(api: &FakeApi, outcome: String, begun: Instant) -> Column {
    let requests = api.requests();
    let times: Vec<_> = requests.iter().map(RecordedRequest::arrived_at).collect();
    let waits = times.windows(2).map(|pair| pair[1].duration_since(pair[0])).collect();
    Column { outcome, waits, took: begun.elapsed() }
}

impl Column {
    fn requests(&self) -> usize {
        self.waits.len() + 1
    }

    fn is_answer(&self) -> bool {
        self.outcome == "an answer" || self.outcome.ends_with("and an end")
    }

    fn shown(&self) -> String {
        let waits = self.waits.iter().map(|wait| format!("{:.2}", wait.as_secs_f64()));
        let waits = waits.collect::<Vec<_>>().join(" + ");
        let (requests, took) = (self.requests(), self.took.as_secs_f64());
        format!("{requests} in {took:>5.2} s [{waits}] {}", self.outcome)
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn StdError>> {
    let mut sdk = Sdk::start()?;
    let mut unexplained = Vec::new();
    println!("openai-python {}: requests, time, waits between requests, outcome\n", sdk.version());
    for script in SCRIPTS {
        let (api, same) = (FakeApi::start().await, FakeApi::start().await);
        (script.play)(&api);
        (script.play)(&same);
        let theirs = theirs(&api, &mut sdk, script.how)?;
        let ours = ours(&same, script.how).await;
        println!("{}\n  python  {}\n  here    {}", script.name, theirs.shown(), ours.shown());
        let differ = theirs.requests() != ours.requests() || theirs.is_answer() != ours.is_answer();
        match script.why {
            "" if differ => unexplained.push(script.name),
            "" => {}
            why => println!("          {why}"),
        }
    }
    match unexplained.as_slice() {
        [] => Ok(()),
        names => Err(format!("no reason for the difference in: {}", names.join(", ")).into()),
    }
}
