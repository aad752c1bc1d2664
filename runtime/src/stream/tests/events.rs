use bytes::Bytes;
use proptest::prelude::*;
use serde_json::Value;

use super::{CHUNK, STOP, all, named, read, response, run, values};
use crate::ErrorKind;

#[test]
fn an_event_that_is_too_large_is_an_error_and_is_not_kept() {
    let mut chunks = vec![Bytes::from_static(b"data: \"")];
    chunks.extend(vec![Bytes::from(vec![b'x'; 1 << 20]); 40]);
    assert_eq!(read(chunks), (Vec::new(), Some(ErrorKind::Decode)));
}

#[test]
fn comments_that_go_on_forever_are_an_error() {
    let event = Bytes::from_static(b"data: 1\n\n");
    let comments = Bytes::from(": still here\n\n".repeat(1 << 16));
    let small = [event.clone(), comments.clone(), event.clone()];
    assert_eq!(read(small.to_vec()).0.len(), 2);
    let mut chunks = vec![event.clone()];
    chunks.extend(vec![comments; 30]);
    chunks.push(event);
    let (items, end) = read(chunks);
    assert_eq!((items.len(), end), (1, Some(ErrorKind::Decode)));
}

/// It is told as soon as it is there, even if the server does not close.
#[test]
fn an_error_that_is_no_event_keeps_its_code_and_body() {
    let body = r#"{"error":{"code":"invalid_api_key","message":"No such key."}}"#;
    run(async {
        let (first, rest) = body.as_bytes().split_at(20);
        let chunks = vec![Bytes::copy_from_slice(first), Bytes::copy_from_slice(rest)];
        let error = values(response(chunks)).await.expect_err("an error");
        assert_eq!(error.kind(), ErrorKind::Authentication);
        assert_eq!((error.code(), error.message()), (Some("invalid_api_key"), "No such key."));
        assert_eq!(error.body(), body.as_bytes());
    });
}

#[test]
fn names_usage_and_reason_are_there() {
    let events = "event: response.completed\ndata: {\"type\":\"response.completed\",\"response\":\
                  {\"status\":\"completed\",\"service_tier\":\"flex\",\"usage\":{\"input_tokens\":1,\"output_tokens\":2,\"total_tokens\":3}}}\n\n";
    run(async {
        let mut stream = named(response(vec![Bytes::from(events)])).await.expect("a stream");
        let event = stream.next().await.expect("an item").expect("an event");
        assert_eq!(event.name(), Some("response.completed"));
        assert_eq!(event["type"], "response.completed");
        assert_eq!(stream.finish_reason(), Some("completed"));
        assert_eq!(stream.usage().map(crate::Usage::total_tokens), Some(3));
        assert_eq!(stream.usage().as_ref().and_then(crate::Usage::service_tier), Some("flex"));
        assert!(stream.is_complete());
    });
}

#[test]
fn an_error_behind_a_split_byte_order_mark_is_one() {
    let body = Bytes::from("\u{feff}{\"error\":1}");
    for cut in 1..4 {
        let chunks = vec![body.slice(..cut), body.slice(cut..)];
        assert_eq!(read(chunks), (Vec::new(), Some(ErrorKind::ServerError)), "{cut}");
    }
}

/// An event as a server may write it.
#[derive(Clone, Debug)]
struct Written {
    name: Option<&'static str>,
    data: Value,
    comment: Option<String>,
    line_end: &'static str,
    space: &'static str,
    /// JSON over many lines, each on its own `data` line.
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
        prop::option::of(prop::sample::select(&["message", "token"][..])),
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
    /// However the bytes are split, the items are those that were written, with their names.
    #[test]
    fn any_split_of_any_events_gives_the_same_items(
        events in prop::collection::vec(any_event(), 1..8),
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
            "[",
            CHUNK,
            STOP,
        ][..],
    );
    prop_oneof![any::<Vec<u8>>(), known.prop_map(|part| part.as_bytes().to_vec())]
}
