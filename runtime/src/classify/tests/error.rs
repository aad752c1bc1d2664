use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode};

use crate::classify::is_error;
use crate::error::{BODY_LIMIT, Error};
use crate::kind::ErrorKind;

fn found(body: &str) -> Option<Error> {
    let headers = HeaderMap::from_iter([(
        http::HeaderName::from_static("x-request-id"),
        HeaderValue::from_static("req_1"),
    )]);
    let body = Bytes::copy_from_slice(body.as_bytes());
    is_error(&body).then(|| Error::from_response(StatusCode::OK, headers, body))
}

#[test]
fn an_error_in_a_success_keeps_the_status_and_the_request_id() {
    let error = found(r#"{"error":{"code":429,"message":"slowly"}}"#).expect("an error");
    assert_eq!(error.kind(), ErrorKind::RateLimit);
    assert_eq!(error.status(), Some(StatusCode::OK));
    assert_eq!(error.code(), Some("429"));
    assert_eq!(error.request_id(), Some("req_1"));
}

#[test]
fn a_success_is_no_error() {
    assert!(found(r#"{"choices":[{"message":{"content":"error"}}],"error":null}"#).is_none());
    assert!(found("<html>").is_none());
}

#[test]
fn keeps_the_beginning_of_a_long_body() {
    let body = vec![b'x'; BODY_LIMIT + 1];
    let error = Error::from_response(StatusCode::BAD_GATEWAY, HeaderMap::new(), body);
    assert_eq!(error.body().len(), BODY_LIMIT);
    assert_eq!(error.message().len(), 200);
}

#[test]
fn tells_the_server_s_word_on_retrying_from_its_likes() {
    let cases = [("true", Some(true)), ("false", Some(false)), ("TRUE", None), ("1", None)];
    for (value, expected) in cases {
        let mut headers = HeaderMap::new();
        headers.insert("x-should-retry", HeaderValue::from_static(value));
        let error = Error::from_response(StatusCode::BAD_REQUEST, headers, Bytes::new());
        assert_eq!(error.should_retry(), expected, "{value}");
    }
}

#[test]
fn keeps_every_header_as_it_came() {
    let mut headers = HeaderMap::new();
    headers.append("set-cookie", HeaderValue::from_static("a=1; b:2"));
    headers.append("retry-after", HeaderValue::from_static(""));
    headers.append("set-cookie", HeaderValue::from_bytes(b"\xff \t;").expect("a value"));
    let mut secret = HeaderValue::from_static("s");
    secret.set_sensitive(true);
    headers.append("x-secret", secret);

    let error = Error::from_response(StatusCode::BAD_REQUEST, headers.clone(), Bytes::new());
    assert_eq!(*error.headers(), headers);
    assert_eq!(error.clone().with_request_id("req_1").headers(), &headers);
    let sensitive = error.headers().iter().filter(|(_, value)| value.is_sensitive());
    assert_eq!(sensitive.map(|(name, _)| name).collect::<Vec<_>>(), ["x-secret"]);
}
