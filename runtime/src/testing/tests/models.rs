use std::time::Duration;

use super::{TestResult, chat};
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
