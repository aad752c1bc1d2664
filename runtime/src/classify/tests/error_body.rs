use crate::classify::error_body::ErrorBody;

#[test]
fn reads_the_source_of_a_limit() {
    let body =
        r#"{"error":{"code":402,"metadata":{"limit_source":"openrouter_in_flight_budget"}}}"#;
    let reason = ErrorBody::read(body).reason;
    assert_eq!(reason.as_deref(), Some("openrouter_in_flight_budget"));
}

#[test]
fn says_nothing_where_nothing_is_said() {
    for body in ["", "  \n", "null", "{}", "[]", "[[]]", "42", "true", "<html></html>", "<"] {
        assert_eq!(ErrorBody::read(body), ErrorBody::default(), "{body}");
    }
}

#[test]
fn reads_what_a_parser_would() {
    let body = r#"{"code":"no","error":{"message":"a \"b\" \u00e9","c\u006fde":1e2,"code":-4,"param":[]}}"#;
    let read = ErrorBody::read(body);
    assert_eq!(read.message.as_deref(), Some("a \"b\" é"));
    assert_eq!(read.code.as_deref(), Some("-4"), "the last one counts");
    assert_eq!(read.param, None);
}

#[test]
fn reads_a_number_that_a_feature_of_the_parser_wraps() {
    let read = ErrorBody::read(r#"{"error":{"code":{"$serde_json::private::Number":"429"}}}"#);
    assert_eq!(read.code.as_deref(), Some("429"));
}
