use crate::classify::error_body::ErrorBody;

#[test]
fn reads_the_source_of_a_limit() {
    let body =
        r#"{"error":{"code":402,"metadata":{"limit_source":"openrouter_in_flight_budget"}}}"#;
    let reason = ErrorBody::read(body.as_bytes()).reason;
    assert_eq!(reason.as_deref(), Some("openrouter_in_flight_budget"));
}

#[test]
fn says_nothing_where_nothing_is_said() {
    for body in ["", "  \n", "null", "{}", "[]", "[[]]", "42", "true", "<html></html>", "<"] {
        assert_eq!(ErrorBody::read(body.as_bytes()), ErrorBody::default(), "{body}");
    }
}
