use proptest::prelude::*;
use serde_json::{Value, json};

use crate::Usage;

/// The tokens in all, by parsing the whole.
fn parsed(body: &Value) -> Option<u64> {
    let usage = body.get("usage")?;
    usage.is_object().then(|| usage["total_tokens"].as_u64().unwrap_or(0))
}

#[test]
fn the_details_are_read_in_both_protocols() {
    let chat = json!({
        "usage": {
            "prompt_tokens": 9,
            "prompt_tokens_details": { "cached_tokens": 4, "cache_write_tokens": 3, "audio_tokens": 0 },
            "completion_tokens": 7,
            "completion_tokens_details": { "reasoning_tokens": 5 },
        },
        "service_tier": "priority",
    });
    let response = json!({
        "service_tier": "flex",
        "usage": {
            "input_tokens": 9,
            "input_tokens_details": { "cached_tokens": 4, "cache_write_tokens": 3 },
            "output_tokens": 7,
            "output_tokens_details": { "reasoning_tokens": 5 },
        },
    });
    for (body, tier) in [(chat, "priority"), (response, "flex")] {
        let usage = Usage::of(body.to_string().as_bytes()).expect("a usage");
        let cached = (usage.cached_tokens(), usage.cache_write_tokens());
        assert_eq!((cached, usage.reasoning_tokens()), ((4, 3), 5), "{body}");
        assert_eq!(usage.service_tier(), Some(tier), "{body}");
    }
}

#[test]
fn details_that_are_not_told_are_none() {
    let long = "x".repeat(5_000);
    for (body, tier) in [
        (json!({ "usage": { "total_tokens": 1 } }), None),
        (json!({ "usage": { "prompt_tokens_details": null }, "service_tier": null }), None),
        (json!({ "usage": { "prompt_tokens_details": { "cached_tokens": null } } }), None),
        (json!({ "usage": {}, "service_tier": "a tier with a long name" }), None),
        (json!({ "usage": {}, "service_tier": 5 }), None),
        (json!({ "service_tier": "flex", "text": long, "usage": {} }), Some("flex")),
        (json!({ "text": "\"service_tier\": \"flex\"", "usage": {} }), None),
    ] {
        let usage = Usage::of(body.to_string().as_bytes()).expect("a usage");
        let counts = [usage.cached_tokens(), usage.cache_write_tokens(), usage.reasoning_tokens()];
        assert_eq!((counts, usage.service_tier()), ([0; 3], tier), "{body}");
    }
}

#[test]
fn is_found_wherever_it_stands() {
    let usage = json!({ "total_tokens": 7, "details": { "cached": [1, "}"] } });
    let bodies = [
        json!({ "usage": usage }),
        json!({ "choices": [{ "usage": { "total_tokens": 1 } }], "usage": usage }),
        json!({ "usage": usage, "z": { "usage": { "total_tokens": 1 } } }),
        json!({ "usage": usage, "z": "x".repeat(5_000) }),
        json!({ "choices": [{ "content": "a \"usage\": {" }], "usage": usage, "z": "usage" }),
    ];
    for body in bodies {
        for text in [body.to_string(), format!("{body:#}")] {
            let total = Usage::of(text.as_bytes()).map(Usage::total_tokens);
            assert_eq!(total, Some(7), "{text}");
        }
    }
}

#[test]
fn is_none_where_the_body_itself_has_none() {
    let bodies = [
        json!({}),
        json!([{ "usage": { "total_tokens": 1 } }]),
        json!({ "usage": null }),
        json!({ "choices": [{ "usage": { "total_tokens": 1 } }] }),
        json!({ "content": "\"usage\": {}" }),
    ];
    for body in bodies {
        assert_eq!(Usage::of(body.to_string().as_bytes()), None, "{body}");
    }
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<u32>().prop_map(Value::from),
        prop::sample::select(&["usage", "\"usage\":{}", "}", "\\"][..]).prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::hash_map("(usage|total_tokens|x)", inner, 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn is_what_parsing_the_whole_gives(body in any_json()) {
        let body = json!({ "a": body.clone(), "usage": { "total_tokens": 3 }, "z": body });
        let found = Usage::of(body.to_string().as_bytes()).map(Usage::total_tokens);
        prop_assert_eq!(found, parsed(&body));
    }
}
