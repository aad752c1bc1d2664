use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

use bytes::Bytes;
use futures_core::Stream;
use proptest::prelude::*;
use serde_json::Value;
use tokio::runtime::Builder;

use super::{Event, EventStream};
use crate::{Error, ErrorKind, openai_call};

#[openai_call(retry = "none")]
async fn values(response: reqwest::Response) -> Result<EventStream<Value>, Error> {
    response
}

#[openai_call(retry = "none")]
async fn named(response: reqwest::Response) -> Result<EventStream<Event<Value>>, Error> {
    response
}

/// A list of chunks as the body of a response.
struct Chunks(Vec<Bytes>);

impl Stream for Chunks {
    type Item = Result<Bytes, std::io::Error>;

    fn poll_next(
        mut self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> Poll<Option<Self::Item>> {
        Poll::Ready((!self.0.is_empty()).then(|| Ok(self.0.remove(0))))
    }
}

fn response(chunks: Vec<Bytes>) -> reqwest::Response {
    let body = reqwest::Body::wrap_stream(Chunks(chunks));
    let response = http::Response::builder().header("content-type", "text/event-stream");
    response.body(body).expect("a response").into()
}

/// Every item, and what the stream ended in.
fn read(chunks: Vec<Bytes>) -> (Vec<Value>, Option<ErrorKind>) {
    let runtime = Builder::new_current_thread().enable_time().build().expect("a runtime");
    runtime.block_on(async {
        let mut items = Vec::new();
        let stream = match values(response(chunks)).await {
            Ok(stream) => stream,
            Err(error) => return (items, Some(error.kind())),
        };
        let mut stream = pin!(stream);
        loop {
            match poll_fn(|cx| stream.as_mut().poll_next(cx)).await {
                Some(Ok(item)) => items.push(item),
                Some(Err(error)) => {
                    let after = poll_fn(|cx| stream.as_mut().poll_next(cx)).await;
                    assert!(after.is_none(), "nothing comes behind an error");
                    return (items, Some(error.kind()));
                }
                None => return (items, None),
            }
        }
    })
}

fn text(text: &str) -> (usize, Option<ErrorKind>) {
    let (items, end) = read(vec![Bytes::copy_from_slice(text.as_bytes())]);
    (items.len(), end)
}

const CHUNK: &str = "data: {\"choices\":[{\"delta\":{\"content\":\"an error\"},\"finish_reason\":null}],\"error\":null}\n\n";
const STOP: &str = "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";
const DONE: &str = "data: [DONE]\n\n";

#[test]
#[rustfmt::skip]
fn every_end_is_told() {
    use ErrorKind::{ServerError, ServiceUnavailable, StreamInterrupted};

    let created = "event: response.created\ndata: {\"type\":\"response.created\",\"response\":{\"status\":\"in_progress\"}}\n\n";
    let completed = "data: {\"type\":\"response.completed\",\"response\":{\"status\":\"completed\",\"usage\":{\"input_tokens\":1,\"output_tokens\":2,\"total_tokens\":3}}}\n\n";
    let incomplete = "data: {\"type\":\"response.incomplete\",\"response\":{\"status\":\"incomplete\"}}\n\n";
    let failed = "data: {\"type\":\"response.failed\",\"response\":{\"object\":\"response\",\"status\":\"failed\",\"error\":{\"code\":\"server_error\"}}}\n\n";
    let cases = [
        (format!("{CHUNK}{STOP}{DONE}"), (2, None)),
        (format!("{CHUNK}{DONE}"), (1, None)),
        (format!("{CHUNK}{STOP}"), (2, None)),
        (DONE.to_owned(), (0, None)),
        (CHUNK.to_owned(), (1, Some(StreamInterrupted))),
        (String::new(), (0, Some(StreamInterrupted))),
        (": keep-alive\n\n".to_owned(), (0, Some(StreamInterrupted))),
        (format!("{created}{completed}"), (2, None)),
        (format!("{created}{incomplete}"), (2, None)),
        (created.to_owned(), (1, Some(StreamInterrupted))),
        (format!("{created}{DONE}"), (1, None)),
        // What belongs to neither protocol ends with its close.
        ("data: {\"a\":1}\n\ndata: {\"a\":2}\n\n".to_owned(), (2, None)),
        // Errors in every known form, and one that is none.
        (format!("{CHUNK}data: {{\"error\":{{\"code\":\"server_is_overloaded\"}}}}\n\n"), (1, Some(ServiceUnavailable))),
        (format!("{CHUNK}data: {{\"error\":\"boom\"}}\n\n"), (1, Some(ServerError))),
        (format!("{CHUNK}event: error\ndata: {{\"type\":\"error\",\"sequence_number\":2,\"error\":{{\"type\":\"server_error\"}}}}\n\n"), (1, Some(ServerError))),
        (format!("{CHUNK}event: error\ndata: {{\"type\":\"error\",\"code\":\"slow_down\",\"message\":\"\"}}\n\n"), (1, Some(ServiceUnavailable))),
        (format!("{CHUNK}data: {{\"type\":\"error\",\"code\":\"server_error\",\"message\":\"\"}}\n\n"), (1, Some(ServerError))),
        (format!("{CHUNK}event: error\ndata: boom\n\n"), (1, Some(ServerError))),
        (format!("{created}{failed}"), (1, Some(ServerError))),
        (format!("{CHUNK}data: {{\"choices\":[{{\"error\":{{\"code\":502}},\"finish_reason\":\"error\"}}]}}\n\n"), (1, Some(ServerError))),
        (format!("{CHUNK}data: {{\"choi\n\n"), (1, Some(ErrorKind::Decode))),
        // How it is written.
        (format!("\u{feff}{CHUNK}{DONE}"), (1, None)),
        (format!("{CHUNK}{DONE}").replace('\n', "\r\n"), (1, None)),
        (format!("{CHUNK}{DONE}").replace('\n', "\r"), (1, None)),
        (format!(": OPENROUTER PROCESSING\n\n{CHUNK}: again\n{DONE}"), (1, None)),
        (format!("{CHUNK}{DONE}").replace("data: ", "data:"), (1, None)),
        ("data: {\"a\":\ndata: 1}\n\n".to_owned(), (1, None)),
        // The last event without its blank line.
        (format!("{CHUNK}{}", STOP.trim_end()), (2, None)),
        (format!("{CHUNK}{}", DONE.trim_end()), (1, None)),
    ];
    for (events, expected) in cases {
        assert_eq!(text(&events), expected, "{events}");
    }
}

#[test]
fn an_event_that_is_too_large_is_an_error_and_is_not_kept() {
    let mut chunks = vec![Bytes::from_static(b"data: \"")];
    chunks.extend(vec![Bytes::from(vec![b'x'; 1 << 20]); 40]);
    assert_eq!(read(chunks), (Vec::new(), Some(ErrorKind::Decode)));
}

#[test]
fn names_usage_and_reason_are_there() {
    let events = "event: response.completed\ndata: {\"type\":\"response.completed\",\"response\":\
                  {\"status\":\"completed\",\"usage\":{\"input_tokens\":1,\"output_tokens\":2,\"total_tokens\":3}}}\n\n";
    let runtime = Builder::new_current_thread().enable_time().build().expect("a runtime");
    runtime.block_on(async {
        let stream = named(response(vec![Bytes::from(events)])).await.expect("a stream");
        let mut stream = pin!(stream);
        let event = poll_fn(|cx| stream.as_mut().poll_next(cx)).await.expect("an item");
        let event = event.expect("an event");
        assert_eq!(event.name(), Some("response.completed"));
        assert_eq!(event["type"], "response.completed");
        assert_eq!(stream.finish_reason(), Some("completed"));
        assert_eq!(stream.usage().map(crate::Usage::total_tokens), Some(3));
        assert!(stream.is_complete());
    });
}

proptest! {
    #[test]
    fn any_split_gives_the_same(mut cuts in prop::collection::vec(0..600_usize, 0..12)) {
        let whole = format!("\u{feff}: ö\n\n{CHUNK}data: {{\"choices\":[],\r\ndata: \"ü\":1}}\r\n\r\n{STOP}{DONE}");
        let bytes = Bytes::from(whole);
        for cut in &mut cuts {
            *cut = (*cut).min(bytes.len());
        }
        cuts.extend([0, bytes.len()]);
        cuts.sort_unstable();
        let chunks = cuts.windows(2).map(|pair| bytes.slice(pair[0]..pair[1]));
        let chunks: Vec<_> = chunks.filter(|chunk| !chunk.is_empty()).collect();
        prop_assert_eq!(read(chunks), read(vec![bytes.clone()]));
        prop_assert_eq!(read(vec![bytes]).0.len(), 3);
    }

    #[test]
    fn any_bytes_end(parts in prop::collection::vec(any_part(), 0..16)) {
        read(parts.into_iter().map(Bytes::from).filter(|part| !part.is_empty()).collect());
    }
}

fn any_part() -> impl Strategy<Value = Vec<u8>> {
    let known = prop::sample::select(
        &[
            "data: ",
            "data:",
            "{}",
            "[DONE]",
            "\n",
            "\r",
            "\n\n",
            "event: error\n",
            ": c\n",
            "\u{feff}",
            "null",
            "{\"error\":1}",
            CHUNK,
            STOP,
        ][..],
    );
    prop_oneof![any::<Vec<u8>>(), known.prop_map(|part| part.as_bytes().to_vec())]
}
