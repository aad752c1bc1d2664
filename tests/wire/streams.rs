//! Streams over real sockets.

use std::future::poll_fn;
use std::pin::Pin;
use std::time::Duration;

use async_openai::types::chat::CreateChatCompletionStreamResponse;
use futures_core::Stream;
use openai_call::testing::FakeApi;
use openai_call::{Client, Error, ErrorKind, EventStream, Stopped, openai_call};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::timeout;

use crate::support::{KEY, accept, client, everything_shown, listen};

#[openai_call(attempts = 2, backoff = 1ms..2ms, timeout = 20s)]
async fn chat(client: &Client, body: Value) -> Result<EventStream<Value>, Error> {
    client.post("chat/completions").json(&body)
}

async fn next<T>(stream: &mut EventStream<T>) -> Option<Result<T, Error>>
where
    EventStream<T>: Stream<Item = Result<T, Error>>,
{
    poll_fn(|cx| Pin::new(&mut *stream).poll_next(cx)).await
}

fn token(text: &str) -> Value {
    json!({
        "id": "c", "object": "chat.completion.chunk", "created": 0, "model": "m",
        "choices": [{ "index": 0, "delta": { "content": text }, "finish_reason": null }],
    })
}

#[tokio::test]
async fn the_body_asks_for_a_stream() -> Result<(), Error> {
    for body in [json!({}), json!({ "model": "m" }), json!({ "stream": true, "model": "m" })] {
        let api = FakeApi::start().await.events([token("hello")]);
        chat(&api.client(), body.clone()).await?;
        let request = &api.requests()[0];
        assert_eq!(request.json()["stream"], true, "{body}");
        assert_eq!(request.json().get("model"), body.get("model"));
    }
    let api = FakeApi::start().await;
    let error = chat(&api.client(), json!({ "stream": false })).await.expect_err("a contradiction");
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    assert!(error.message().contains("leave it out"), "{error}");
    assert_eq!(api.requests().len(), 0);
    Ok(())
}

#[tokio::test]
async fn a_success_that_is_no_stream_is_an_error() {
    let api = FakeApi::start().await.reply("all at once");
    let error = chat(&api.client(), json!({})).await.expect_err("no stream");
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(error.message().contains("application/json"), "{error}");

    let api = FakeApi::start().await.reply(json!({ "error": { "code": "insufficient_quota" } }));
    let error = chat(&api.client(), json!({})).await.expect_err("an error");
    assert_eq!(error.kind(), ErrorKind::Quota);
}

#[tokio::test]
async fn a_stream_that_is_dropped_hangs_up() {
    let (listener, url) = listen().await;
    let client = client(&url);
    let call = tokio::spawn(async move { chat(&client, json!({})).await });
    let mut socket = accept(&listener).await;
    let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n";
    let event = format!("{head}data: {}\n\n", token("a"));
    socket.write_all(event.as_bytes()).await.expect("a client that reads");
    let stream = call.await.expect("no panic").expect("a stream");
    drop(stream);
    let read = timeout(Duration::from_secs(30), async {
        let mut rest = Vec::new();
        // A reset is as good as an orderly close.
        socket.read_to_end(&mut rest).await.unwrap_or_default()
    });
    read.await.expect("the client hangs up");
}

#[tokio::test]
async fn the_deadline_bounds_the_whole_stream() -> Result<(), Error> {
    #[openai_call(deadline = 300ms, timeout = 200ms)]
    async fn short(client: &Client) -> Result<EventStream<Value>, Error> {
        client.get("events")
    }

    let (listener, url) = listen().await;
    let server = tokio::spawn(async move {
        let mut socket = accept(&listener).await;
        let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n";
        let event = format!("{head}data: {}\n\n", token("a"));
        socket.write_all(event.as_bytes()).await.expect("a client that reads");
        socket
    });
    let mut stream = short(&client(&url)).await?;
    assert!(next(&mut stream).await.is_some_and(|item| item.is_ok()));
    let error = next(&mut stream).await.expect("an end").expect_err("nothing more comes");
    assert_eq!((error.kind(), error.stopped()), (ErrorKind::Timeout, Some(Stopped::Deadline)));
    assert!(next(&mut stream).await.is_none());
    drop(server);
    Ok(())
}

#[tokio::test]
async fn a_first_event_that_does_not_come_is_a_timeout() {
    #[openai_call(attempts = 2, backoff = 1ms..2ms, timeout = 100ms)]
    async fn short(client: &Client) -> Result<EventStream<Value>, Error> {
        client.get("events")
    }

    let api = FakeApi::start().await.stall().times(2);
    let error = short(&api.client()).await.expect_err("nothing comes");
    assert_eq!((error.kind(), error.attempts().len()), (ErrorKind::Timeout, 2));
}

#[tokio::test]
async fn an_error_event_that_echoes_the_key_does_not_show_it() -> Result<(), Error> {
    let api = FakeApi::start().await;
    api.events([token("a"), json!({ "error": { "message": format!("bad {KEY}"), "code": KEY } })]);
    let mut stream = chat(&client(&api.url()), json!({})).await?;
    assert!(next(&mut stream).await.is_some_and(|item| item.is_ok()));
    let error = next(&mut stream).await.expect("an end").expect_err("an error event");
    assert!(!everything_shown(&error).contains(KEY), "{error}");
    Ok(())
}

#[tokio::test]
async fn the_items_may_be_async_openai_s() -> Result<(), Error> {
    #[openai_call]
    async fn typed(
        client: &Client,
    ) -> Result<EventStream<CreateChatCompletionStreamResponse>, Error> {
        client.post("chat/completions").json(&json!({ "model": "m", "messages": [] }))
    }

    let api = FakeApi::start().await.events([token("Hel"), token("lo")]);
    let mut stream = typed(&api.client()).await?;
    let mut said = String::new();
    while let Some(chunk) = next(&mut stream).await {
        for choice in chunk?.choices {
            said += choice.delta.content.as_deref().unwrap_or_default();
        }
    }
    assert_eq!(said, "Hello");
    assert!(stream.is_complete());
    Ok(())
}
