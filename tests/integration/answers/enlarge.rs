use openai_call::testing::FakeApi;
use openai_call::{Client, Error, ErrorKind, Stopped, Text, openai_call};
use serde_json::{Value, json};

use super::asked;

#[openai_call(on_truncated = enlarge)]
async fn once(client: &Client, limit: &Value) -> Result<Text, Error> {
    client.post("chat/completions").json(limit)
}

#[openai_call(attempts = 6, on_truncated = enlarge(up_to = 1_000))]
async fn up_to(client: &Client, limit: &Value) -> Result<Text, Error> {
    client.post("chat/completions").json(limit)
}

#[openai_call(on_truncated = [enlarge(attempts = 3, up_to = 16_000), recover(|error| {
    Text::recovered(error.output().unwrap_or_default(), error)
})])]
async fn bounded(client: &Client, limit: &Value) -> Result<Text, Error> {
    client.post("responses").json(limit)
}

fn limits(api: &FakeApi, member: &str) -> Vec<u64> {
    asked(api).iter().map(|body| body[member].as_u64().expect("a limit")).collect()
}

#[tokio::test(start_paused = true)]
async fn a_bare_enlarge_asks_once_more_with_twice_the_limit() {
    for member in ["max_tokens", "max_completion_tokens", "max_output_tokens"] {
        let api = FakeApi::in_memory().truncated("Hel").truncated("Hello Hel");
        let error = once(&api.client(), &json!({ member: 100 })).await.unwrap_err();
        assert_eq!(
            (error.kind(), error.stopped()),
            (ErrorKind::Truncated, Some(Stopped::Attempts))
        );
        assert_eq!(error.output(), Some("Hello Hel"));
        assert_eq!(limits(&api, member), [100, 200]);
    }
}

#[tokio::test(start_paused = true)]
async fn it_asks_as_often_as_its_bound_allows() {
    let api = FakeApi::in_memory().truncated("Hel").times(4).reply("Hello");
    let said = up_to(&api.client(), &json!({ "max_tokens": 100 })).await.unwrap();
    assert_eq!(&*said, "Hello");
    assert_eq!(limits(&api, "max_tokens"), [100, 200, 400, 800, 1000]);

    let api = FakeApi::in_memory().truncated("Hel").times(5);
    let error = up_to(&api.client(), &json!({ "max_tokens": 100 })).await.unwrap_err();
    assert_eq!(error.stopped(), Some(Stopped::Unchangeable));
    assert_eq!(limits(&api, "max_tokens"), [100, 200, 400, 800, 1000]);
}

#[tokio::test(start_paused = true)]
async fn attempts_bound_it_too() {
    let api = FakeApi::in_memory().truncated("Hel").times(3);
    let said = bounded(&api.client(), &json!({ "max_output_tokens": 100 })).await.unwrap();
    assert_eq!(&*said, "Hel");
    assert_eq!(limits(&api, "max_output_tokens"), [100, 200, 400]);
}

#[tokio::test(start_paused = true)]
async fn a_request_without_a_limit_hands_on() {
    let api = FakeApi::in_memory().truncated("Hel");
    let error = once(&api.client(), &json!({ "model": "m" })).await.unwrap_err();
    assert_eq!(error.stopped(), Some(Stopped::Unchangeable));
    assert!(
        error.to_string().contains("could not be changed further; set `max_completion"),
        "{error}"
    );
    api.assert_finished();
}

#[tokio::test(start_paused = true)]
async fn a_limit_that_is_large_enough_hands_on() {
    let api = FakeApi::in_memory().truncated("Hel");
    let error = up_to(&api.client(), &json!({ "max_tokens": 1000 })).await.unwrap_err();
    assert_eq!((error.stopped(), api.requests().len()), (Some(Stopped::Unchangeable), 1));
}

#[tokio::test(start_paused = true)]
async fn the_larger_limit_stays_for_attempts_of_another_kind() {
    #[openai_call(backoff = 1ms..2ms, on_truncated = enlarge)]
    async fn chat(client: &Client) -> Result<Text, Error> {
        client.post("chat/completions").json(&json!({ "max_tokens": 8, "messages": [] }))
    }

    let api = FakeApi::in_memory().truncated("Hel").status(500).reply("Hello");
    chat(&api.client()).await.unwrap();
    assert_eq!(limits(&api, "max_tokens"), [8, 16, 16]);
}

#[tokio::test(start_paused = true)]
async fn a_body_that_is_no_json_hands_on() {
    #[openai_call(on_truncated = enlarge)]
    async fn chat(client: &Client) -> Result<Text, Error> {
        client.post("chat/completions").body("no json")
    }

    let api = FakeApi::in_memory().truncated("Hel");
    assert_eq!(chat(&api.client()).await.unwrap_err().stopped(), Some(Stopped::Unchangeable));
}
