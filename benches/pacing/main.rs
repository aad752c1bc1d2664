//! 200 calls at once, to a server that admits 600 requests a minute in bursts of a second: by this crate,
//! by async-openai with its own retries, by hand with reqwest and backon, and as the cookbook of OpenAI
//! does it. Each has a server of its own, over real sockets.
//!
//! `cargo bench --package openai-call-benches --bench pacing` prints what came of them. They run at the same
//! time, because they wait and do not compute. After two minutes all are stopped: what has no answer then
//! is lost, as what was given up before.

#![expect(clippy::cast_precision_loss, reason = "small numbers")]

#[path = "../about.rs"]
mod about;
mod cookbook;
mod peers;

use std::error::Error;
use std::time::Duration;

use openai_call::testing::{FakeApi, Load, Report, ServerModel};
use tokio::time::timeout;

use cookbook::Cookbook;
use peers::{AsyncOpenai, ByHand, chat};

const LOCK: &str = include_str!("../../Cargo.lock");

/// What is compared, and what it is made of.
const CRATES: [&str; 4] = ["openai-call", "async-openai", "backon", "reqwest"];

const CALLS: usize = 200;
const PER_MINUTE: u32 = 600;
const LONGEST: Duration = Duration::from_secs(120);

type Outcome = Result<(), Box<dyn Error>>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Outcome {
    let servers = [server().await, server().await, server().await, server().await, server().await];
    let [ours, async_openai, by_hand, half, three_quarters] = &servers;
    let all = async {
        tokio::try_join!(
            with_openai_call(ours),
            with_async_openai(async_openai),
            with_backon(by_hand),
            with_cookbook(half, 0.5),
            with_cookbook(three_quarters, 0.75),
        )
    };
    // Its error is that the time is up.
    timeout(LONGEST, all).await.ok().transpose()?;
    let burst = f64::from(PER_MINUTE) / 60.0;
    println!(
        "{CALLS} calls at once, {PER_MINUTE} requests a minute: all are answered in {:.0} s at best\n\
         {:<22}{:>10}{:>17}{:>10}{:>8}{:>12}{:>8}",
        (CALLS as f64 - burst) / burst,
        "",
        "of ideal",
        "requests a call",
        "answered",
        "lost",
        "last after",
        "429s",
    );
    let names = ["openai-call", "async-openai", "reqwest and backon"];
    let names = names.into_iter().chain(["cookbook at 50 %", "cookbook at 75 %"]);
    for (name, server) in names.zip(&servers) {
        print(name, &server.report());
    }
    println!("{}", about::line(LOCK, &CRATES));
    Ok(())
}

async fn server() -> FakeApi {
    let model = ServerModel::bucket(PER_MINUTE).burst(Duration::from_secs(1));
    FakeApi::start().await.model(model)
}

async fn with_openai_call(api: &FakeApi) -> Outcome {
    let client = api.client();
    Load::new(CALLS).run(api, |n| chat(&client, n)).await;
    Ok(())
}

async fn with_async_openai(api: &FakeApi) -> Outcome {
    let client = AsyncOpenai::of(&api.url());
    Load::new(CALLS).run(api, |n| client.chat(n)).await;
    Ok(())
}

async fn with_backon(api: &FakeApi) -> Outcome {
    let client = ByHand::of(&api.url())?;
    Load::new(CALLS).run(api, |n| client.chat_again(n)).await;
    Ok(())
}

/// Told to keep to this share of the limit, as it advises.
async fn with_cookbook(api: &FakeApi, share: f64) -> Outcome {
    let cookbook = Cookbook::of(ByHand::of(&api.url())?, share * f64::from(PER_MINUTE));
    Ok(cookbook.process(CALLS).await?)
}

fn print(name: &str, report: &Report) {
    let answered = report.passed();
    // The ideal is that of what was answered: who gives up soon would be next to it.
    let of_ideal = report.of_ideal().filter(|_| answered == CALLS);
    println!(
        "{name:<22}{:>10}{:>17.2}{answered:>10}{:>8}{:>10.1} s{:>6.0} %",
        of_ideal.map_or("-".to_owned(), |share| format!("{:.0} %", 100.0 * share)),
        report.requests() as f64 / CALLS as f64,
        CALLS - answered,
        report.makespan().as_secs_f64(),
        100.0 * report.refused_share(),
    );
}
