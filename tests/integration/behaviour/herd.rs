//! Many calls at once against a server model: what becomes of them without a pacer.

use std::time::Duration;

use openai_call::testing::{FakeApi, LimitHeaders, Load, Report, RetryAfter, ServerModel};
use openai_call::{Client, Error, Text, openai_call};
use serde_json::json;

fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// The naive policy: each call by itself waits as long as it is told, and knows nothing of the others.
#[openai_call(on_rate_limit = wait(attempts = 10, up_to = 10min), attempts = 3)]
async fn naive(client: &Client, n: usize) -> Result<Text, Error> {
    client.post("chat/completions").json(&json!({
        "model": "gpt-4o-mini",
        "max_completion_tokens": 100,
        "messages": [{ "role": "user", "content": format!("What is the square of {n}?") }],
    }))
}

async fn load(model: ServerModel, tasks: usize, calls: usize) -> Report {
    let api = FakeApi::in_memory().model(model);
    let client = api.client();
    Load::new(tasks).calls(calls).run(&api, |n| naive(&client, n)).await
}

#[tokio::test(start_paused = true)]
async fn a_herd_without_a_pacer_is_refused_again_and_again() {
    for seed in 0..3 {
        let report = load(ServerModel::bucket(60).per_minute().seed(seed), 200, 200).await;
        println!("{report}\n");
        assert!(report.lost() > 0);
    }
}
