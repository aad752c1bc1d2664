//! How long the server asks to wait, from each place where it says so. What the official SDKs do
//! about the same headers stands in `sdk_delays.rs`.

use std::time::{Duration, SystemTime};

use http::StatusCode;
use openai_call::Error;

use crate::conformance::case::{difference, headers, report};

/// What a delay of more than a year is clamped to.
const LONGEST: Duration = Duration::from_secs(366 * 24 * 60 * 60);

type Headers = &'static [(&'static str, &'static str)];

fn delay(pairs: Headers, message: &str) -> Option<Duration> {
    let pairs: Vec<_> = pairs.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
    let body = serde_json::json!({ "error": { "message": message } }).to_string();
    Error::from_response(StatusCode::TOO_MANY_REQUESTS, headers(&pairs), body).retry_after()
}

/// Each row: headers, message, the expected delay in seconds.
fn check(rows: &[(Headers, &str, Option<f64>)]) {
    report(rows.iter().filter_map(|(headers, message, seconds)| {
        let expected = seconds.map(Duration::from_secs_f64);
        difference(&format!("{headers:?} {message:?}"), &delay(headers, message), &expected)
    }));
}

#[test]
#[rustfmt::skip]
fn no_delay_is_too_long_to_be_told() {
    let longest = Some(LONGEST.as_secs_f64());
    check(&[
        (&[("retry-after", "121")], "", Some(121.0)),
        (&[("retry-after", "120.001")], "", Some(120.001)),
        (&[("retry-after", "277403")], "", Some(277_403.0)),
        (&[("retry-after", "999999999")], "", longest),
        (&[("retry-after", "1e100")], "", None),
        (&[("retry-after", "99999999999999999999999999999999999")], "", None),
        (&[("retry-after", "Wed, 21 Oct 2099 07:28:00 GMT")], "", longest),
        (&[("retry-after-ms", "120001"), ("retry-after", "7")], "", Some(120.001)),
        (&[("retry-after", "zzz"), ("retry-after", "3")], "", Some(3.0)),
        (&[("retry-after", " 1")], "", Some(1.0)),
    ]);
}

#[test]
#[rustfmt::skip]
fn messages_name_delays() {
    check(&[
        (&[], "Rate limit reached: Limit 30000, Used 29937, Requested 385. Please try again in 644ms.", Some(0.644)),
        (&[], "Please try again in 28ms", Some(0.028)),
        (&[], "Please try again in 11.054s. Visit https://example.com/2 to learn more.", Some(11.054)),
        (&[], "Please try again in 1.898s.", Some(1.898)),
        (&[], "try again in 35 seconds", Some(35.0)),
        (&[], "Please try again in 6m0s.", Some(360.0)),
        (&[], "Please try again in 7m12s.", Some(432.0)),
        (&[], "Please try again in 1m26.4s.", Some(86.4)),
        (&[], "Please try again in 12h30m.", Some(45000.0)),
        (&[], "Please try again in 12h30m0s.", Some(45000.0)),
        (&[], "Please try again in 114h18m0s.", Some(411_480.0)),
        (&[], "Please retry after 33 seconds.", Some(33.0)),
        (&[], "Retry after 86400 seconds", Some(86400.0)),
        (&[], "PLEASE TRY AGAIN IN 5s", Some(5.0)),
        (&[], "Please retry in 33.906398871s.", Some(33.906_398_871)),
        (&[], "Try again in a while. Do not retry after work; try again in 2s", Some(2.0)),
        (&[], "Try again in -3s", None),
        (&[], "Try again in 3", None),
        (&[], "Try again in 6M", None),
        (&[], "Try again in 5 apples", None),
        (&[], "Try again in ", None),
        (&[], "It took 5s", None),
        // What the headers say comes first, if it is usable.
        (&[("retry-after", "7")], "Please try again in 3s.", Some(7.0)),
        (&[("retry-after", "soon")], "Please try again in 3s.", Some(3.0)),
    ]);
}

#[test]
#[rustfmt::skip]
fn the_limit_that_is_used_up_says_when_it_is_full() {
    check(&[
        (&[("x-ratelimit-remaining-requests", "0"), ("x-ratelimit-reset-requests", "8.64s")], "", Some(8.64)),
        (&[("x-ratelimit-remaining-tokens", "0"), ("x-ratelimit-reset-tokens", "6m0s")], "", Some(360.0)),
        (&[("x-ratelimit-remaining-project-tokens", "0"), ("x-ratelimit-reset-project-tokens", "3s")], "", Some(3.0)),
        (&[("x-ratelimit-remaining-tokens", "0"), ("x-ratelimit-reset-tokens", "55")], "", Some(55.0)),
        // Of two that are used up, the later; of those that are not, none.
        (&[("x-ratelimit-remaining-requests", "0"), ("x-ratelimit-reset-requests", "20ms"), ("x-ratelimit-remaining-tokens", "0"), ("x-ratelimit-reset-tokens", "1m26.4s")], "", Some(86.4)),
        (&[("x-ratelimit-remaining-requests", "59"), ("x-ratelimit-reset-requests", "1h0m0s"), ("x-ratelimit-remaining-tokens", "0"), ("x-ratelimit-reset-tokens", "18ms")], "", Some(0.018)),
        (&[("x-ratelimit-remaining-requests", "59"), ("x-ratelimit-reset-requests", "1s")], "", None),
        // Azure sends this one alone.
        (&[("x-rate-limit-reset-tokens", "55")], "", Some(55.0)),
        (&[("x-ratelimit-limit-tokens", "-1"), ("x-ratelimit-remaining-tokens", "-1"), ("x-ratelimit-reset-tokens", "0")], "", None),
        (&[("x-ratelimit-limit-tokens", "0"), ("x-ratelimit-remaining-tokens", "0"), ("x-ratelimit-reset-tokens", "9s")], "", None),
        (&[("x-ratelimit-remaining-tokens", "0"), ("x-ratelimit-reset-tokens", "0s")], "", None),
        (&[("x-ratelimit-remaining-tokens", "0"), ("x-ratelimit-reset-tokens", "later")], "", None),
        (&[("x-ratelimit-remaining-tokens", "0"), ("x-ratelimit-reset-tokens", "1741305600000")], "", None),
        // The message knows better.
        (&[("x-ratelimit-remaining-tokens", "0"), ("x-ratelimit-reset-tokens", "6m0s")], "Please try again in 644ms.", Some(0.644)),
    ]);
}

#[test]
fn dates_are_read_as_the_time_until_then() {
    for seconds in [5, 61, 3600] {
        let date = SystemTime::now() + Duration::from_secs(seconds);
        let headers = headers(&[("retry-after", httpdate::fmt_http_date(date))]);
        let error = Error::from_response(StatusCode::SERVICE_UNAVAILABLE, headers, "");
        let delay = error.retry_after().expect("a date to come").as_secs();
        assert!((seconds - 2..=seconds).contains(&delay), "{seconds} s became {delay} s");
    }
}

#[test]
fn a_header_counts_for_every_kind_and_a_message_where_waiting_helps() {
    let statuses = [(400, false), (401, false), (429, true), (500, false), (503, true)];
    report(statuses.into_iter().flat_map(|(status, helps)| {
        let status = StatusCode::from_u16(status).expect("a status");
        let asked = headers(&[("retry-after", "4".to_owned())]);
        let header = Error::from_response(status, asked, "").retry_after();
        let message = Error::from_response(status, headers(&[]), "try again in 4s").retry_after();
        let four = Some(Duration::from_secs(4));
        [
            difference(&format!("{status} by header"), &header, &four),
            difference(&format!("{status} by message"), &message, &four.filter(|_| helps)),
        ]
        .into_iter()
        .flatten()
    }));
}
