//! What a model says of its limits, as our own reader of headers takes it.

use std::time::Duration;

use http::HeaderMap;

use super::secs;
use crate::limits::RateLimits;
use crate::limits::delay::{Advice, server_delay};
use crate::testing::model::server::Server;
use crate::testing::model::telling::Telling;
use crate::testing::{LimitHeaders, RetryAfter, ServerModel};

/// The headers of the answer to the sixth request of a minute, behind those of ten tokens each.
fn headers(style: LimitHeaders) -> HeaderMap {
    let model = ServerModel::bucket(600).tokens(6_000).headers(style);
    all(&model, std::iter::repeat_n(0.0, 6)).pop().unwrap()
}

/// The headers of the answers to requests of ten tokens at these times.
fn all(model: &ServerModel, times: impl IntoIterator<Item = f64>) -> Vec<HeaderMap> {
    let (mut server, mut telling) = (Server::new(model.clone()), Telling::of(model));
    let headers = times.into_iter().map(|time| {
        let [requests, tokens] = telling.of_verdict(time, &server.ask(time, 10.0));
        let mut headers = HeaderMap::new();
        model.headers.write(requests, tokens, &mut headers);
        headers
    });
    headers.collect()
}

/// A limit, what remains, and the seconds until it is full.
type Told = (Option<u64>, Option<u64>, Option<f64>);

fn read(style: LimitHeaders) -> [Option<Told>; 2] {
    told(&headers(style))
}

fn told(headers: &HeaderMap) -> [Option<Told>; 2] {
    let limits = RateLimits::from_headers(headers);
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
    assert_eq!(read(LimitHeaders::WithoutReset)[1], Some((Some(6_000), Some(5_940), None)));
}

#[test]
fn some_lie() {
    let reset = Some(0.6);
    assert_eq!(read(LimitHeaders::NothingLeft)[0], Some((Some(600), Some(0), reset)));
    assert_eq!(read(LimitHeaders::NothingUsed)[0], Some((Some(600), Some(600), Some(0.0))));
    assert_eq!(read(LimitHeaders::ResetAtOnce)[0], Some((Some(600), Some(594), Some(0.0))));
    assert_eq!(read(LimitHeaders::SixMinutes)[0], Some((Some(600), Some(594), Some(360.0))));
    assert_eq!(read(LimitHeaders::TenTimes)[0], Some((Some(6_000), Some(5_940), reset)));
    assert_eq!(
        read(LimitHeaders::PerDay),
        [Some((Some(10_000), Some(9_000), Some(8_640.0))), None]
    );
}

#[test]
fn an_organization_tells_of_its_own_limit() {
    let model = ServerModel::bucket(60).burst(secs(1)).headers(LimitHeaders::Organization);
    let headers = all(&model, (0..20).map(|second| f64::from(second) / 10.0));
    let [first, last] = [&headers[0], &headers[19]].map(|headers| told(headers)[0].unwrap());
    assert_eq!(first, (Some(600), Some(599), Some(0.1)));
    assert_eq!(
        last,
        (Some(600), Some(599), Some(0.1)),
        "refusals count, and it refills by ten a second"
    );
    let at_once = all(&model, std::iter::repeat_n(0.0, 50));
    assert_eq!(told(&at_once[49]), [Some((Some(600), Some(550), Some(5.0))), None]);
}

#[test]
fn what_remains_may_be_counted_from_the_whole_limit() {
    let remaining = |style| {
        let model = ServerModel::bucket(600).burst(secs(1)).headers(style);
        told(&all(&model, std::iter::repeat_n(0.0, 6))[5])[0]
    };
    assert_eq!(remaining(LimitHeaders::OpenAi), Some((Some(600), Some(4), Some(0.6))));
    assert_eq!(remaining(LimitHeaders::OfLimit), Some((Some(600), Some(594), Some(0.6))));
    let window = ServerModel::window(600).headers(LimitHeaders::OfLimit);
    assert_eq!(told(&all(&window, [9.0])[0])[0], Some((Some(600), Some(599), Some(51.0))));
}

#[test]
fn random_headers_tell_anything_and_at_times_the_truth() {
    let model = ServerModel::window(600).headers(LimitHeaders::Random);
    let told: Vec<_> = all(&model, std::iter::repeat_n(0.0, 400)).iter().map(told).collect();
    let count = |is: &dyn Fn(&Told, u64) -> bool| {
        let requests = told.iter().zip(1..).filter(|([requests, _], sent)| {
            requests.as_ref().is_some_and(|requests| is(requests, *sent))
        });
        requests.count()
    };
    let none = told.iter().filter(|[requests, _]| requests.is_none()).count();
    let truths = count(&|told, sent| *told == (Some(600), Some(600 - sent), Some(60.0)));
    let nothing_left = count(&|told, _| *told == (Some(600), Some(0), Some(360.0)));
    let anything = 400 - none - truths - nothing_left;
    for count in [none, truths, nothing_left, anything] {
        assert!((60..=140).contains(&count), "{count} of 400, and 100 were expected");
    }
    assert_ne!(all(&model, [0.0; 9]), all(&model.clone().seed(1), [0.0; 9]));
    assert_eq!(all(&model, [0.0; 9]), all(&model, [0.0; 9]));
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
    let now = std::time::SystemTime::now();
    let delay = |retry_after: RetryAfter| {
        let mut headers = HeaderMap::new();
        retry_after.write(1.2345, &mut headers);
        server_delay(&headers, None, now)
    };
    let said = |retry_after: RetryAfter| {
        let message = &retry_after.sentence(1.2345);
        server_delay(&HeaderMap::new(), Some(Advice { delay: None, message }), now)
    };
    for exact in [delay(RetryAfter::Exact), said(RetryAfter::Exact), said(RetryAfter::Message)] {
        assert_eq!(exact, Some(Duration::from_millis(1_235)));
    }
    assert_eq!(said(RetryAfter::Seconds), Some(secs(2)));
    for silent in [said(RetryAfter::Zero), said(RetryAfter::Missing), delay(RetryAfter::Message)] {
        assert_eq!(silent, None);
    }
    assert_eq!(delay(RetryAfter::Seconds), Some(secs(2)));
    assert_eq!(delay(RetryAfter::Zero), Some(Duration::ZERO));
    assert_eq!(delay(RetryAfter::Missing), None);
}
