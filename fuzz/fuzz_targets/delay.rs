//! Any headers and any message name a delay that the clock can bear, or none; so do the limits.
#![no_main]

use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use libfuzzer_sys::fuzz_target;
use openai_call::{Error, RateLimits};

const LONGEST: Duration = Duration::from_secs(366 * 24 * 60 * 60);

const NAMES: [&str; 8] = [
    "retry-after",
    "retry-after-ms",
    "x-should-retry",
    "x-rate-limit-reset-tokens",
    "x-ratelimit-limit-tokens",
    "x-ratelimit-remaining-tokens",
    "x-ratelimit-reset-tokens",
    "x-ratelimit-remaining-requests",
];

fuzz_target!(|response: (Vec<(u8, Vec<u8>)>, &str)| {
    let (pairs, message) = response;
    let headers: HeaderMap = pairs
        .into_iter()
        .filter_map(|(name, value)| {
            let name = HeaderName::from_static(NAMES[usize::from(name) % NAMES.len()]);
            Some((name, HeaderValue::from_bytes(&value).ok()?))
        })
        .collect();
    RateLimits::from_headers(&headers);
    let error = Error::from_response(StatusCode::TOO_MANY_REQUESTS, headers, message.to_owned());
    assert!(error.retry_after().is_none_or(|delay| delay <= LONGEST));
});
