//! What holds for every response there is.

use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use openai_call::{Error, RateLimits};
use proptest::prelude::*;

const NAMES: &[&str] = &[
    "retry-after",
    "retry-after-ms",
    "x-should-retry",
    "x-request-id",
    "x-ratelimit-limit-tokens",
    "x-ratelimit-remaining-tokens",
    "x-ratelimit-reset-tokens",
    "x-ratelimit-reset",
    "anthropic-ratelimit-tokens-reset",
    "x-amzn-errortype",
    "date",
];

fn any_headers() -> impl Strategy<Value = HeaderMap> {
    let pair = (
        prop::sample::select(NAMES),
        prop_oneof![any::<Vec<u8>>(), "[-0-9a-z. ]*".prop_map(String::into_bytes)],
    );
    prop::collection::vec(pair, 0..8).prop_map(|pairs| {
        let usable = pairs.into_iter().filter_map(|(name, value)| {
            Some((HeaderName::from_static(name), HeaderValue::from_bytes(&value).ok()?))
        });
        usable.collect()
    })
}

/// Bytes, and what is more like an error than most bytes are.
fn any_body() -> impl Strategy<Value = Vec<u8>> {
    let word = prop::sample::select(
        &[
            "{",
            "}",
            "[",
            "]",
            ":",
            ",",
            "\"error\"",
            "\"message\"",
            "\"detail\"",
            "\"code\"",
            "\"loc\"",
            "\"details\"",
            "\"violations\"",
            "\"retryDelay\"",
            "\"metadata\"",
            "\"raw\"",
            "\"{\\\"error\\\":{\\\"message\\\":\\\"x - {}\\\"}}\"",
            "prompt is too long",
            "'",
            "null",
            "\"None\"",
            "\"type\"",
            "429",
            "1e999",
            "\"try again in 9999999999999999999h\"",
            "\"Limit 99999999999999999999, Requested \"",
            "<title>",
            "<",
            ">",
            "ö",
            "\\",
        ][..],
    );
    prop_oneof![
        any::<Vec<u8>>(),
        prop::collection::vec(word, 0..24).prop_map(|words| words.concat().into_bytes()),
    ]
}

proptest! {
    #[test]
    fn every_response_is_an_error_of_some_kind(
        status in 100_u16..1000,
        headers in any_headers(),
        body in any_body(),
    ) {
        let status = StatusCode::from_u16(status).expect("a status");
        let error = Error::from_response(status, headers.clone(), body.clone());
        prop_assert_eq!(error.status(), Some(status));
        prop_assert_eq!(error.body(), body.as_slice());
        prop_assert!(!error.message().is_empty());
        prop_assert!(!error.to_string().contains('\n'));
        RateLimits::from_headers(&headers);
    }

    #[test]
    fn every_beginning_of_a_body_is_read(cut in 0..200_usize) {
        let body = r#"{"error":{"message":"Limit 30000, Requested 36278. Please try again in 1m26.4s.","type":"tokens","param":null,"code":"rate_limit_exceeded"}}"#;
        let beginning = body.as_bytes().get(..cut).unwrap_or(body.as_bytes());
        let status = StatusCode::TOO_MANY_REQUESTS;
        let error = Error::from_response(status, HeaderMap::new(), beginning.to_vec());
        prop_assert!(!error.message().is_empty());
    }
}
