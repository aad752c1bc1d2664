//! What a model says of its limits, as our own reader of headers takes it.

use std::time::Duration;

use http::HeaderMap;

use super::secs;
use crate::limits::RateLimits;
use crate::testing::model::server::Server;
use crate::testing::{LimitHeaders, RetryAfter, ServerModel};

/// The headers of the answer to the sixth request of a minute, behind those of ten tokens each.
fn headers(style: LimitHeaders) -> HeaderMap {
    let mut server = Server::new(ServerModel::bucket(600).tokens(6_000));
    let verdict = (0..6).map(|_| server.ask(0.0, 10.0)).last().unwrap();
    let mut headers = HeaderMap::new();
    style.write(verdict.requests, verdict.tokens, &mut headers);
    headers
}

/// A limit, what remains, and the seconds until it is full.
type Told = (Option<u64>, Option<u64>, Option<f64>);

fn read(style: LimitHeaders) -> [Option<Told>; 2] {
    let limits = RateLimits::from_headers(&headers(style));
    [limits.requests(), limits.tokens()].map(|limit| {
        let limit = limit?;
        Some((limit.limit(), limit.remaining(), limit.reset().map(|reset| reset.as_secs_f64())))
    })
}

#[test]
fn openai_tells_both_limits() {
    let [requests, tokens] = read(LimitHeaders::OpenAi);
    assert_eq!(requests, Some((Some(600), Some(594), Some(0.6))));
    assert_eq!(tokens, Some((Some(6_000), Some(5_940), Some(0.6))));
    assert_eq!(headers(LimitHeaders::OpenAi)["x-ratelimit-reset-tokens"], "600ms");
}

#[test]
fn a_gateway_tells_requests_in_whole_seconds() {
    assert_eq!(read(LimitHeaders::Gateway), [Some((Some(600), Some(594), Some(1.0))), None]);
}

#[test]
fn some_tell_nothing_of_use() {
    for style in [LimitHeaders::Missing, LimitHeaders::Negative] {
        assert_eq!(read(style), [None, None]);
    }
    assert!(headers(LimitHeaders::Missing).is_empty());
    assert_eq!(headers(LimitHeaders::Negative)["x-ratelimit-remaining-requests"], "-1");
    assert_eq!(read(LimitHeaders::LimitOnly)[0], Some((Some(600), None, None)));
}

#[test]
fn some_lie() {
    let reset = Some(0.6);
    assert_eq!(read(LimitHeaders::NothingLeft)[0], Some((Some(600), Some(0), reset)));
    assert_eq!(read(LimitHeaders::TenTimes)[0], Some((Some(6_000), Some(5_940), reset)));
    assert_eq!(
        read(LimitHeaders::PerDay),
        [Some((Some(10_000), Some(9_000), Some(8_640.0))), None]
    );
}

#[test]
fn resets_are_written_as_go_writes_durations() {
    let reset = |requests: u32, seconds: u64| {
        let mut server = Server::new(ServerModel::window(requests).per(secs(seconds)));
        let mut headers = HeaderMap::new();
        LimitHeaders::OpenAi.write(server.ask(0.0, 1.0).requests, None, &mut headers);
        headers["x-ratelimit-reset-requests"].to_str().unwrap().to_owned()
    };
    assert_eq!(reset(1, 8), "8s");
    assert_eq!(reset(1, 360), "6m0s");
    assert_eq!(reset(1, 45_000), "12h30m0s");
}

#[test]
fn a_refusal_says_when_to_come_again() {
    let delay = |retry_after: RetryAfter| {
        let mut headers = HeaderMap::new();
        retry_after.write(1.2345, &mut headers);
        crate::limits::delay::server_delay(&headers, None, std::time::SystemTime::now())
    };
    assert_eq!(delay(RetryAfter::Exact), Some(Duration::from_millis(1_235)));
    assert_eq!(delay(RetryAfter::Seconds), Some(secs(2)));
    assert_eq!(delay(RetryAfter::Zero), Some(Duration::ZERO));
    assert_eq!(delay(RetryAfter::Missing), None);
}
