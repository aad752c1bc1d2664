//! What becomes of many calls at once that know nothing of each other.

use std::time::Duration;

use openai_call::testing::{FakeApi, Load, Report, RetryAfter, ServerModel};
use openai_call::{Client, Error, Text, openai_call};
use serde_json::json;

use crate::support::unguarded;

fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// Each call waits as long as it is told, with the usual three tries.
#[openai_call(on_rate_limit = wait(up_to = 10min))]
async fn naive(client: &Client, n: usize) -> Result<Text, Error> {
    client.post("chat/completions").json(&json!({
        "model": "gpt-4o-mini",
        "messages": [{ "role": "user", "content": format!("What is the square of {n}?") }],
    }))
}

/// The same with as many tries as it takes.
#[openai_call(attempts = 100, on_rate_limit = wait(up_to = 10min))]
async fn stubborn(client: &Client, n: usize) -> Result<Text, Error> {
    client.post("chat/completions").json(&json!({
        "model": "gpt-4o-mini",
        "messages": [{ "role": "user", "content": format!("What is the square of {n}?") }],
    }))
}

async fn two_hundred(seed: u64) -> Report {
    let api = FakeApi::in_memory().model(ServerModel::bucket(60).per_minute().seed(seed));
    let client = unguarded(&api);
    Load::new(200).seed(seed).run(&api, |n| naive(&client, n)).await
}

/// After the 60 of a full bucket all come back each second, and one of them passes.
#[tokio::test(start_paused = true)]
async fn most_of_a_herd_is_lost() {
    for seed in 0..10 {
        let report = two_hundred(seed).await;
        assert_eq!((report.calls(), report.failed()), (200, 0));
        assert_eq!(report.passed() + report.lost(), 200);
        assert!((130..=140).contains(&report.lost()), "{report}");
        assert!((0.85..0.90).contains(&report.refused_share()), "{report}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_herd_that_does_not_give_up_asks_dozens_of_times() {
    for retry_after in [RetryAfter::Exact, RetryAfter::Seconds, RetryAfter::Missing] {
        let model = ServerModel::bucket(60).burst(secs(1)).retry_after(retry_after);
        let api = FakeApi::in_memory().model(model);
        let client = unguarded(&api);
        let report = Load::new(60).run(&api, |n| stubborn(&client, n)).await;
        assert_eq!((report.lost(), report.passed()), (0, 60), "{report}");
        assert!(report.requests_per_call() > Some(9.0), "{report}");
        assert!(report.refused_share() > 0.9, "{report}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_same_seed_gives_the_same_report() {
    let report = two_hundred(7).await;
    assert_eq!(report, two_hundred(7).await);
    assert_ne!(report, two_hundred(8).await);
}

/// Without a budget and a breaker each call by itself finds out that the server is down, with all of its
/// tries.
#[tokio::test(start_paused = true)]
async fn an_outage_is_asked_with_every_try_of_every_call() {
    let outage = secs(30)..secs(60);
    let api = FakeApi::in_memory().model(ServerModel::bucket(6_000).outage(outage));
    let client = unguarded(&api);
    let report = Load::new(50).calls(5_000).run(&api, |n| naive(&client, n)).await;
    assert!(report.lost() > 500, "{report}");
    assert!(report.requests_per_call() > Some(1.2), "{report}");
    assert!(report.failed() >= 3 * report.lost(), "{report}");
}
