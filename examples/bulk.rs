//! Thousands of requests from a file, and their answers in another one: paced, with a bar, and resumed where
//! a run was stopped or killed.
//!
//! ```sh
//! cargo run --example bulk -- --dir target/bulk
//! ```
//!
//! It needs neither a key nor a network. Kill it at any moment and run it again: what is in
//! `replies.jsonl` is not asked again. What was in flight is, as nobody can know what became of it: at
//! most as many requests as `--in-flight` says for each kill. The last line of each run says how
//! many requests the fake API has seen, and how many of them were answered. Ctrl-C loses none: it waits for
//! what is in flight.

#[path = "bulk/arguments.rs"]
mod arguments;
#[path = "bulk/bar.rs"]
mod bar;
#[path = "bulk/estimate.rs"]
mod estimate;
#[path = "bulk/requests.rs"]
mod requests;

use std::error::Error;
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;
use std::{env, fs};

use indicatif::ProgressBar;
use openai_call::bulk::{Counts, Run, Stopper};
use openai_call::testing::{FakeApi, ServerModel};
use openai_call::{Client, Text, Usage, openai_call};
use tokio::signal;

use crate::arguments::{Arguments, HELP};
use crate::bar::Bar;
use crate::estimate::Estimate;
use crate::requests::Request;

/// How many requests are made up where there are none.
const REQUESTS: usize = 2_000;

#[openai_call(attempts = 5, on_rate_limit = wait(up_to = 10min))]
async fn ask(client: &Client, request: Request) -> Result<Text, openai_call::Error> {
    client.post("chat/completions").json(&request.body)
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let done = match arguments::parse(env::args().skip(1)) {
        Ok(Some(arguments)) => run(&arguments).await.map_err(|error| error.to_string()),
        Ok(None) => {
            println!("{HELP}");
            Ok(())
        }
        Err(message) => Err(message),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: &Arguments) -> Result<(), Box<dyn Error>> {
    fs::create_dir_all(&arguments.dir)?;
    let path = arguments.dir.join("requests.jsonl");
    if !path.exists() {
        requests::generate(&path, REQUESTS)?;
    }
    // An estimate needs no key.
    let is_real = arguments.is_real && !arguments.is_dry;
    let fake = if is_real { None } else { Some(limited_api(arguments).await) };
    let client = fake.as_ref().map_or_else(Client::from_env, |fake| Ok(fake.client()))?;

    let again = arguments.again.clone();
    let run = Run::fallible(requests::read(&path)?, |request| ask(&client, request))
        .journal(arguments.dir.join("replies.jsonl"))
        .errors(arguments.dir.join("errors.jsonl"))
        .again(move |kind| again.includes(kind))
        .in_flight(arguments.in_flight);
    if arguments.is_dry {
        let mut estimate = Estimate::default();
        for request in run.remaining()? {
            estimate.add(&request?);
        }
        estimate.print(arguments);
        return Ok(());
    }

    let mut run = run.run();
    let mut bar = Bar::new(requests::count(&path)?, arguments.price);
    tokio::spawn(stop_by_hand(run.stopper(), bar.handle()));
    while let Some(outcome) = run.next().await {
        outcome?;
        bar.show(&run.counts());
    }
    bar.show(&run.counts());
    bar.end();
    print(&run.counts(), arguments);
    if let Some(fake) = fake {
        let (answered, failed) = (run.counts().answered(), run.counts().failed());
        let seen = fake.requests().len();
        println!(
            "the fake API has seen {seen} requests, for {answered} answers and {failed} errors"
        );
    }
    Ok(())
}

/// The first Ctrl-C lets what is in flight come to its end, the second one does not.
async fn stop_by_hand(stopper: Stopper, bar: ProgressBar) {
    if signal::ctrl_c().await.is_ok() {
        stopper.stop();
        bar.suspend(|| eprintln!("waiting for what is in flight; with Ctrl-C again it is lost"));
    }
    if signal::ctrl_c().await.is_ok() {
        std::process::exit(130);
    }
}

/// 200 requests a second, and one in a hundred fails.
async fn limited_api(arguments: &Arguments) -> FakeApi {
    let ms = Duration::from_millis;
    let model = ServerModel::bucket(12_000).burst(ms(500)).latency(ms(50)..ms(500));
    let api = FakeApi::start().await.model(model.brown_out(0.01, ..));
    if arguments.has_trouble {
        api.status(400).times(3).reply("Hello.").times(REQUESTS)
    } else {
        api
    }
}

fn print(counts: &Counts, arguments: &Arguments) {
    let show = |path: &Path| path.display().to_string();
    let dir = &arguments.dir;
    println!("{} answered, in {}", counts.answered(), show(&dir.join("replies.jsonl")));
    println!("{} failed, in {}", counts.failed(), show(&dir.join("errors.jsonl")));
    println!("{} done before", counts.skipped());
    if counts.left_failed() > 0 {
        println!("{} failed before, and left so; see `--again`", counts.left_failed());
    }
    let tokens = counts.usage().map_or(0, Usage::total_tokens);
    let cost = bar::cost(counts, arguments.price).map(|cost| format!(", {cost}"));
    println!("{} × 429, {tokens} tokens{}", counts.refused(), cost.unwrap_or_default());
}
