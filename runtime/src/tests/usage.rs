use proptest::prelude::*;
use serde_json::{Value, json};

use crate::Usage;

/// The tokens in all, by parsing the whole.
fn parsed(body: &Value) -> Option<u64> {
    let usage = body.get("usage")?;
    usage.is_object().then(|| usage["total_tokens"].as_u64().unwrap_or(0))
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
