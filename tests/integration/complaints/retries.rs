//! What was repeated in vain, and what was not repeated.

use openai_call::testing::FakeApi;
use openai_call::{Client, Error, ErrorKind, FailedAttempt, Stopped, Text, openai_call};
use serde_json::{Value, json};

use crate::support::{Script, error, response, server_error};
use crate::wire::support::{KEY, chat, client};

#[openai_call]
async fn bare(script: &Script) -> Result<usize, Error> {
    script.next()
}

/// <https://github.com/langchain-ai/langchainjs/issues/1929>,
/// <https://github.com/typedef-ai/fenic/pull/231>, <https://github.com/mindsdb/anton/pull/284>: a
/// used-up quota was taken for a rate limit, repeated, and reported as an overload.
#[tokio::test(start_paused = true)]
async fn a_quota_is_not_waited_for() {
    let body = r#"{"error":{"message":"You exceeded your current quota.","type":"insufficient_quota","code":"insufficient_quota"}}"#;
    let script = Script::always(response(429, &[("retry-after", "1")], body));
    let error = bare(&script).await.unwrap_err();
    assert_eq!((error.kind(), error.stopped()), (ErrorKind::Quota, Some(Stopped::Permanent)));
    assert_eq!(script.asked(), 1);
    assert!(error.to_string().contains("quota"), "{error}");
}

/// <https://github.com/SWE-agent/mini-swe-agent/issues/921>: a history that was too long was sent ten
/// times.
#[tokio::test(start_paused = true)]
async fn a_history_that_is_too_long_is_sent_once() {
    let script = Script::always(error(ErrorKind::ContextLength));
    assert_eq!(bare(&script).await.unwrap_err().stopped(), Some(Stopped::Permanent));
    assert_eq!(script.asked(), 1);
}

/// <https://github.com/64bit/async-openai/issues/198>: neither a 504 nor "connection closed before
/// message completed" was repeated.
#[tokio::test]
async fn a_504_and_a_hung_up_connection_are_repeated() {
    let api = FakeApi::start().await.status(504).disconnect().reply("at last");
    let reply = chat(&api.client()).await.unwrap();
    let kinds: Vec<_> = reply.attempts().failed().iter().map(FailedAttempt::kind).collect();
    assert_eq!(kinds, [ErrorKind::ServerError, ErrorKind::Connection]);
    api.assert_finished();
}

/// <https://github.com/openai/openai-python/issues/1102>,
/// <https://github.com/64bit/async-openai/issues/487>,
/// <https://github.com/64bit/async-openai/pull/459>, <https://github.com/64bit/async-openai/pull/539>,
/// <https://github.com/bosun-ai/kwaak/issues/296>, <https://github.com/1jehuang/jcode/issues/559>: a
/// backoff of one's own.
#[tokio::test(start_paused = true)]
async fn the_backoff_is_declared() {
    #[openai_call(attempts = 4, backoff = fixed(3s))]
    async fn steady(script: &Script) -> Result<usize, Error> {
        script.next()
    }

    let script = Script::always(server_error());
    steady(&script).await.unwrap_err();
    crate::support::assert_in_ranges(&script.delays(), &[const { 3_000..=3_000 }; 3]);
}

/// <https://github.com/openai/openai-python/issues/1190>: code of one's own at each repetition.
#[tokio::test(start_paused = true)]
async fn code_runs_before_each_repetition() {
    #[openai_call(on_server_error = repair(|error| seen.push(error.attempts().len())))]
    async fn watched(script: &Script, seen: &mut Vec<usize>) -> Result<usize, Error> {
        script.next()
    }

    let mut seen = Vec::new();
    watched(&Script::always(server_error()), &mut seen).await.unwrap_err();
    assert_eq!(seen.len(), 2);
}

/// <https://github.com/openai/openai-dotnet/issues/95>: a retry after a rate limit was sent without its
/// key.
#[tokio::test]
async fn every_repetition_has_the_key() {
    let api = FakeApi::start().await;
    api.status(429).header("retry-after-ms", "1").times(2).reply("hello");
    chat(&client(&api.url())).await.unwrap();
    let keys: Vec<_> =
        api.requests().iter().map(|it| it.header("authorization").map(str::to_owned)).collect();
    assert_eq!(keys, vec![Some(format!("Bearer {KEY}")); 3]);
}

/// <https://github.com/vercel/ai/issues/2636>, <https://github.com/vercel/ai/issues/9030>,
/// <https://github.com/katanemo/plano/issues/697>, <https://github.com/simonw/llm/issues/1357>,
/// <https://github.com/1jehuang/jcode/issues/29>: another model on a 429 or a 5xx, and never on a 400
/// or a 401.
#[tokio::test(start_paused = true)]
async fn another_model_answers_for_an_overload_and_not_for_a_mistake() {
    #[openai_call(attempts = 2, backoff = 1ms..2ms, on_transient = [retry, fallback(small(client))])]
    async fn large(client: &Client) -> Result<Value, Error> {
        client.post("chat/completions").json(&json!({ "model": "large" }))
    }

    #[openai_call(retry = "none")]
    async fn small(client: &Client) -> Result<Value, Error> {
        client.post("chat/completions").json(&json!({ "model": "small" }))
    }

    for status in [429, 500, 503] {
        let api = FakeApi::in_memory();
        api.status(status).times(2).reply("small and well");
        large(&api.client()).await.unwrap();
        let models: Vec<_> = api.requests().iter().map(|it| it.json()["model"].clone()).collect();
        assert_eq!(models, ["large", "large", "small"], "{status}");
    }
    for status in [400, 401] {
        let api = FakeApi::in_memory().status(status);
        large(&api.client()).await.unwrap_err();
        assert_eq!(api.requests().len(), 1, "{status}");
    }
}

/// <https://github.com/tobert/kaibo/pull/171>: a limit of tokens ended an investigation of many turns,
/// because nothing repeated the one turn, and the delay stood in the message alone.
#[tokio::test(start_paused = true)]
async fn one_turn_of_many_is_repeated() {
    #[openai_call]
    async fn turn(client: &Client, number: usize) -> Result<Text, Error> {
        client.post("chat/completions").json(&json!({ "turn": number, "messages": [] }))
    }

    let limit = json!({ "error": {
        "message": "Rate limit reached for gpt-5.6-luna on tokens per min (TPM): Limit 200000, \
                    Used 187000, Requested 20000. Please try again in 2.1s.",
        "type": "tokens",
        "code": "rate_limit_exceeded",
    } });
    let overload = json!({ "error": { "type": "overloaded_error", "message": "Overloaded" } });
    let api = FakeApi::in_memory().reply("one").status(429).json(limit).reply("two");
    api.status(529).json(overload).reply("three");

    for number in 1..=3 {
        turn(&api.client(), number).await.unwrap();
    }
    let requests = api.requests();
    let turns: Vec<_> = requests.iter().map(|it| it.json()["turn"].clone()).collect();
    assert_eq!(turns, [1, 2, 2, 3, 3]);
    let waited = requests[2].arrived_at() - requests[1].arrived_at();
    assert!((2_100..=2_311).contains(&waited.as_millis()), "{waited:?}");
}
