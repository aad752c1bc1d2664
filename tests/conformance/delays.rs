//! How long the server asks to wait: the official SDKs' own tables, with our answers.
//!
//! Ours differ in two ways. An unusable value is no delay at all here, where the SDKs' tables have
//! the backoff that follows. And no delay is too long to be told: the policy decides on it, where
//! openai-python refuses more than 120 s, openai-node more than 60 s, and openai-go cuts it to 8 s.

use std::time::{Duration, SystemTime};

use http::StatusCode;
use openai_call::Error;

use crate::case::{difference, headers, report};

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

/// Each row: the value of `retry-after`, the expected delay in seconds.
fn check_retry_after(rows: &[(&'static str, Option<f64>)]) {
    report(rows.iter().filter_map(|(value, seconds)| {
        let headers = headers(&[("retry-after", (*value).to_owned())]);
        let error = Error::from_response(StatusCode::TOO_MANY_REQUESTS, headers, "");
        let expected = seconds.map(Duration::from_secs_f64);
        difference(&format!("retry-after {value:?}"), &error.retry_after(), &expected)
    }));
}

#[test]
#[rustfmt::skip]
fn openai_python_s_table() {
    check_retry_after(&[
        ("20", Some(20.0)),
        ("0", Some(0.0)), // python: backs off; here "at once", with jitter
        ("-10", None),
        ("60", Some(60.0)),
        ("61", Some(61.0)),
        ("120", Some(120.0)),
        ("121", Some(121.0)), // python: refuses
        ("Fri, 29 Sep 2023 16:26:57 GMT", None), // now in the past
        ("99999999999999999999999999999999999", Some(LONGEST.as_secs_f64())), // python: backs off
        ("inf", None),
        ("nan", None),
        ("Zun, 29 Sep 2023 16:26:27 GMT", None),
        ("Fri, 29 Sep 100000 16:26:57 GMT", None),
        ("", None),
    ]);
}

#[test]
#[rustfmt::skip]
fn openai_go_s_table() {
    let nearly_endless: &'static str = format!("2{}", "0".repeat(299)).leak();
    check_retry_after(&[
        ("0.25", Some(0.25)),
        ("1.234", Some(1.234)),
        ("1e100", Some(LONGEST.as_secs_f64())), // go: 8 s
        (nearly_endless, Some(LONGEST.as_secs_f64())), // go: 8 s
        ("0", Some(0.0)),
        ("NaN", None),
        ("+Inf", None),
    ]);
    check(&[
        (&[("retry-after-ms", "125")], "", Some(0.125)),
        (&[("retry-after-ms", "10")], "", Some(0.010)),
        (&[("retry-after-ms", "-1"), ("retry-after", "0.5")], "", Some(0.5)),
        (&[("retry-after-ms", "0")], "", Some(0.0)),
        (&[("retry-after-ms", "-100")], "", None),
    ]);
}

#[test]
#[rustfmt::skip]
fn the_measured_table() {
    check_retry_after(&[
        ("0.001", Some(0.001)),
        ("1.5", Some(1.5)),
        ("-1", None),
        ("60.5", Some(60.5)),
        ("120.001", Some(120.001)), // python: refuses
        ("1e3", Some(1000.0)), // python: refuses; node: backs off
        ("1_0", None), // python: 10
        ("0x10", None), // node: 0
        ("infinity", None),
        ("1 ", Some(1.0)),
        (" 1", Some(1.0)),
        ("1s", None), // node: 1
        ("1,2", None), // node: 1
        ("2023-09-29", None), // node: 2023
        ("Wed, 21 Oct 2099 07:28:00 GMT", Some(LONGEST.as_secs_f64())), // python: refuses
        ("Wed, 21 Oct 2015 07:28:00 GMT", None),
        ("1e400", None), // python: refuses
        ("zzz", None),
    ]);
    check(&[
        (&[("retry-after-ms", "250"), ("retry-after", "7")], "", Some(0.25)),
        (&[("retry-after-ms", "abc"), ("retry-after", "7")], "", Some(7.0)),
        (&[("retry-after-ms", ""), ("retry-after", "7")], "", Some(7.0)),
        (&[("retry-after-ms", "0"), ("retry-after", "7")], "", Some(0.0)), // python: backs off
        (&[("retry-after-ms", "-5"), ("retry-after", "7")], "", Some(7.0)), // both: back off
        (&[("retry-after-ms", "120001"), ("retry-after", "7")], "", Some(120.001)), // python: refuses
        (&[("retry-after", "zzz"), ("retry-after", "3")], "", Some(3.0)),
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
