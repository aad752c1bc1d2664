//! Successes that were no answers, and were taken for one or asked again in vain.

use openai_call::testing::FakeApi;
use openai_call::{Client, Error, ErrorKind, Parsed, Text, openai_call};
use serde::Deserialize;
use serde_json::json;

#[derive(Debug, Deserialize)]
struct Plan {
    #[expect(dead_code, reason = "it is only decoded")]
    steps: Vec<String>,
}

#[openai_call(on_invalid_output = reask)]
async fn plan(client: &Client) -> Result<Parsed<Plan>, Error> {
    client.post("chat/completions").json(&json!({ "max_tokens": 16, "messages": [] }))
}

/// <https://github.com/567-labs/instructor/issues/2210>,
/// <https://github.com/browser-use/browser-use/pull/5148>: an answer that was cut is taken for bad
/// JSON, and is asked for again with the same limit.
#[tokio::test(start_paused = true)]
async fn an_answer_that_was_cut_is_no_bad_json() {
    let api = FakeApi::in_memory().truncated(r#"{ "steps": ["first", "sec"#);
    let error = plan(&api.client()).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts().len()), (ErrorKind::Truncated, 1));
    assert!(error.remedy().contains("raise the limit"), "{error}");
    api.assert_finished();
}

/// The same where what has come is JSON by chance.
#[tokio::test(start_paused = true)]
async fn an_answer_that_was_cut_is_none_even_if_it_can_be_read() {
    let api = FakeApi::in_memory().truncated(r#"{ "steps": [] }"#);
    assert_eq!(plan(&api.client()).await.unwrap_err().kind(), ErrorKind::Truncated);
}

/// <https://github.com/MemPalace/mempalace/issues/1155>: one answer that was no JSON ended the attempts,
/// though a limit or an overload did not.
#[tokio::test(start_paused = true)]
async fn an_answer_that_is_no_json_is_asked_for_again() {
    let api = FakeApi::in_memory().status(503).invalid_output().reply(r#"{ "steps": [] }"#);
    assert_eq!(plan(&api.client()).await.unwrap().attempts().len(), 3);
    api.assert_finished();
}

/// <https://github.com/openai/openai-agents-python/pull/3057>: a refusal is asked for again and again.
#[tokio::test(start_paused = true)]
async fn a_refusal_is_not_asked_for_again() {
    let api = FakeApi::in_memory().refusal("I can't help with that.");
    let error = plan(&api.client()).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts().len()), (ErrorKind::Refusal, 1));
    assert_eq!(error.output(), Some("I can't help with that."));
    api.assert_finished();
}

/// <https://github.com/tensorzero/tensorzero/issues/3799>,
/// <https://github.com/tobert/kaibo/issues/111>: an empty answer counts as a success, so that no
/// fallback follows.
#[tokio::test(start_paused = true)]
async fn an_empty_answer_is_a_failure_that_a_fallback_may_follow() {
    #[openai_call(on_no_output = [retry(attempts = 2, backoff = 1ms..2ms), fallback(other(client))])]
    async fn chat(client: &Client) -> Result<Text, Error> {
        client.post("chat/completions").json(&json!({ "model": "large", "messages": [] }))
    }

    #[openai_call]
    async fn other(client: &Client) -> Result<Text, Error> {
        client.post("chat/completions").json(&json!({ "model": "small", "messages": [] }))
    }

    let api = FakeApi::in_memory().no_output().times(2).reply("Hello");
    assert_eq!(&*chat(&api.client()).await.unwrap(), "Hello");
    assert_eq!(api.requests()[2].json()["model"], "small");
}
