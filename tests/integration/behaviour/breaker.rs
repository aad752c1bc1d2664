//! The breaker of a client's model, as one call and the next one see it.

use std::time::Duration;

use openai_call::testing::FakeApi;
use openai_call::{Breaker, BreakerState, Client, Error, ErrorKind, Stopped, Text, openai_call};
use serde_json::{Value, json};
use tokio::time::{Instant, sleep, timeout};

use crate::log::Log;
use crate::support::{ms, unguarded};

#[openai_call(attempts = 5, timeout = 30s, on_rate_limit = wait(up_to = 10s))]
async fn chat(client: &Client, model: &str) -> Result<Text, Error> {
    client.post("chat/completions").json(&json!({ "model": model, "messages": [] }))
}

#[openai_call(retry = "none", timeout = 30s)]
async fn once(client: &Client, model: &str) -> Result<Text, Error> {
    client.post("chat/completions").json(&json!({ "model": model, "messages": [] }))
}

/// A client whose breaker opens after two failures.
fn fragile(api: &FakeApi) -> Client {
    api.client_with(|settings| settings.breaker(Breaker::after(2)))
}

/// A client whose breaker has just opened.
async fn opened(api: &FakeApi) -> Client {
    let client = fragile(api);
    api.status(500).times(2);
    for _ in 0..2 {
        let outcome = once(&client, "gpt").await;
        assert!(outcome.is_err());
    }
    client
}

#[openai_call(on_service_unavailable = [retry, fallback(chat(client, "other"))])]
async fn falling_back(client: &Client) -> Result<Text, Error> {
    client.post("chat/completions").json(&json!({ "model": "gpt", "messages": [] }))
}

#[tokio::test(start_paused = true)]
async fn the_next_step_is_taken_at_once() {
    let api = FakeApi::in_memory();
    let client = opened(&api).await;
    api.reply("from the other");
    let begun = Instant::now();
    let text = falling_back(&client).await.unwrap();
    assert_eq!(text.fallback_of().unwrap().stopped(), Some(Stopped::Breaker));
    assert!(begun.elapsed() < ms(100));
    assert_eq!(text.attempts().len(), 1, "what was not sent is no attempt");
    api.assert_finished();
}

#[tokio::test(start_paused = true)]
async fn an_open_breaker_sends_nothing_and_says_so() {
    let api = FakeApi::in_memory();
    let client = opened(&api).await;
    sleep(ms(100)).await;
    let begun = Instant::now();
    let error = chat(&client, "gpt").await.unwrap_err();
    assert!(begun.elapsed() < ms(10), "a retry is passed over, and does not sleep");
    assert_eq!(error.kind(), ErrorKind::ServiceUnavailable);
    assert_eq!(error.stopped(), Some(Stopped::Breaker));
    assert_eq!((error.attempts().len(), error.may_have_run()), (0, false));
    let line = error.to_string();
    let why = "`gpt` failed 2 times in a row, the last time with server_error; the breaker has been \
               open for 100.0ms, and a request may try it in ";
    assert!(line.contains(why), "{line}");
    assert!(line.contains("0 attempts, stopped by the client's breaker; ask again"), "{line}");
    api.assert_finished();
}

#[tokio::test(start_paused = true)]
async fn another_model_is_not_concerned() {
    let api = FakeApi::in_memory();
    let client = opened(&api).await;
    api.reply("hello");
    once(&client, "other").await.unwrap();
    once(&client, "gpt").await.unwrap_err();
    api.assert_finished();
}

#[tokio::test(start_paused = true)]
async fn a_success_of_the_probe_closes_it() {
    let api = FakeApi::in_memory();
    let client = opened(&api).await;
    assert!(matches!(client.health().lanes()[0].breaker(), BreakerState::Open { .. }));
    sleep(ms(500)).await;
    api.reply("hello").delay(ms(200)).reply("hello");
    let probe = async {
        let text = once(&client, "gpt").await;
        text.map(|text| text.to_string())
    };
    let beside = async {
        sleep(ms(100)).await;
        assert!(matches!(client.health().lanes()[0].breaker(), BreakerState::HalfOpen { .. }));
        once(&client, "gpt").await.unwrap_err().to_string()
    };
    let (probe, refused) = tokio::join!(probe, beside);
    assert_eq!(probe.unwrap(), "hello");
    assert!(
        refused.contains("a request is under way that tries it, and another may try it in"),
        "{refused}"
    );
    assert_eq!(client.health().lanes()[0].breaker(), BreakerState::Closed);
    once(&client, "gpt").await.unwrap();
    api.assert_finished();
}

#[tokio::test(start_paused = true)]
async fn a_probe_that_is_dropped_makes_room_for_the_next() {
    let api = FakeApi::in_memory();
    let client = opened(&api).await;
    sleep(ms(500)).await;
    api.reply("too late").delay(ms(10_000)).reply("hello");
    assert!(timeout(ms(50), once(&client, "gpt")).await.is_err());
    once(&client, "gpt").await.unwrap();
    api.assert_finished();
}

#[openai_call(attempts = 3, on_service_unavailable = repair(model = "other"))]
async fn switching(client: &Client, mut model: &'static str) -> Result<Text, Error> {
    client.post("chat/completions").json(&json!({ "model": model, "messages": [] }))
}

#[openai_call(attempts = 50, on_service_unavailable = repair(*runs += 1))]
async fn in_vain(client: &Client, runs: &mut u32) -> Result<Text, Error> {
    client.post("chat/completions").json(&json!({ "model": "gpt", "messages": [] }))
}

#[tokio::test(start_paused = true)]
async fn a_repair_may_change_the_model_and_comes_to_its_end() {
    let api = FakeApi::in_memory();
    let client = opened(&api).await;
    api.reply("from the other");
    assert_eq!(switching(&client, "gpt").await.unwrap().attempts().len(), 1);
    let mut runs = 0;
    let error = in_vain(&client, &mut runs).await.unwrap_err();
    assert_eq!((error.stopped(), error.attempts().len()), (Some(Stopped::Attempts), 0));
    assert_eq!(runs, 49);
    api.assert_finished();
}

#[tokio::test(start_paused = true)]
async fn the_health_of_a_client_is_a_line_for_each_lane() {
    let api = FakeApi::in_memory();
    let client = opened(&api).await;
    sleep(ms(100)).await;
    api.reply("hello").status(404);
    once(&client, "other").await.unwrap();
    files(&client).await.unwrap_err();
    let text = client.health().to_string();
    let lines: Vec<_> = text.lines().collect();
    assert_eq!(lines[0], "files: breaker closed, 0 failures in a row; 0 waiting");
    assert!(lines[1].starts_with("gpt: breaker open since 100.0ms, tried again in "), "{text}");
    assert!(lines[1].ends_with("ms, 2 failures in a row; 0 waiting"), "{text}");
    assert_eq!(lines[2], "other: breaker closed, 0 failures in a row; 0 waiting");
    assert_eq!(lines[3..], ["retries left: 30.0 of 30"]);
    assert!(unguarded(&api).health().to_string().contains("no limit"));
}

#[openai_call(retry = "none")]
async fn files(client: &Client) -> Result<Value, Error> {
    client.get("files/file-1/content")
}

/// A retry that sleeps longer than the breaker stays open is a probe.
#[tokio::test(start_paused = true)]
async fn a_single_call_gets_through_an_outage() {
    #[openai_call(attempts = 40, backoff = 2s..2s)]
    async fn stubborn(client: &Client) -> Result<Value, Error> {
        client.get("models")
    }

    let api = FakeApi::in_memory().status(500).times(30).status(200).json(json!({}));
    let begun = Instant::now();
    stubborn(&api.client()).await.unwrap();
    assert!(begun.elapsed() > Duration::from_secs(30));
    api.assert_finished();
}

#[tokio::test(start_paused = true)]
async fn its_changes_are_told() {
    let (log, _guards) = Log::begin();
    let api = FakeApi::in_memory().status(500).times(2).reply("hello");
    let client = fragile(&api);
    for wait in [0, 0, 0, 500] {
        sleep(ms(wait)).await;
        let _ = once(&client, "gpt").await;
    }
    let told = [
        "WARN gave up",
        "WARN breaker opened",
        "WARN gave up",
        "WARN gave up",
        "DEBUG breaker half open",
        "INFO breaker closed",
        "DEBUG succeeded",
    ];
    assert_eq!(log.messages(), told);
    let text = log.text();
    assert!(text.contains("lane=\"gpt\" failures=2 kind=\"server_error\" open_ms="), "{text}");
    assert!(text.contains("attempts=0 kind=\"service_unavailable\""), "{text}");
    api.assert_finished();
}
