use proptest::prelude::*;
use serde_json::Value;

use crate::classify::glance::says_error;
use crate::classify::is_error;
use crate::classify::suspicion::may_be_error;

#[test]
fn sees_an_error_in_a_success() {
    let errors = [
        r#"{"error":{"message":"no"}}"#,
        r#" {"id":1,"choices":null,"error":"no"}"#,
        r#"{"choices":[{"delta":{},"error":{"code":502}}]}"#,
        r#"{"object":"response","status":"failed","error":null}"#,
        r#"{"status":"failed","output":[],"object":"response"}"#,
        r#"{"object":"error","message":"no"}"#,
        r#"{"type":"error","code":"server_error","message":"no"}"#,
        r#"{"type":"error","sequence_number":2,"error":{"type":"server_error"}}"#,
        r#"{"type":"response.failed","response":{"object":"response","status":"failed"}}"#,
        r#"{"type":"response.failed","response":{"error":null}}"#,
        r#"[{"error":{"message":"no"}}]"#,
        r#"
            [ { "error": { "code": 400, "status": "INVALID_ARGUMENT" } } ]"#,
        r#"{"object":5,"status":{},"choices":"x","error":{"code":1}}"#,
    ];
    for body in errors {
        assert!(is_error(body.as_bytes()), "{body}");
    }
}

#[test]
fn gives_no_false_alarm() {
    let successes = [
        "",
        "null",
        "error",
        r#""error""#,
        r#"{"error":null}"#,
        r#"{"error":{}}"#,
        r#"{"error":""}"#,
        r#"{"error":false}"#,
        r#"[["error"]]"#,
        r#"["error"]"#,
        r#"[{"error":null}]"#,
        r#"[{"error":"of a line","id":1}]"#,
        r#"[{"error":{"message":"no"}},{"id":2}]"#,
        r#"{"error":{"message":"no"}"#,
        r#"{"error":{"message":"no"}} and more"#,
        r#"{"choices":[{"message":{"content":"{\"error\":1}"}}]}"#,
        r#"{"choices":[{"message":{"error":"a tool's"}}]}"#,
        r#"{"choices":[{"error":null}]}"#,
        r#"{"data":[{"error":"one of many"}]}"#,
        r#"{"status":"failed"}"#,
        r#"{"object":"batch","status":"failed"}"#,
        r#"{"object":"fine_tuning.job","status":"failed","error":{"code":"invalid_file"}}"#,
        r#"{"object":"video","error":{"code":"moderation_blocked"}}"#,
        r#"{"object":"response","status":"completed","error":null}"#,
        r#"{"object":"response","status":"incomplete","error":null}"#,
        "<html>error</html>",
    ];
    for body in successes {
        assert!(!is_error(body.as_bytes()), "{body}");
    }
}

/// JSON of the words that matter, in any place.
fn any_json() -> impl Strategy<Value = Value> {
    let word = prop::sample::select(
        &["error", "failed", "response", "response.failed", "response.completed", "batch", ""][..],
    );
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<u8>().prop_map(Value::from),
        word.prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        let name = "(error|choices|object|status|type|response|x)";
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::hash_map(name, inner, 0..5)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    /// What is not parsed because no word makes it suspicious is no error.
    #[test]
    fn every_error_is_suspicious(json in any_json(), pretty in any::<bool>(), greeting in ".{0,300}") {
        let mut json = json;
        if let Some(members) = json.as_object_mut() {
            members.insert("a greeting".to_owned(), greeting.into());
        }
        let text = if pretty { format!("{json:#}") } else { json.to_string() };
        prop_assert!(may_be_error(text.as_bytes()) || !says_error(text.as_bytes()), "{}", text);
    }

    #[test]
    fn survives_any_body(body in any::<Vec<u8>>(), depth in 0..2_000_usize) {
        is_error(&body);
        is_error(format!("{{\"error\":{}", "[".repeat(depth)).as_bytes());
    }
}
