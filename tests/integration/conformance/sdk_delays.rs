//! The official SDKs' delay tables, row by row: what comes of a 429 under the defaults. Theirs are
//! from their own tests and from runs against a server on loopback; ours is run here, in virtual
//! time. A reason stands wherever ours differs.

use std::time::{Duration, SystemTime};

use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use openai_call::{Error, Stopped, openai_call};
use tokio::time::Instant;

use crate::conformance::case::report;

/// What follows the first response.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Then {
    /// A second request after this many seconds; here with up to a tenth of jitter above.
    After(f64),
    /// A second request after the first backoff: 375 to 500 ms.
    Backoff,
    /// A second request at once; here after a part of the first backoff.
    AtOnce,
    /// No second request.
    Never,
}

use Then::{After, AtOnce, Backoff, Never};

/// The headers, what the SDK does, what is done here, and why that is not the same.
type Row = (Headers, Then, Then, &'static str);
type Headers = &'static [(&'static str, Value)];

#[derive(Clone, Copy, Debug)]
enum Value {
    Text(&'static str),
    /// An HTTP date so many seconds from now.
    Date(i64),
    /// The digit 2 with 299 zeros.
    Endless,
}

use Value::{Date, Endless, Text};

const LONGER: &str =
    "the policy bounds a wait, by default at 2 min, not the client at its own figure";
const FORBIDDEN: &str = "a server that asks for more than the policy allows is not asked sooner";
const NOT_A_NUMBER: &str = "a suffix or a separator makes it no number of seconds";
const WITH_A_UNIT: &str = "what the server asks for is plain, although it is no number";
const LISTED: &str = "two servers in a row have each set one, and the longer counts";
const ZERO: &str = "with a part of the first backoff, so that a server that says 0 is not hammered";
const NEXT_SOURCE: &str = "what is unusable gives way to the next source";
const DECADES: &str = "a number of decades is a point in time or nonsense, and no delay";
const PAST: &str = "a date in the past is no delay";

#[openai_call]
async fn ask(headers: &HeaderMap, asked: &mut Vec<Instant>) -> Result<(), Error> {
    asked.push(Instant::now());
    match asked.len() {
        1 => Err(Error::from_response(StatusCode::TOO_MANY_REQUESTS, headers.clone(), "")),
        _ => Ok(()),
    }
}

fn header(value: Value) -> HeaderValue {
    let now = SystemTime::now();
    let text = match value {
        Text(text) => text.to_owned(),
        Endless => format!("2{}", "0".repeat(299)),
        Date(seconds) => {
            let distance = Duration::from_secs(seconds.unsigned_abs());
            let date = if seconds < 0 { now - distance } else { now + distance };
            httpdate::fmt_http_date(date)
        }
    };
    HeaderValue::try_from(text).expect("a header value")
}

/// What is done here, and how long it took.
async fn run(headers: Headers) -> (Result<(), Error>, Vec<Instant>) {
    let pairs = headers.iter().map(|(name, value)| (HeaderName::from_static(name), header(*value)));
    let mut asked = Vec::new();
    let outcome = ask(&pairs.collect(), &mut asked).await;
    (outcome, asked)
}

fn is(then: Then, is_date: bool, outcome: &Result<(), Error>, asked: &[Instant]) -> bool {
    let [first, second] = asked else {
        let stopped = outcome.as_ref().err().and_then(Error::stopped);
        return then == Never && stopped == Some(Stopped::WaitTooLong);
    };
    let paused = second.duration_since(*first).as_secs_f64();
    // The timer has milliseconds, a date whole seconds.
    let (tick, early) = (0.001, if is_date { 2.0 } else { 0.0 });
    match then {
        After(seconds) => {
            let jitter = (seconds * 0.1).clamp(0.25, 1.0);
            (seconds - early..=seconds + jitter + tick).contains(&paused)
        }
        Backoff => (0.375..=0.5 + tick).contains(&paused),
        AtOnce => (0.125..=0.25 + tick).contains(&paused),
        Never => false,
    }
}

async fn check(rows: &[Row]) {
    let mut differences = Vec::new();
    for (headers, theirs, ours, why) in rows {
        let (outcome, asked) = run(headers).await;
        let is_date = headers.iter().any(|(_, value)| matches!(value, Date(_)));
        if !is(*ours, is_date, &outcome, &asked) {
            differences.push(format!("{headers:?}: not {ours:?}, but {outcome:?} at {asked:?}"));
        }
        if (theirs == ours) != why.is_empty() {
            differences.push(format!("{headers:?}: a reason where both agree, or none where not"));
        }
    }
    report(differences);
}

/// A row whose only header is `retry-after`.
macro_rules! after {
    ($value:expr, $theirs:expr, $ours:expr, $why:expr) => {
        (&[("retry-after", $value)], $theirs, $ours, $why)
    };
}

/// `tests/test_client.py` of openai-python 3.3.1; dates as their distance from its fixed now.
#[rustfmt::skip]
const PYTHON: &[Row] = &[
    after!(Text("20"), After(20.0), After(20.0), ""),
    after!(Text("0"), Backoff, AtOnce, ZERO),
    after!(Text("-10"), Backoff, Backoff, ""),
    after!(Text("60"), After(60.0), After(60.0), ""),
    after!(Text("61"), After(61.0), After(61.0), ""),
    after!(Text("120"), After(120.0), After(120.0), ""),
    after!(Text("121"), Never, Never, ""),
    after!(Date(20), After(20.0), After(20.0), ""),
    after!(Date(0), Backoff, Backoff, ""),
    after!(Date(-10), Backoff, Backoff, ""),
    after!(Date(60), After(60.0), After(60.0), ""),
    after!(Date(61), After(61.0), After(61.0), ""),
    after!(Date(120), After(120.0), After(120.0), ""),
    after!(Date(123), Never, Never, ""),
    after!(Text("99999999999999999999999999999999999"), Backoff, Backoff, ""),
    after!(Text("inf"), Backoff, Backoff, ""),
    after!(Text("nan"), Backoff, Backoff, ""),
    after!(Text("Zun, 29 Sep 2023 16:26:27 GMT"), Backoff, Backoff, ""),
    after!(Text("Fri, 29 Sep 100000 16:26:57 GMT"), Backoff, Backoff, ""),
    after!(Text(""), Backoff, Backoff, ""),
    (&[("retry-after-ms", Text("120000"))], After(120.0), After(120.0), ""),
    (&[("retry-after-ms", Text("120001"))], Never, Never, ""),
];

/// `requestconfig_test.go` of openai-go 3.52.0, which cuts every delay to 8 s, and the rows of
/// openai-java 4.52.0.
#[rustfmt::skip]
const GO_AND_JAVA: &[Row] = &[
    (&[("retry-after-ms", Text("125"))], After(0.125), After(0.125), ""),
    after!(Text("0.25"), After(0.25), After(0.25), ""),
    after!(Text("1e100"), After(8.0), Backoff, DECADES),
    after!(Endless, After(8.0), Backoff, DECADES),
    after!(Date(3_600), After(8.0), Never, FORBIDDEN),
    (&[("retry-after-ms", Text("-1")), ("retry-after", Text("0.5"))], After(0.5), After(0.5), ""),
    after!(Text("0"), AtOnce, AtOnce, ""),
    (&[("retry-after-ms", Text("0"))], AtOnce, AtOnce, ""),
    (&[("retry-after-ms", Text("-100"))], Backoff, Backoff, ""),
    after!(Text("NaN"), Backoff, Backoff, ""),
    after!(Text("+Inf"), Backoff, Backoff, ""),
    after!(Date(-3_600), AtOnce, Backoff, PAST),
    // openai-java
    after!(Date(5), After(5.0), After(5.0), ""),
    after!(Text("1.234"), After(1.234), After(1.234), ""),
    (&[("retry-after-ms", Text("10"))], After(0.010), After(0.010), ""),
];

/// Measured with openai-python 3.54.0.
#[rustfmt::skip]
const PYTHON_MEASURED: &[Row] = &[
    after!(Text("0.001"), After(0.001), After(0.001), ""),
    after!(Text("1.5"), After(1.5), After(1.5), ""),
    after!(Text("-1"), Backoff, Backoff, ""),
    after!(Text("60.5"), After(60.5), After(60.5), ""),
    after!(Text("120.001"), Never, Never, ""),
    after!(Text("1e3"), Never, Never, ""),
    after!(Text("1_0"), After(10.0), Backoff, NOT_A_NUMBER),
    after!(Text("0x10"), Backoff, Backoff, ""),
    after!(Text("Infinity"), Backoff, Backoff, ""),
    after!(Text("1 "), After(1.0), After(1.0), ""),
    after!(Text("1s"), Backoff, After(1.0), WITH_A_UNIT),
    after!(Text("1,2"), Backoff, After(2.0), LISTED),
    after!(Text("Wed, 21 Oct 2099 07:28:00 GMT"), Never, Never, ""),
    after!(Text("Wed, 21 Oct 2015 07:28:00 GMT"), Backoff, Backoff, ""),
    after!(Text("1e400"), Never, Backoff, "more than a number can hold is infinite, and no delay"),
    after!(Text("zzz"), Backoff, Backoff, ""),
    (&[("retry-after-ms", Text("250")), ("retry-after", Text("7"))], After(0.25), After(0.25), ""),
    (&[("retry-after-ms", Text("abc")), ("retry-after", Text("7"))], After(7.0), After(7.0), ""),
    (&[("retry-after-ms", Text("")), ("retry-after", Text("7"))], After(7.0), After(7.0), ""),
    (&[("retry-after-ms", Text("0")), ("retry-after", Text("7"))], Backoff, AtOnce, ZERO),
    (&[("retry-after-ms", Text("-5")), ("retry-after", Text("7"))], Backoff, After(7.0), NEXT_SOURCE),
    (&[("retry-after-ms", Text("120001")), ("retry-after", Text("7"))], Never, Never, ""),
];

/// Measured with openai-node 7.57.0.
#[rustfmt::skip]
const NODE_MEASURED: &[Row] = &[
    after!(Text("0"), AtOnce, AtOnce, ""),
    after!(Text("0.001"), After(0.001), After(0.001), ""),
    after!(Text("1.5"), After(1.5), After(1.5), ""),
    after!(Text("-1"), Backoff, Backoff, ""),
    after!(Text("60"), After(60.0), After(60.0), ""),
    after!(Text("60.5"), Backoff, After(60.5), LONGER),
    after!(Text("61"), Backoff, After(61.0), LONGER),
    after!(Text("120"), Backoff, After(120.0), LONGER),
    after!(Text("121"), Backoff, Never, FORBIDDEN),
    after!(Text("1e3"), Backoff, Never, FORBIDDEN),
    after!(Text("0x10"), AtOnce, Backoff, NOT_A_NUMBER),
    after!(Text("inf"), Backoff, Backoff, ""),
    after!(Text("nan"), Backoff, Backoff, ""),
    after!(Text("1 "), After(1.0), After(1.0), ""),
    after!(Text("1s"), After(1.0), After(1.0), ""),
    after!(Text("1,2"), After(1.0), After(2.0), LISTED),
    after!(Text("2023-09-29"), Backoff, Backoff, ""),
    after!(Text("Wed, 21 Oct 2099 07:28:00 GMT"), Backoff, Never, FORBIDDEN),
    after!(Text("Wed, 21 Oct 2015 07:28:00 GMT"), Backoff, Backoff, ""),
    after!(Text("1e400"), Backoff, Backoff, ""),
    after!(Text("zzz"), Backoff, Backoff, ""),
    (&[("retry-after-ms", Text("250")), ("retry-after", Text("7"))], After(0.25), After(0.25), ""),
    (&[("retry-after-ms", Text("abc")), ("retry-after", Text("7"))], After(7.0), After(7.0), ""),
    (&[("retry-after-ms", Text("0")), ("retry-after", Text("7"))], AtOnce, AtOnce, ""),
    (&[("retry-after-ms", Text("-5")), ("retry-after", Text("7"))], Backoff, After(7.0), NEXT_SOURCE),
    (&[("retry-after-ms", Text("60001")), ("retry-after", Text("7"))], Backoff, After(60.001), LONGER),
];

/// Measured with openai-node 6.49.0, which had no bound; 0 is what came at once there.
#[rustfmt::skip]
const OLD_NODE_MEASURED: &[Row] = &[
    after!(Text("-1"), AtOnce, Backoff, "a negative number is no delay"),
    after!(Text("61"), After(61.0), After(61.0), ""),
    after!(Text("121"), After(121.0), Never, LONGER),
    after!(Text("1e3"), After(1_000.0), Never, LONGER),
    after!(Text("inf"), AtOnce, Backoff, "an infinite number is no delay"),
    after!(Text("nan"), AtOnce, Backoff, "no number is no delay"),
    after!(Text("2023-09-29"), After(2_023.0), Backoff, NOT_A_NUMBER),
    after!(Text("Wed, 21 Oct 2099 07:28:00 GMT"), AtOnce, Never, "its timer overflows"),
    after!(Text("Wed, 21 Oct 2015 07:28:00 GMT"), AtOnce, Backoff, PAST),
    after!(Text("1e400"), AtOnce, Backoff, "an infinite number is no delay"),
    after!(Text("zzz"), AtOnce, Backoff, "no number is no delay"),
    (&[("retry-after-ms", Text("0")), ("retry-after", Text("7"))], After(7.0), AtOnce, ZERO),
    (&[("retry-after-ms", Text("-5")), ("retry-after", Text("7"))], AtOnce, After(7.0), NEXT_SOURCE),
];

#[tokio::test(start_paused = true)]
async fn openai_python() {
    check(PYTHON).await;
    check(PYTHON_MEASURED).await;
}

#[tokio::test(start_paused = true)]
async fn openai_go_and_openai_java() {
    check(GO_AND_JAVA).await;
}

#[tokio::test(start_paused = true)]
async fn openai_node() {
    check(NODE_MEASURED).await;
    check(OLD_NODE_MEASURED).await;
}
