//! Streams over real sockets: what is asked for, what comes, what is told of it.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use openai_call::testing::{FakeApi, StreamEvent};
use openai_call::{Client, Error, ErrorKind, Event, EventStream, Stopped, Usage, openai_call};
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;
use tokio::time::timeout;

use crate::wire::support::{KEY, accept, client, everything_shown, last, listen, read_head, token};

#[openai_call(attempts = 2, backoff = 1ms..2ms, timeout = 20s)]
async fn chat(client: &Client, body: Value) -> Result<EventStream<Value>, Error> {
    client.post("chat/completions").json(&body)
}

#[openai_call(attempts = 2, backoff = 1ms..2ms, timeout = 20s)]
async fn events(client: &Client) -> Result<EventStream<Event<Value>>, Error> {
    client.get("events")
}

/// What the chunks say together.
async fn said(stream: &mut EventStream<Value>) -> Result<String, Error> {
    let mut said = String::new();
    while let Some(chunk) = stream.next().await {
        said += chunk?["choices"][0]["delta"]["content"].as_str().unwrap_or_default();
    }
    Ok(said)
}

#[tokio::test]
async fn the_body_asks_for_a_stream() -> Result<(), Error> {
    for body in [json!({}), json!({ "model": "m" }), json!({ "stream": true, "model": "m" })] {
        let api = FakeApi::start().await.events([last("hello")]);
        drop(chat(&api.client(), body.clone()).await?);
        let request = &api.requests()[0];
        assert_eq!(request.json()["stream"], true, "{body}");
        assert_eq!(request.json().get("model"), body.get("model"));
    }
    Ok(())
}

#[tokio::test]
async fn a_body_that_asks_for_none_is_refused_unsent() {
    let api = FakeApi::start().await;
    for stream in [json!(false), json!(null), json!("true"), json!(1)] {
        let answer = chat(&api.client(), json!({ "stream": stream })).await;
        let error = answer.expect_err("a contradiction");
        assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{stream}");
        assert!(error.to_string().contains("; leave it out"), "{error}");
    }
    let error = chat(&api.client(), json!([{ "role": "user" }])).await.expect_err("no place");
    assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{error}");
    assert!(error.to_string().contains("; send an object"), "{error}");
    assert_eq!(api.requests().len(), 0);
}

#[tokio::test]
async fn a_body_that_is_no_json_is_left_alone() -> Result<(), Error> {
    #[openai_call]
    async fn plain(client: &Client) -> Result<EventStream<Value>, Error> {
        client.post("lines").body("{\"stream\"")
    }

    #[openai_call]
    async fn of_reqwest(api: &FakeApi) -> Result<EventStream<Value>, Error> {
        reqwest::Client::new().post(format!("{}/chat", api.url())).json(&json!({ "n": 1 }))
    }

    let api = FakeApi::start().await.events([last("a")]).times(2);
    drop(plain(&api.client()).await?);
    drop(of_reqwest(&api).await?);
    assert_eq!(api.requests()[0].body(), "{\"stream\"");
    assert_eq!(api.requests()[1].json(), json!({ "n": 1, "stream": true }));
    Ok(())
}

#[tokio::test]
async fn a_success_that_is_no_stream_is_an_error() {
    let api = FakeApi::start().await.reply(json!({ "choices": [] }));
    let error = chat(&api.client(), json!({})).await.expect_err("no stream");
    assert_eq!((error.kind(), error.status()), (ErrorKind::Decode, Some(http::StatusCode::OK)));
    assert!(error.message().contains("application/json"), "{error}");

    let api = FakeApi::start().await.reply(json!({ "error": { "code": "insufficient_quota" } }));
    let error = chat(&api.client(), json!({})).await.expect_err("an error");
    assert_eq!(error.kind(), ErrorKind::Quota);
}

#[tokio::test]
async fn a_stream_without_a_type_is_one() -> Result<(), Error> {
    for media_type in ["text/event-stream; charset=utf-8", "text/plain", "application/octet-stream"]
    {
        let api = FakeApi::start().await.reply("hello").header("content-type", media_type);
        assert_eq!(said(&mut chat(&api.client(), json!({})).await?).await?, "hello");
    }
    Ok(())
}

/// Split anywhere, even in the middle of a character, of a line end or of the byte order mark.
#[tokio::test]
async fn packets_of_any_size_give_the_same_items() -> Result<(), Error> {
    for size in 1..=40 {
        let api = FakeApi::start().await;
        let text = format!(
            "\u{feff}: hello\r\n\r\ndata: {}\r\n\r\ndata:{}\n\n: again\ndata: {}\r\rdata: [DONE]\n\n",
            token("Größe"),
            token(" ist "),
            last("alles 🦀"),
        );
        api.events([StreamEvent::raw(text)]).unfinished().packets(size);
        let mut stream = chat(&api.client(), json!({})).await?;
        assert_eq!(said(&mut stream).await?, "Größe ist alles 🦀", "packets of {size}");
        assert!(stream.is_complete());
    }
    Ok(())
}

#[tokio::test]
async fn reason_and_usage_of_a_completion_are_told() -> Result<(), Error> {
    let api = FakeApi::start().await.reply("one two three").times(2);
    let options = json!({ "stream_options": { "include_usage": true } });
    let mut stream = chat(&api.client(), options).await?;
    assert_eq!((stream.finish_reason(), stream.usage()), (None, None));
    assert!(!stream.is_complete());
    assert_eq!(said(&mut stream).await?, "one two three");
    assert_eq!(stream.finish_reason(), Some("stop"));
    assert_eq!(stream.usage().map(Usage::output_tokens), Some(4));
    assert_eq!((stream.request_id(), stream.attempts().len()), (Some("req_1"), 1));
    assert_eq!(stream.site().name(), "chat");

    let mut stream = chat(&api.client(), json!({})).await?;
    said(&mut stream).await?;
    assert_eq!((stream.finish_reason(), stream.usage()), (Some("stop"), None));
    Ok(())
}

#[tokio::test]
async fn names_reason_and_usage_of_a_response_are_told() -> Result<(), Error> {
    #[openai_call]
    async fn respond(client: &Client) -> Result<EventStream<Event<Value>>, Error> {
        client.post("responses").json(&json!({ "input": "" }))
    }

    let api = FakeApi::start().await.reply("one two three");
    let mut stream = respond(&api.client()).await?;
    let mut names = Vec::new();
    while let Some(event) = stream.next().await {
        let event = event?;
        assert_eq!(event.name(), event["type"].as_str());
        names.extend(event.name().map(str::to_owned));
    }
    assert_eq!(names.first().map(String::as_str), Some("response.created"));
    assert_eq!(names.last().map(String::as_str), Some("response.completed"));
    assert_eq!(stream.finish_reason(), Some("completed"));
    assert_eq!(stream.usage().map(Usage::output_tokens), Some(4));
    Ok(())
}

#[tokio::test]
async fn an_error_behind_an_item_has_the_history_of_the_call() -> Result<(), Error> {
    let api = FakeApi::start().await.status(500).events([token("a")]).unfinished();
    let mut stream = chat(&api.client(), json!({})).await?;
    assert_eq!(stream.attempts().len(), 2);
    stream.next().await.expect("an item")?;
    let error = stream.next().await.expect("an end").expect_err("no terminal event");
    assert_eq!(error.kind(), ErrorKind::StreamInterrupted);
    assert_eq!(error.stopped(), Some(Stopped::HandedOut));
    assert_eq!(error.attempts().len(), 2);
    assert_eq!(
        error.attempts().failed()[0].status(),
        Some(http::StatusCode::INTERNAL_SERVER_ERROR)
    );
    assert_eq!(error.attempts().failed()[1].kind(), ErrorKind::StreamInterrupted);
    assert_eq!(error.site().map(openai_call::Site::name), Some("chat"));
    assert_eq!(error.request_id(), Some("req_2"));
    assert_eq!(error.client_request_id(), api.requests()[1].header("x-client-request-id"));
    assert!(error.to_string().contains("handed out"), "{error}");
    assert_eq!(stream.attempts().failed().len(), 2, "the stream tells what its error does");
    assert!(stream.next().await.is_none());
    Ok(())
}

#[tokio::test]
async fn an_error_event_that_echoes_the_key_does_not_show_it() -> Result<(), Error> {
    let api = FakeApi::start().await;
    let echo = json!({ "error": { "message": format!("bad {KEY}"), "code": KEY } });
    api.events([token("a"), echo]).header("x-echo", KEY);
    let mut stream = chat(&client(&api.url()), json!({})).await?;
    stream.next().await.expect("an item")?;
    let error = stream.next().await.expect("an end").expect_err("an error event");
    assert!(!everything_shown(&error).contains(KEY), "{error}");
    assert!(!format!("{:?}", error.headers()).contains(KEY));
    Ok(())
}

/// What is read to its end leaves a connection that serves the next request, even if the server ends
/// the body a little later than the stream.
#[tokio::test]
async fn a_finished_stream_gives_its_connection_back() -> Result<(), Error> {
    const HEAD: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\
        transfer-encoding: chunked\r\n\r\n";
    const EVENTS: &[u8] = b"a\r\ndata: {}\n\n\r\ne\r\ndata: [DONE]\n\n\r\n";

    let (listener, url) = listen().await;
    let (complete, is_complete) = tokio::sync::oneshot::channel();
    let server = tokio::spawn(async move {
        let mut socket = accept(&listener).await;
        socket.write_all(&[HEAD, EVENTS].concat()).await.expect("a client that reads");
        is_complete.await.expect("a client that reads");
        socket.write_all(b"0\r\n\r\n").await.expect("a client that reads");
        read_head(&mut socket).await;
        socket.write_all(&[HEAD, EVENTS].concat()).await.expect("a client that reads");
    });
    let client = client(&url);
    let mut stream = events(&client).await?;
    stream.next().await.expect("an item")?;
    while !stream.is_complete() {
        let end = poll_fn(|task| Poll::Ready(pin!(stream.next()).poll(task))).await;
        assert!(end.is_pending(), "the body has not ended yet");
        tokio::task::yield_now().await;
    }
    complete.send(()).expect("a server that waits");
    assert!(stream.next().await.is_none());
    drop(timeout(Duration::from_secs(30), events(&client)).await.expect("the same connection")?);
    server.await.expect("the second request came on the first connection");
    Ok(())
}

/// A server that does not close behind `[DONE]` does not keep the reader.
#[tokio::test]
async fn a_stream_ends_with_its_terminal_event() -> Result<(), Error> {
    let api = FakeApi::start().await;
    api.events([StreamEvent::from(last("a")), StreamEvent::from("[DONE]")]).unfinished().hang();
    let mut stream = chat(&api.client(), json!({})).await?;
    assert_eq!(said(&mut stream).await?, "a");
    assert!(stream.is_complete());
    drop(stream);
    api.wait_for_hang_ups(1).await;
    Ok(())
}

/// What the combinators of other crates ask for.
#[tokio::test]
async fn it_is_a_stream_that_can_be_sent_and_moved() -> Result<(), Error> {
    fn check<S: futures_core::Stream + Send + Unpin + 'static>(stream: S) -> S {
        stream
    }
    let api = FakeApi::start().await.reply("hello");
    let mut stream = check(chat(&api.client(), json!({})).await?);
    let reading = tokio::spawn(async move { said(&mut stream).await });
    assert_eq!(reading.await.expect("no panic")?, "hello");
    Ok(())
}
