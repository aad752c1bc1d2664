use proptest::prelude::*;
use serde_json::json;

use crate::stream::item::WireEvent;
use crate::stream::plain::Plain;
use crate::stream::protocol::{OTHER, Protocol};

/// The protocol of an event with this data.
fn of(data: &str) -> &'static Protocol {
    let event = sse_stream::Sse { data: Some(data.to_owned()), ..Default::default() };
    Protocol::of(&WireEvent::of(event)).unwrap_or(&OTHER)
}

#[test]
fn finds_the_words_that_matter() {
    let (chat, response) = (of(r#"{"choices":[]}"#), of(r#"{"type":"response.created"}"#));
    let ollama = of(r#"{"model":"m","done":false}"#);
    let cases = [
        (chat, "", false),
        (
            chat,
            r#"{"choices":[{"delta":{"content":"a"},"finish_reason":null}],"usage":null}"#,
            false,
        ),
        (chat, "{\"finish_reason\" :\n null, \"error\" : null}", false),
        (chat, r#"{"choices":[{"finish_reason":null},{"finish_reason":"stop"}]}"#, true),
        (chat, r#"{"finish_reason": "stop"}"#, true),
        (chat, r#"{"usage":{"total_tokens":1}}"#, true),
        (chat, r#"{"choices":[{"index":0,"delta":{}}]}"#, false),
        (chat, r#"{"choices":[{"index": 1,"delta":{}}]}"#, true),
        (chat, r#"{"error":{"code":1}}"#, true),
        (chat, r#"{"error":""}"#, true),
        (chat, r#"{"type":"error"}"#, true),
        (chat, r#"{"content":"she said \"error\": no"}"#, false),
        (response, r#"{"type":"response.completed"}"#, true),
        (response, r#"{"type":"response.incomplete"}"#, true),
        (response, r#"{"type":"response.failed"}"#, true),
        (
            response,
            r#"{"type":"response.output_text.delta","delta":"it said response.failed"}"#,
            false,
        ),
        (response, r#"{"index":1,"finish_reason":"stop","usage":null}"#, false),
        (ollama, r#"{"model":"m","done" : false}"#, false),
        (ollama, r#"{"model":"m","done":true}"#, true),
        (&OTHER, r#"{"done":true,"finish_reason":"stop"}"#, false),
        (&OTHER, r#"{"error":"no"}"#, true),
    ];
    for (protocol, data, expected) in cases {
        assert_eq!(protocol.search().finds_any(data.as_bytes()), expected, "{data}");
    }
}

fn any_part() -> impl Strategy<Value = String> {
    let known = prop::sample::select(
        &[
            "\"error\"",
            "\"usage\"",
            "\"index\"",
            "error",
            "index",
            ":\"",
            "\"",
            ":",
            "null",
            "0",
            "nu",
            " ",
            "x",
        ][..],
    );
    prop_oneof![
        8 => known.prop_map(str::to_owned),
        1 => (0..50_usize).prop_map(|length| "x".repeat(length)),
        1 => (0..50_usize).prop_map(|length| " ".repeat(length)),
    ]
}

#[test]
fn events_that_differ_in_texts_alone_are_alike() {
    let search = of(r#"{"choices":[]}"#).search();
    let event = |id: u8, text: &str, behind: &str| {
        let delta = format!(r#"{{"index":0,"delta":{{"content":"{text}"}}}}"#);
        format!(r#"{{"id":"chatcmpl-{id}","choices":[{delta}],"obfuscation":"{behind}"}}"#)
    };
    let mut plain = Plain::default();
    let is_like =
        |plain: &Plain, event: &str| plain.is_like(event.as_bytes(), |text| search.is_word(text));
    assert!(!is_like(&plain, "{}"));
    plain.keep(event(1, " a", "qw").as_bytes());
    for other in [event(1, " a", "qw"), event(2, "", ""), event(3, "her name", "x")] {
        assert!(is_like(&plain, &other), "{other}");
    }
    for other in
        [event(1, "error", "qw"), event(1, "she \\\"said\\\"", "x"), event(1, "a", "b") + "}"]
    {
        assert!(!is_like(&plain, &other), "{other}");
    }
    let finished = event(1, " a", "qw").replace("\"index\":0", "\"index\":1");
    assert!(!is_like(&plain, &finished));
}

proptest! {
    /// Wherever a word stands in an event of whatever length, it is found.
    #[test]
    fn finds_a_word_at_any_place(
        before in 0..5000_usize,
        texts in prop::collection::vec(".{0,40}", 0..40),
        behind in 0..5000_usize,
        word in prop::sample::select(&["error", "usage", "finish_reason"][..]),
    ) {
        let (before, behind) = ("x".repeat(before), "x".repeat(behind));
        let plain = json!({ "a": before, "b": texts, "z": behind }).to_string();
        let search = of(r#"{"choices":[]}"#).search();
        prop_assert!(!search.finds_any(plain.as_bytes()));
        let value = json!({ "a": before, "b": texts, (word): 1, "z": behind }).to_string();
        prop_assert!(search.finds_any(value.as_bytes()));
    }

    /// What is like a plain event would have been searched in vain.
    #[test]
    fn is_like_a_plain_event_only_without_a_word(
        plain in prop::collection::vec(any_part(), 0..12),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any_part()), 0..4),
    ) {
        let search = of(r#"{"choices":[]}"#).search();
        let mut event = plain.clone();
        for (place, part) in changes {
            let place = place.index(event.len() + 1);
            event.splice(place..(place + 1).min(event.len()), [part]);
        }
        let (plain, event) = (plain.concat(), event.concat());
        if !search.finds_any(plain.as_bytes()) {
            let mut kept = Plain::default();
            kept.keep(plain.as_bytes());
            let is_like = kept.is_like(event.as_bytes(), |text| search.is_word(text));
            prop_assert!(!is_like || !search.finds_any(event.as_bytes()), "{plain} {event}");
        }
    }
}
