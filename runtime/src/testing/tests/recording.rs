use std::time::Duration;

use tokio::time::Instant;

use serde_json::{Value, json};

use super::{TestResult, http};
use crate::testing::FakeApi;

#[tokio::test]
async fn shows_what_was_asked() -> TestResult {
    let api = FakeApi::start().await;
    let question = json!({ "model": "gpt-test" });
    let before = Instant::now();
    http()?
        .post(format!("{}/chat/completions?version=1%202", api.url()))
        .header("x-trace", "t1")
        .json(&question)
        .send()
        .await?;
    let request = api.requests().remove(0);
    assert_eq!(request.method(), "POST");
    assert_eq!(request.path(), "/v1/chat/completions");
    assert_eq!(request.query(), Some("version=1%202"));
    assert_eq!(request.header("X-Trace"), Some("t1"));
    assert_eq!(request.header("x-other"), None);
    assert_eq!(request.headers()["content-type"], "application/json");
    assert_eq!(request.json(), question);
    assert_eq!(request.body(), question.to_string().as_bytes());
    assert!((before..Instant::now()).contains(&request.arrived_at()));
    Ok(())
}

#[tokio::test]
async fn reads_a_body_that_is_no_json_as_null() -> TestResult {
    let api = FakeApi::start().await;
    http()?.post(api.url()).body("{").send().await?;
    http()?.get(api.url()).send().await?;
    for request in api.requests() {
        assert_eq!(request.json(), Value::Null);
        assert_eq!(request.query(), None);
    }
    Ok(())
}

#[tokio::test]
async fn hides_keys_from_debug() -> TestResult {
    let api = FakeApi::start().await;
    let request = http()?.get(api.url()).bearer_auth("sk-secret").header("api-key", "sk-secret");
    request.send().await?;
    let request = api.requests().remove(0);
    assert_eq!(request.header("authorization"), Some("Bearer sk-secret"));
    assert!(!format!("{request:?} {:?}", request.headers()).contains("sk-secret"));
    Ok(())
}

#[tokio::test]
async fn records_before_the_delay() -> TestResult {
    let api = FakeApi::start().await.reply("late").delay(Duration::from_secs(3600));
    let call = tokio::spawn(http()?.get(api.url()).send());
    while api.requests().is_empty() {
        tokio::task::yield_now().await;
    }
    assert!(!call.is_finished());
    Ok(())
}
