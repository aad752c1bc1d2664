//! All settings at once.

use openai_call::{Client, Error, Reply, openai_call};
use serde_json::{Value, json};

#[openai_call(
    retry = "server_error | timeout | connection | rate_limit | service_unavailable",
    attempts = 6,
    backoff = 250ms..30s,
    timeout = 90s,
    deadline = 5min,
    on_rate_limit = [wait(up_to = 1min, attempts = 4), retry(attempts = 6, backoff = 5s..1min)],
    on_service_unavailable = wait(up_to = 30s),
    on_timeout = retry(attempts = 2, backoff = fixed(100ms)),
    on_conflict = [retry(attempts = 3), fail],
    on_invalid_request = fail,
    on_quota = fail,
    priority = "low",
    crate = ::openai_call,
)]
async fn every_setting(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(
    retry = "transient",
    attempts = 6,
    backoff = 250ms..10s,
    timeout = 45s,
    deadline = 5min,
    on_rate_limit = [wait(up_to = 30s), fallback(smaller(client, &messages))],
    on_service_unavailable = [
        wait(attempts = 3, up_to = 20s),
        retry(attempts = 5, backoff = 2s..20s),
        fallback(smaller(client, &messages)),
    ],
    on_timeout = retry(attempts = 2),
    on_conflict = fail,
    on_context_length = repair(attempts = 4, |error| {
        tried.push(error.request_id().map(str::to_owned));
        messages.remove(0);
    }),
    on_quota = fallback(|error| cached(error)),
    otherwise = recover(|error| Reply::recovered(json!({ "apology": error.kind().cause() }), error)),
    max_requests = 6,
    max_time = 5min,
)]
async fn longest_sensible_policy(
    client: &Client,
    mut messages: Vec<String>,
    tried: &mut Vec<Option<String>>,
) -> Result<Reply<Value>, Error> {
    client.post("chat/completions").json(&json!({ "model": "gpt-4o", "messages": messages }))
}

#[openai_call(attempts = 2)]
async fn smaller(client: &Client, messages: &[String]) -> Result<Reply<Value>, Error> {
    client.post("chat/completions").json(&json!({ "model": "gpt-4o-mini", "messages": messages }))
}

#[expect(clippy::unused_async, reason = "what a fallback calls is async, whatever it does")]
async fn cached(error: &Error) -> Result<Reply<Value>, Error> {
    Ok(Reply::recovered(Value::Null, error))
}

#[openai_call(replay = "unsent", on_any = [repair(attempts = 2, ()), recover(Value::Null)])]
async fn sends_nothing_twice(client: &Client) -> Result<Value, Error> {
    client.post("batches")
}

#[openai_call(
    replay = unsent,
    on_transient = retry(attempts = 5),
    on_answer = fail,
    exhaustive,
    on_permanent = fail,
)]
async fn sends_nothing_twice_by_bare_words(client: &Client) -> Result<openai_call::Text, Error> {
    client.post("chat/completions")
}

#[test]
fn compile() {
    let _ = (every_setting, longest_sensible_policy);
    let _ = (sends_nothing_twice, sends_nothing_twice_by_bare_words);
}
