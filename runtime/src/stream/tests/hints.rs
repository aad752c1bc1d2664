use proptest::prelude::*;

use crate::stream::hints::{HintFinder, Hints};

const NONE: Hints = Hints { may_be_error: false, needs_parsing: false };

#[test]
fn finds_the_words_that_matter() {
    let error = Hints { may_be_error: true, ..NONE };
    let parsed = Hints { needs_parsing: true, ..NONE };
    let cases = [
        ("", NONE),
        (r#"{"choices":[{"delta":{"content":"a"},"finish_reason":null}],"usage":null}"#, NONE),
        ("{\"finish_reason\" :\n null, \"error\" : null}", NONE),
        (r#"{"choices":[{"finish_reason":null},{"finish_reason":"stop"}]}"#, parsed),
        (r#"{"finish_reason": "stop"}"#, parsed),
        (r#"{"usage":{"total_tokens":1}}"#, parsed),
        (r#"{"choices":[{"index":0,"delta":{}}]}"#, NONE),
        (r#"{"choices":[{"index": 1,"delta":{}}]}"#, parsed),
        (r#"{"type":"response.completed"}"#, parsed),
        (r#"{"type":"response.incomplete"}"#, parsed),
        (r#"{"type":"response.output_text.delta","delta":"it said response.failed"}"#, NONE),
        (r#"{"type":"response.failed"}"#, error),
        (r#"{"error":{"code":1}}"#, error),
        (r#"{"error":""}"#, error),
        (r#"{"type":"error"}"#, error),
        (r#"{"content":"she said \"error\": no"}"#, NONE),
    ];
    for (data, expected) in cases {
        assert_eq!(Hints::of(data.as_bytes()), expected, "{data}");
    }
}

fn any_part() -> impl Strategy<Value = String> {
    let word = prop::sample::select(
        &[
            "\"error\"",
            "\"usage\"",
            "\"index\"",
            "\"finish_reason\"",
            "\"response.",
            "failed\"",
            "completed\"",
        ][..],
    );
    let value = prop::sample::select(&[":", "null", "{}", " ", "\n", "nul", "1", "\""][..]);
    prop_oneof![
        word.prop_map(str::to_owned),
        value.prop_map(str::to_owned),
        (0..90_usize).prop_map(|length| "x".repeat(length)),
        (0..50_usize).prop_map(|length| " ".repeat(length)),
    ]
}

proptest! {
    /// A beginning that is skipped because it is known has no hints.
    #[test]
    fn searches_every_event_as_if_it_were_the_first(
        beginning in prop::collection::vec(any_part(), 0..6),
        events in prop::collection::vec((0..6_usize, prop::collection::vec(any_part(), 0..6)), 0..8),
    ) {
        let mut finder = HintFinder::default();
        for (shared, rest) in events {
            let shared = shared.min(beginning.len());
            let data = beginning[..shared].concat() + &rest.concat();
            prop_assert_eq!(finder.hints(&data), Hints::of(data.as_bytes()), "{}", data);
        }
    }
}
