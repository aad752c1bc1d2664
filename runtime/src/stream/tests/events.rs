use std::task::Poll;

use bytes::Bytes;
use futures_core::Stream;
use proptest::prelude::*;
use serde_json::Value;
use tokio::runtime::Builder;

use crate::{Error, ErrorKind, openai_call};
use crate::{Event, EventStream, StreamItem};

#[openai_call(retry = "none")]
async fn values(response: reqwest::Response) -> Result<EventStream<Value>, Error> {
    response
}

#[openai_call(retry = "none")]
async fn named(response: reqwest::Response) -> Result<EventStream<Event<Value>>, Error> {
    response
}

/// A list of chunks as the body of a response.
struct Chunks(std::vec::IntoIter<Bytes>);

impl Stream for Chunks {
    type Item = Result<Bytes, std::io::Error>;

    fn poll_next(
        mut self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.next().map(Ok))
    }
}

fn response(chunks: Vec<Bytes>) -> reqwest::Response {
    let body = reqwest::Body::wrap_stream(Chunks(chunks.into_iter()));
    let response = http::Response::builder().header("content-type", "text/event-stream");
    response.body(body).expect("a response").into()
}

fn run<T>(test: impl Future<Output = T>) -> T {
    Builder::new_current_thread().enable_time().build().expect("a runtime").block_on(test)
}

/// Every item, and what the stream ended in.
async fn all<T: StreamItem>(stream: Result<EventStream<T>, Error>) -> (Vec<T>, Option<ErrorKind>) {
    let mut items = Vec::new();
    let mut stream = match stream {
        Ok(stream) => stream,
        Err(error) => return (items, Some(error.kind())),
    };
    loop {
        match stream.next().await {
            Some(Ok(item)) => items.push(item),
            Some(Err(error)) => {
                assert!(stream.next().await.is_none(), "nothing comes behind an error");
                return (items, Some(error.kind()));
            }
            None => {
                assert!(stream.is_complete(), "what ends without an error is complete");
                return (items, None);
            }
        }
    }
}

fn read(chunks: Vec<Bytes>) -> (Vec<Value>, Option<ErrorKind>) {
    run(async { all(values(response(chunks)).await).await })
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
        // A greeting does not make it another protocol.
        (format!("data: {{\"type\":\"ping\"}}\n\n{CHUNK}"), (2, Some(StreamInterrupted))),
        (format!("data: {{\"type\":\"ping\"}}\n\n{CHUNK}{STOP}"), (3, None)),
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
        // Half an event, and then a clean close.
        (format!("{CHUNK}data: {{\"choi"), (1, Some(StreamInterrupted))),
        (format!("{CHUNK}data: [DO"), (1, Some(StreamInterrupted))),
        // Errors in no known form.
        (format!("{CHUNK}event: error\n\n"), (1, Some(ServerError))),
        (format!("{CHUNK}event: error\ndata: {{\"message\":\"boom\"}}\n\n"), (1, Some(ServerError))),
        (format!("{created}data: {{\"type\":\"response.failed\",\"response\":{{\"error\":null}}}}\n\n"), (1, Some(ServerError))),
        (format!("{CHUNK}data: {{\"type\":\"error\"}}\n\n"), (1, Some(ServerError))),
        // What only looks like one.
        (format!("{CHUNK}data: {{\"choices\":[],\"delta\":\"error\",\"text\":\"\\\"error\\\": 1\"}}\n\n{DONE}"), (2, None)),
        (format!("{created}data: {{\"type\":\"response.output_text.delta\",\"delta\":\"response.failed\"}}\n\n{completed}"), (3, None)),
        // Several choices, of which one has finished.
        ("data: {\"choices\":[{\"index\":1,\"finish_reason\":null},{\"index\":0,\"finish_reason\":\"stop\"}]}\n\n".to_owned(), (1, None)),
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
    run(async {
        let mut stream = named(response(vec![Bytes::from(events)])).await.expect("a stream");
        let event = stream.next().await.expect("an item").expect("an event");
        assert_eq!(event.name(), Some("response.completed"));
        assert_eq!(event["type"], "response.completed");
        assert_eq!(stream.finish_reason(), Some("completed"));
        assert_eq!(stream.usage().map(crate::Usage::total_tokens), Some(3));
        assert!(stream.is_complete());
    });
}

/// An event as a server may write it.
#[derive(Clone, Debug)]
struct Written {
    name: Option<&'static str>,
    data: Value,
    comment: Option<String>,
    line_end: &'static str,
    space: &'static str,
    /// JSON over many lines, each of which is a `data` line of its own.
    pretty: bool,
}

impl Written {
    fn text(&self) -> String {
        let Self { name, data, comment, line_end, space, pretty } = self;
        let data = if *pretty { format!("{data:#}") } else { data.to_string() };
        let comment = comment.iter().map(|text| format!(":{space}{text}"));
        let name = name.iter().map(|name| format!("event:{space}{name}"));
        let data = data.lines().map(|line| format!("data:{space}{line}"));
        let lines = comment.chain(name).chain(data).chain([String::new()]);
        lines.flat_map(|line| [line, (*line_end).to_owned()]).collect()
    }
}

fn any_data() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        ".*".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::hash_map("(delta|content|id|x)", inner, 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

fn any_event() -> impl Strategy<Value = Written> {
    (
        prop::option::of(prop::sample::select(&["message", "response.created", "ping"][..])),
        any_data(),
        prop::option::of("[^\r\n]*"),
        prop::sample::select(&["\n", "\r\n", "\r"][..]),
        prop::sample::select(&["", " "][..]),
        any::<bool>(),
    )
        .prop_map(|(name, data, comment, line_end, space, pretty)| Written {
            name,
            data,
            comment,
            line_end,
            space,
            pretty,
        })
}

fn split(bytes: &Bytes, mut cuts: Vec<prop::sample::Index>) -> Vec<Bytes> {
    let mut places: Vec<_> = cuts.drain(..).map(|cut| cut.index(bytes.len() + 1)).collect();
    places.extend([0, bytes.len()]);
    places.sort_unstable();
    let chunks = places.windows(2).map(|pair| bytes.slice(pair[0]..pair[1]));
    chunks.filter(|chunk| !chunk.is_empty()).collect()
}

proptest! {
    /// Whatever its packets: the items are those that were written, with their names.
    #[test]
    fn any_split_of_any_events_gives_the_same_items(
        events in prop::collection::vec(any_event(), 0..8),
        byte_order_mark in any::<bool>(),
        ends_in_a_blank_line in any::<bool>(),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..40),
    ) {
        let mut text = if byte_order_mark { "\u{feff}".to_owned() } else { String::new() };
        text.extend(events.iter().map(Written::text));
        text += if ends_in_a_blank_line { "data: [DONE]\n\n" } else { "data: [DONE]" };
        let chunks = split(&Bytes::from(text), cuts);
        let (items, end) = run(async { all(named(response(chunks)).await).await });
        prop_assert_eq!(end, None);
        let read: Vec<_> = items.iter().map(|item| (item.name(), &**item)).collect();
        let written: Vec<_> = events.iter().map(|event| (event.name, &event.data)).collect();
        prop_assert_eq!(read, written);
    }

    #[test]
    fn any_bytes_end(
        parts in prop::collection::vec(any_part(), 0..16),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..8),
    ) {
        let bytes = Bytes::from(parts.concat());
        let whole = read(vec![bytes.clone()]);
        prop_assert_eq!(read(split(&bytes, cuts)), whole);
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
