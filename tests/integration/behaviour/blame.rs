//! What counts as a failure of the service, for the breaker of its model.

use openai_call::testing::FakeApi;
use openai_call::{
    Breaker, BreakerState, Client, Error, ErrorKind, Narrow, RetryBudget, Stopped, Text,
    openai_call,
};
use serde_json::{Value, json};

use crate::support::ms;

#[openai_call(retry = "none", timeout = 30s)]
async fn once(client: &Client, model: &str) -> Result<Text, Error> {
    client.post("chat/completions").json(&json!({ "model": model, "messages": [] }))
}

/// A client whose breaker opens after two failures.
fn fragile(api: &FakeApi) -> Client {
    api.client_with(|settings| settings.breaker(Breaker::after(2)))
}

/// An answer, however bad, is one of a service that works.
#[tokio::test(start_paused = true)]
async fn only_failures_of_the_service_count() {
    for status in [400, 401, 404, 409, 422, 429] {
        let api = FakeApi::in_memory();
        let client = fragile(&api);
        for _ in 0..3 {
            api.status(500).status(status);
            once(&client, "gpt").await.unwrap_err();
            once(&client, "gpt").await.unwrap_err();
        }
        api.assert_finished();
    }
}

#[tokio::test(start_paused = true)]
async fn every_failure_of_the_service_counts() {
    let scripts: [fn(&FakeApi) -> FakeApi; 5] = [
        |api| api.status(500),
        |api| api.status(503),
        FakeApi::disconnect,
        FakeApi::stall,
        |api| api.status(200).json(json!({ "error": { "type": "server_error", "message": "x" } })),
    ];
    for script in scripts {
        let api = FakeApi::in_memory();
        let client = fragile(&api);
        for _ in 0..2 {
            script(&api);
            once(&client, "gpt").await.unwrap_err();
        }
        let error = once(&client, "gpt").await.unwrap_err();
        assert_eq!(error.stopped(), Some(Stopped::Breaker), "{error}");
        api.assert_finished();
    }
}

#[openai_call(retry = "none", deadline = 1min)]
async fn hurried(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions").json(&json!({ "model": "gpt" }))
}

/// What the deadline leaves may be too short for any answer; what it gives is not.
#[tokio::test(start_paused = true)]
async fn a_deadline_blames_the_service_only_for_what_had_time() {
    let api = FakeApi::in_memory().stall().times(5);
    let client = fragile(&api);
    for _ in 0..3 {
        let narrow = Narrow::new().deadline(ms(900));
        narrow.run(hurried(&client)).await.unwrap_err();
    }
    assert_eq!(client.health().lanes()[0].consecutive_failures(), 0);
    for _ in 0..2 {
        hurried(&client).await.unwrap_err();
    }
    assert!(matches!(client.health().lanes()[0].breaker(), BreakerState::Open { .. }));
    api.assert_finished();
}

/// The key is not sent there either.
#[tokio::test]
async fn another_origin_has_no_lane() {
    #[openai_call(attempts = 2, backoff = 1ms..1ms)]
    async fn elsewhere(client: &Client, url: &str) -> Result<Value, Error> {
        client.get(url)
    }

    let (api, other) = (FakeApi::start().await, FakeApi::start().await.status(500).times(6));
    let client = api.client_with(|settings| {
        settings.breaker(Breaker::after(1)).retry_budget(RetryBudget::new(0))
    });
    for _ in 0..3 {
        let error = elsewhere(&client, &format!("{}/models", other.url())).await.unwrap_err();
        assert_eq!(error.stopped(), Some(Stopped::Attempts));
    }
    assert!(client.health().lanes().is_empty());
    other.assert_finished();
}

#[tokio::test]
async fn a_token_that_is_not_there_says_nothing_about_the_service() {
    let token = async || Err::<String, _>(Error::new(ErrorKind::Timeout, "no token"));
    let client = Client::builder().base_url("http://127.0.0.1:1").token_provider(token);
    let client = client.breaker(Breaker::after(1)).build().unwrap();
    for _ in 0..3 {
        assert_eq!(once(&client, "gpt").await.unwrap_err().stopped(), Some(Stopped::Declared));
    }
    assert!(client.health().lanes().is_empty());
}

#[tokio::test]
async fn a_server_that_is_not_there_counts_as_a_failure() {
    let client = Client::builder().base_url("http://127.0.0.1:1").api_key("sk-none");
    let client = client.breaker(Breaker::after(1)).build().unwrap();
    assert_eq!(once(&client, "gpt").await.unwrap_err().kind(), ErrorKind::Connection);
    assert_eq!(once(&client, "gpt").await.unwrap_err().stopped(), Some(Stopped::Breaker));
}
