//! What the `x-ratelimit-*` headers mean.

use std::time::Duration;

use openai_call::{Limit, RateLimits};

use crate::conformance::case::{difference, headers, report};

/// The limit, what remains of it, and its reset in seconds.
type Figures = (Option<u64>, Option<u64>, Option<f64>);

fn figures(limit: Limit) -> Figures {
    (limit.limit(), limit.remaining(), limit.reset().map(|reset| reset.as_secs_f64()))
}

/// The three headers of a limit, `-` for one that is not sent, and what they mean.
#[rustfmt::skip]
const ROWS: &[(&str, &str, &str, Option<Figures>)] = &[
    ("60", "59", "1s", Some((Some(60), Some(59), Some(1.0)))),
    ("150000", "149984", "6m0s", Some((Some(150_000), Some(149_984), Some(360.0)))),
    ("60000", "57000", "3s", Some((Some(60_000), Some(57_000), Some(3.0)))),
    ("10000", "9999", "8.64s", Some((Some(10_000), Some(9_999), Some(8.64)))),
    (" 60 ", " 0 ", " 12ms ", Some((Some(60), Some(0), Some(0.012)))),
    ("60", "59", "2m59.56s", Some((Some(60), Some(59), Some(179.56)))),
    ("60", "59", "9µs", Some((Some(60), Some(59), Some(0.000_009)))),
    ("60", "59", "0s", Some((Some(60), Some(59), Some(0.0)))),
    ("60", "59", "55", Some((Some(60), Some(59), Some(55.0)))),
    ("60", "59", "-", Some((Some(60), Some(59), None))),
    ("-", "-", "55", Some((None, None, Some(55.0)))),
    ("60", "-", "-", Some((Some(60), None, None))),
    ("many", "59", "soon", Some((None, Some(59), None))),
    ("60", "-1", "-5", Some((Some(60), None, None))),
    ("60", "59", "1741305600000", Some((Some(60), Some(59), None))),
    ("99999999999999999999999", "5", "1s", Some((None, Some(5), Some(1.0)))),
    ("-1", "-1", "0", None),
    ("0", "0", "9s", None),
    ("many", "some", "soon", None),
    ("-", "-", "-", None),
];

#[test]
fn every_row_is_read_for_every_limit() {
    type Getter = fn(&RateLimits) -> Option<Limit>;
    let limits: [([&'static str; 3], Getter); 3] = [
        (
            [
                "x-ratelimit-limit-requests",
                "x-ratelimit-remaining-requests",
                "x-ratelimit-reset-requests",
            ],
            RateLimits::requests,
        ),
        (
            [
                "x-ratelimit-limit-tokens",
                "x-ratelimit-remaining-tokens",
                "x-ratelimit-reset-tokens",
            ],
            RateLimits::tokens,
        ),
        (
            [
                "x-ratelimit-limit-project-tokens",
                "x-ratelimit-remaining-project-tokens",
                "x-ratelimit-reset-project-tokens",
            ],
            RateLimits::project_tokens,
        ),
    ];
    report(limits.iter().flat_map(|(names, get)| {
        ROWS.iter().filter_map(|(limit, remaining, reset, expected)| {
            let sent = names.iter().copied().zip([*limit, *remaining, *reset]);
            let sent = sent.filter(|(_, value)| *value != "-");
            let sent: Vec<_> = sent.map(|(name, value)| (name, value.to_owned())).collect();
            let read = get(&RateLimits::from_headers(&headers(&sent))).map(figures);
            difference(&format!("{sent:?}"), &read, expected)
        })
    }));
}

#[test]
fn the_limits_do_not_mix() {
    let headers = headers(&[("x-ratelimit-limit-tokens", "5".to_owned())]);
    let limits = RateLimits::from_headers(&headers);
    assert_eq!(limits.tokens().and_then(|limit| limit.limit()), Some(5));
    assert_eq!((limits.requests(), limits.project_tokens()), (None, None));
    assert_eq!(limits.tokens().and_then(|limit| limit.reset()), None::<Duration>);
}
