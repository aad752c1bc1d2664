//! How long a stream is waited for. Nothing here measures: what is cut off would otherwise never come.

use std::time::Duration;

use openai_call::testing::{FakeApi, StreamEvent};
use openai_call::{Client, Error, ErrorKind, EventStream, Stopped, openai_call};
use serde_json::Value;
use tokio::time::sleep;

use crate::wire::support::{last, token};

/// The items that came, and the error behind them.
async fn read(mut stream: EventStream<Value>) -> (usize, Error) {
    let mut items = 0;
    loop {
        match stream.next().await.expect("an end that is an error") {
            Ok(_) => items += 1,
            Err(error) => return (items, error),
        }
    }
}

#[tokio::test]
async fn a_first_event_that_does_not_come_is_a_failed_attempt() {
    #[openai_call(attempts = 2, backoff = 1ms..2ms, timeout = 100ms, idle = 1h)]
    async fn short(client: &Client) -> Result<EventStream<Value>, Error> {
        client.get("events")
    }

    // No response; a response and no event; a response with nothing but comments.
    let api = FakeApi::start().await;
    api.stall().times(2);
    api.events([] as [Value; 0]).unfinished().hang().times(2);
    let comment = StreamEvent::comment("keep-alive");
    api.events([comment]).unfinished().hang().times(2);
    for has_response in [false, true, true] {
        let error = short(&api.client()).await.expect_err("nothing comes");
        assert_eq!((error.kind(), error.attempts().len()), (ErrorKind::Timeout, 2));
        assert_eq!(error.request_id().is_some(), has_response, "what began has a name");
    }
    api.assert_finished();
}

/// `idle` is for later events: a model may think for longer than it pauses.
#[tokio::test]
async fn the_first_event_may_take_longer_than_idle() -> Result<(), Error> {
    #[openai_call(attempts = 1, timeout = 20s, idle = 50ms)]
    async fn thinking(client: &Client) -> Result<EventStream<Value>, Error> {
        client.get("events")
    }

    // At first nothing but the headers and a comment.
    let api = FakeApi::start().await;
    let comment = StreamEvent::comment("thinking");
    api.events([comment, token("a").into()]).pause(Duration::from_millis(300)).unfinished().hang();
    let (items, error) = read(thinking(&api.client()).await?).await;
    assert_eq!((items, error.kind()), (1, ErrorKind::Timeout));
    Ok(())
}

#[tokio::test]
async fn a_later_event_that_does_not_come_ends_the_stream() -> Result<(), Error> {
    #[openai_call(idle = 100ms, timeout = 1h)]
    async fn short(client: &Client) -> Result<EventStream<Value>, Error> {
        client.get("events")
    }

    let api = FakeApi::start().await.events([token("a"), token("b")]).unfinished().hang();
    let (items, error) = read(short(&api.client()).await?).await;
    assert_eq!((items, error.kind()), (2, ErrorKind::Timeout));
    assert_eq!(error.stopped(), Some(Stopped::HandedOut));
    assert!(error.message().contains("within 100.0ms"), "{error}");
    assert!(error.remedy().contains("`idle`"), "{error}");
    api.wait_for_hang_ups(1).await;
    Ok(())
}

/// Without `idle`, the time between two events is the attempt's.
#[tokio::test]
async fn the_timeout_bounds_later_events_too() -> Result<(), Error> {
    #[openai_call(timeout = 500ms)]
    async fn short(client: &Client) -> Result<EventStream<Value>, Error> {
        client.get("events")
    }

    let api = FakeApi::start().await.events([token("a")]).unfinished().hang();
    let stream = short(&api.client()).await?;
    assert_eq!(stream.site().policy().idle(), Duration::from_millis(500));
    let (items, error) = read(stream).await;
    assert_eq!((items, error.kind()), (1, ErrorKind::Timeout));
    Ok(())
}

/// `timeout` is for the first event alone: a stream may go on for longer.
#[tokio::test]
async fn a_stream_may_take_longer_than_an_attempt() -> Result<(), Error> {
    #[openai_call(attempts = 1, timeout = 2s, idle = 20s)]
    async fn short(client: &Client) -> Result<EventStream<Value>, Error> {
        client.get("events")
    }

    let api = FakeApi::start().await;
    api.events([token("a"), token("b"), last("c")]).pause(Duration::from_millis(1_100));
    let mut stream = short(&api.client()).await?;
    let mut items = 0;
    while let Some(item) = stream.next().await {
        item?;
        items += 1;
    }
    assert_eq!(items, 3);
    Ok(())
}

#[tokio::test]
async fn the_deadline_bounds_the_whole_stream() -> Result<(), Error> {
    #[openai_call(deadline = 1s)]
    async fn short(client: &Client) -> Result<EventStream<Value>, Error> {
        client.get("events")
    }

    // One that hangs, and one that goes on for ever.
    let api = FakeApi::start().await.events([token("a")]).unfinished().hang();
    let (items, error) = read(short(&api.client()).await?).await;
    assert_eq!((items, error.kind()), (1, ErrorKind::Timeout));
    assert_eq!(error.stopped(), Some(Stopped::Deadline));
    assert!(error.remedy().contains("raise `deadline`"), "{error}");

    let endless = vec![token("a"); 10_000];
    let api = FakeApi::start().await.events(endless).pause(Duration::from_millis(1));
    let (_, error) = read(short(&api.client()).await?).await;
    assert_eq!(error.stopped(), Some(Stopped::Deadline));
    Ok(())
}

/// The clock runs while the reader waits, and not while it does something else.
#[tokio::test]
async fn a_slow_reader_is_not_taken_for_a_slow_server() -> Result<(), Error> {
    #[openai_call(idle = 150ms)]
    async fn short(client: &Client) -> Result<EventStream<Value>, Error> {
        client.get("events")
    }

    let api = FakeApi::start().await.events([token("a"), token("b"), last("c")]);
    let mut stream = short(&api.client()).await?;
    let mut items = 0;
    while let Some(item) = stream.next().await {
        item?;
        items += 1;
        sleep(Duration::from_millis(200)).await;
    }
    assert_eq!(items, 3);
    Ok(())
}

/// A stream that another call has begun is still within the deadline of the call around it.
#[tokio::test]
async fn the_deadline_of_a_call_bounds_the_streams_in_it() -> Result<(), Error> {
    #[openai_call]
    async fn endless(client: &Client) -> Result<EventStream<Value>, Error> {
        client.get("endless")
    }

    #[openai_call(deadline = 1s, otherwise = fallback(endless(client)))]
    async fn falls_back(client: &Client) -> Result<EventStream<Value>, Error> {
        client.get("events")
    }

    #[openai_call(deadline = 1s)]
    async fn wraps(client: &Client) -> Result<EventStream<Value>, Error> {
        endless(client).await
    }

    let api = FakeApi::start().await;
    api.status(401).events([token("a")]).unfinished().hang();
    let (items, error) = read(falls_back(&api.client()).await?).await;
    assert_eq!((items, error.stopped()), (1, Some(Stopped::Deadline)));

    api.events([token("a")]).unfinished().hang();
    let (items, error) = read(wraps(&api.client()).await?).await;
    assert_eq!((items, error.stopped()), (1, Some(Stopped::Deadline)));
    api.assert_finished();
    Ok(())
}
