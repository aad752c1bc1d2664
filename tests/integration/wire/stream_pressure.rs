//! What a stream holds: never more than an event, whatever the server sends and however slow its reader.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use openai_call::testing::{FakeApi, StreamEvent};
use openai_call::{Client, Error, ErrorKind, EventStream, openai_call};
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;
use tokio::task::yield_now;
use tokio::time::timeout;

use crate::wire::support::{accept, client, listen};

const HEAD: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n";

#[openai_call(attempts = 1, timeout = 20s)]
async fn events(client: &Client) -> Result<EventStream<Value>, Error> {
    client.get("events")
}

/// Sends `piece` for ever, and counts the bytes that have left.
async fn flood(listener: TcpListener, piece: Vec<u8>, sent: Arc<AtomicUsize>) {
    let mut socket = accept(&listener).await;
    if socket.write_all(HEAD).await.is_err() {
        return;
    }
    while let Ok(written) = socket.write(&piece).await {
        sent.fetch_add(written, Ordering::Relaxed);
    }
}

/// What may lie between a server and a reader that does not read: the buffers of two sockets, and
/// those of the http client.
const BETWEEN: usize = 24 << 20;

#[tokio::test]
async fn a_slow_reader_holds_the_server_back() -> Result<(), Error> {
    let (listener, url) = listen().await;
    let sent = Arc::new(AtomicUsize::new(0));
    let event = format!("data: \"{}\"\n\n", "x".repeat(64 << 10)).into_bytes();
    let server = tokio::spawn(flood(listener, event, Arc::clone(&sent)));
    let mut stream = events(&client(&url)).await?;
    let mut read = 0;
    for _ in 0..20 {
        read += stream.next().await.expect("an event")?.as_str().map_or(0, str::len);
        // Time for the server to run ahead, if nothing held it: a gigabyte and more.
        for _ in 0..20_000 {
            yield_now().await;
        }
        let ahead = sent.load(Ordering::Relaxed) - read;
        assert!(ahead < BETWEEN, "the server is {ahead} bytes ahead");
    }
    drop(stream);
    timeout(Duration::from_secs(30), server).await.expect("the client hangs up").expect("no panic");
    Ok(())
}

/// A line that does not end, an event that does not, a name that does not: each an error above the
/// bound, and not an allocation.
#[tokio::test]
async fn what_does_not_end_is_an_error() {
    for piece in ["x".repeat(1 << 16), "data: x\n".repeat(1 << 13), "event: x".repeat(1 << 13)] {
        let (listener, url) = listen().await;
        let sent = Arc::new(AtomicUsize::new(0));
        let server = tokio::spawn(flood(listener, piece.into_bytes(), Arc::clone(&sent)));
        let error = events(&client(&url)).await.expect_err("no event");
        assert_eq!(error.kind(), ErrorKind::Decode);
        assert!(error.message().contains("16 MiB"), "{error}");
        server.await.expect("the server ends with its client");
        assert!(sent.load(Ordering::Relaxed) < (16 << 20) + BETWEEN);
    }
}

#[tokio::test]
async fn an_event_below_the_bound_comes_whole() -> Result<(), Error> {
    let text = "x".repeat(15 << 20);
    let api = FakeApi::start().await.events([json!(text)]);
    let item = events(&api.client()).await?.next().await.expect("an event")?;
    assert_eq!(item.as_str().map(str::len), Some(text.len()));
    Ok(())
}

/// A success that is no stream is not read to its end.
#[tokio::test]
async fn a_body_of_another_type_is_kept_to_its_first_part() {
    let body = json!({ "text": "x".repeat(32 << 20) });
    let api = FakeApi::start().await.reply(body);
    let error = events(&api.client()).await.expect_err("no stream");
    assert_eq!((error.kind(), error.body().len()), (ErrorKind::Decode, 64 << 10));
}

/// The server sees it at once: behind an item, before the first one, and while it sends no more.
#[tokio::test]
async fn a_stream_that_is_dropped_hangs_up() -> Result<(), Error> {
    let api = FakeApi::start().await;
    api.events([StreamEvent::from("1")]).unfinished().hang();
    let mut stream = events(&api.client()).await?;
    stream.next().await.expect("an item")?;
    assert_eq!(api.hang_ups(), 0);
    drop(stream);
    api.wait_for_hang_ups(1).await;

    api.events([StreamEvent::comment("soon")]).unfinished().hang();
    let client = api.client();
    let call = tokio::spawn(async move { events(&client).await.is_ok() });
    while api.requests().len() < 2 {
        yield_now().await;
    }
    call.abort();
    api.wait_for_hang_ups(2).await;

    api.events(["1"; 1_000]).pause(Duration::from_millis(1));
    drop(events(&api.client()).await?);
    api.wait_for_hang_ups(3).await;
    Ok(())
}

/// An error that ends a stream ends its connection too.
#[tokio::test]
async fn a_stream_that_failed_hangs_up_while_it_is_still_held() -> Result<(), Error> {
    let api = FakeApi::start().await;
    api.events(["1", "no json"]).unfinished().hang();
    let mut stream = events(&api.client()).await?;
    stream.next().await.expect("an item")?;
    assert!(stream.next().await.expect("an end").is_err());
    api.wait_for_hang_ups(1).await;
    drop(stream);
    Ok(())
}
