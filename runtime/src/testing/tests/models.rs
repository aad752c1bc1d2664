use std::time::Duration;

use serde_json::json;

use super::{TestResult, chat, http};
use crate::testing::{FakeApi, ServerModel};

#[tokio::test]
async fn a_model_rules_over_sockets_too() -> TestResult {
    let instant = Duration::ZERO..Duration::ZERO;
    let model = ServerModel::window(2).transit(instant.clone()).latency(instant).per_day();
    let api = FakeApi::start().await.model(model);
    for remaining in ["1", "0"] {
        let answer = chat(&api).await?;
        assert_eq!(answer.status(), 200);
        assert_eq!(answer.headers()["x-ratelimit-remaining-requests"], remaining);
    }
    let refusal = chat(&api).await?;
    assert_eq!(refusal.status(), 429);
    let seconds: u64 = refusal.headers()["retry-after"].to_str()?.parse()?;
    assert!((80_000..=86_400).contains(&seconds), "{seconds}");
    assert_eq!((api.report().passed(), api.report().refused()), (2, 1));
    Ok(())
}

#[tokio::test]
async fn tokens_are_given_back_over_sockets_too() -> TestResult {
    let instant = Duration::ZERO..Duration::ZERO;
    let model = ServerModel::unlimited().tokens(1_000).per_day().refunds();
    let model = model.transit(instant.clone()).latency(instant);
    let api =
        FakeApi::start().await.model(model).reply(json!({ "usage": { "total_tokens": 300 } }));
    api.reply("unknown").times(2);
    let question = json!({ "model": "gpt-test", "max_completion_tokens": 700 });
    let mut statuses = Vec::new();
    for _ in 0..3 {
        let url = format!("{}/chat/completions", api.url());
        let answer = http()?.post(url).json(&question).send().await?;
        statuses.push(answer.status().as_u16());
        answer.bytes().await?;
    }
    // The second is charged 700 of the 700 that are left, and gives back what its few words leave.
    assert_eq!(statuses, [200, 200, 429]);
    Ok(())
}

/// Over sockets many are on their way at once, each as long as the seed says.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_crowd_over_sockets_gets_what_the_limit_has() -> TestResult {
    let instant = Duration::ZERO..Duration::ZERO;
    let api = FakeApi::start().await.model(ServerModel::window(20).latency(instant).per_day());
    let asked = futures_util::future::join_all((0..50).map(|_| chat(&api))).await;
    let statuses = asked.into_iter().map(|answer| Ok(answer?.status().as_u16()));
    let statuses = statuses.collect::<reqwest::Result<Vec<_>>>()?;
    assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 20);
    assert_eq!(statuses.iter().filter(|status| **status == 429).count(), 30);
    assert_eq!((api.report().passed(), api.report().refused()), (20, 30));
    Ok(())
}
