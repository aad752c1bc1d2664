//! Streams that broke, and did not say so.

use openai_call::testing::{FakeApi, StreamEvent};
use openai_call::{Client, Error, ErrorKind, EventStream, openai_call};
use serde_json::{Value, json};

#[openai_call(attempts = 3, backoff = 1ms..2ms, timeout = 20s)]
async fn chat(client: &Client) -> Result<EventStream<Value>, Error> {
    client.post("chat/completions").json(&json!({ "model": "gpt-4o-mini", "messages": [] }))
}

/// How many items came, and the error behind them.
async fn read(api: &FakeApi) -> Result<(usize, Option<Error>), Error> {
    let mut stream = chat(&api.client()).await?;
    let mut items = 0;
    loop {
        match stream.next().await {
            Some(Ok(_)) => items += 1,
            Some(Err(error)) => return Ok((items, Some(error))),
            None => return Ok((items, None)),
        }
    }
}

fn token(text: &str) -> Value {
    json!({ "choices": [{ "delta": { "content": text }, "finish_reason": null }] })
}

/// The piece that an answer ends in.
fn last(text: &str) -> Value {
    json!({ "choices": [{ "delta": { "content": text }, "finish_reason": "stop" }] })
}

/// <https://github.com/vercel/ai/pull/16805>, <https://github.com/lsdefine/GenericAgent/issues/753>,
/// <https://github.com/AtomicBot-ai/atomic-agent/pull/313>,
/// <https://github.com/aaif-goose/goose/pull/10779>, <https://github.com/maximhq/bifrost/issues/2917>: a
/// stream whose first event is an error, or that dies before it, is tried again.
#[tokio::test(start_paused = true)]
async fn a_stream_that_dies_before_its_first_event_is_tried_again() -> Result<(), Error> {
    let api = FakeApi::in_memory();
    api.events([json!({ "error": { "code": "server_is_overloaded", "message": "busy" } })]);
    api.events([] as [Value; 0]).unfinished();
    api.events([last("hello")]);
    let (items, error) = read(&api).await?;
    assert_eq!((items, error.map(|it| it.kind())), (1, None));
    assert_eq!(api.requests().len(), 3);
    assert!(api.requests().iter().all(|request| request.json()["stream"] == true));
    api.assert_finished();
    Ok(())
}

/// <https://github.com/cline/cline/pull/9264>: what breaks later is not tried again, because the reader
/// has a part of it.
#[tokio::test(start_paused = true)]
async fn a_stream_that_breaks_later_is_not_begun_again() -> Result<(), Error> {
    let api = FakeApi::in_memory().events([token("a"), token("b"), token("c")]).cut();
    let (items, error) = read(&api).await?;
    assert!(items > 0);
    assert_eq!(error.map(|it| it.kind()), Some(ErrorKind::StreamInterrupted));
    assert_eq!(api.requests().len(), 1);
    Ok(())
}

/// <https://github.com/openai/openai-python/issues/1160>,
/// <https://github.com/openai/openai-node/issues/1730>,
/// <https://github.com/openai/openai-node/issues/2021>,
/// <https://github.com/openai/openai-go/issues/585>: the error of an event was dropped, or came without
/// its message, its headers and its request id.
#[tokio::test(start_paused = true)]
async fn the_error_of_an_event_is_told_whole() -> Result<(), Error> {
    let api = FakeApi::in_memory();
    let failed = json!({ "type": "response.failed", "response": {
        "object": "response",
        "status": "failed",
        "error": { "code": "server_error", "message": "the model broke" },
    }});
    api.events([json!({ "type": "response.created" }), failed]).header("x-request-id", "req_s");
    let (items, error) = read(&api).await?;
    let error = error.expect("an error event");
    assert_eq!((items, error.kind()), (1, ErrorKind::ServerError));
    assert_eq!((error.code(), error.message()), (Some("server_error"), "the model broke"));
    assert_eq!(error.request_id(), Some("req_s"));
    assert!(error.headers().contains_key("content-type"));
    Ok(())
}

/// <https://github.com/openai/openai-python/issues/2356>, #2065, #873: the transport's own error comes
/// out in the middle of a stream; and a clean close without an end is taken for one.
#[tokio::test(start_paused = true)]
async fn a_stream_without_its_end_is_interrupted() -> Result<(), Error> {
    let api = FakeApi::in_memory().events([token("half of")]).unfinished();
    let (items, error) = read(&api).await?;
    let error = error.expect("a broken stream");
    assert_eq!((items, error.kind()), (1, ErrorKind::StreamInterrupted));
    assert!(error.message().contains("terminal event"), "{error}");
    Ok(())
}

/// <https://github.com/openai/openai-node/issues/2725>,
/// <https://github.com/openai/openai-node/pull/2726>: the last event was dropped where its blank line
/// was missing.
#[tokio::test(start_paused = true)]
async fn the_last_event_is_not_dropped() -> Result<(), Error> {
    let last = json!({ "choices": [{ "delta": {}, "finish_reason": "stop" }] });
    let last = StreamEvent::raw(format!("data: {last}"));
    let api = FakeApi::in_memory().events([StreamEvent::from(token("a")), last]).unfinished();
    let (items, error) = read(&api).await?;
    assert_eq!((items, error.map(|it| it.kind())), (2, None));
    Ok(())
}

/// <https://github.com/64bit/async-openai/issues/428>, <https://github.com/64bit/async-openai/pull/445>,
/// <https://github.com/64bit/async-openai/pull/558>: the body of the error was lost in streamed calls.
#[tokio::test(start_paused = true)]
async fn a_refused_stream_has_its_error() {
    let api = FakeApi::in_memory().status(401);
    let error = chat(&api.client()).await.expect_err("a bad key");
    assert_eq!((error.kind(), error.code()), (ErrorKind::Authentication, Some("invalid_api_key")));
}
