//! What each provider's headers say of its limits.

use openai_call::{Limit, RateLimits};

use crate::conformance::case::{difference, headers, report};

/// The limit, what remains of it, and its reset in seconds.
type Figures = (Option<u64>, Option<u64>, Option<f64>);

fn figures(limit: Limit) -> Figures {
    (limit.limit(), limit.remaining(), limit.reset().map(|reset| reset.as_secs_f64()))
}

/// A provider, its headers, and its limits on requests, tokens, input tokens and output tokens.
struct Row {
    provider: &'static str,
    headers: &'static [(&'static str, &'static str)],
    expected: [Option<Figures>; 4],
}

const NOW: (&str, &str) = ("date", "Mon, 04 May 2026 12:34:00 GMT");

#[rustfmt::skip]
const ROWS: &[Row] = &[
    Row {
        provider: "Anthropic",
        headers: &[
            NOW,
            ("anthropic-ratelimit-requests-limit", "50"),
            ("anthropic-ratelimit-requests-remaining", "49"),
            ("anthropic-ratelimit-requests-reset", "2026-05-04T12:34:01Z"),
            ("anthropic-ratelimit-tokens-limit", "100000"),
            ("anthropic-ratelimit-tokens-remaining", "99000"),
            ("anthropic-ratelimit-tokens-reset", "2026-05-04T14:35:00+02:00"),
            ("anthropic-ratelimit-input-tokens-limit", "80000"),
            ("anthropic-ratelimit-input-tokens-remaining", "0"),
            ("anthropic-ratelimit-input-tokens-reset", "2026-05-04T12:34:56Z"),
            ("anthropic-ratelimit-output-tokens-limit", "20000"),
            ("anthropic-ratelimit-output-tokens-remaining", "19000"),
            ("anthropic-ratelimit-output-tokens-reset", "2026-05-04T12:34:00Z"),
        ],
        expected: [
            Some((Some(50), Some(49), Some(1.0))),
            Some((Some(100_000), Some(99_000), Some(60.0))),
            Some((Some(80_000), Some(0), Some(56.0))),
            Some((Some(20_000), Some(19_000), Some(0.0))),
        ],
    },
    Row {
        provider: "Anthropic, in the past and beyond all reason",
        headers: &[
            NOW,
            ("anthropic-ratelimit-requests-remaining", "0"),
            ("anthropic-ratelimit-requests-reset", "2026-05-04T12:33:59Z"),
            ("anthropic-ratelimit-tokens-remaining", "0"),
            ("anthropic-ratelimit-tokens-reset", "9999-05-04T12:33:59Z"),
            ("anthropic-ratelimit-input-tokens-reset", "soon"),
        ],
        expected: [Some((None, Some(0), None)), Some((None, Some(0), None)), None, None],
    },
    Row {
        provider: "Mistral",
        headers: &[
            ("x-ratelimit-limit-tokens-minute", "5000000"),
            ("x-ratelimit-remaining-tokens-minute", "4999911"),
            ("x-ratelimit-tokens-query-cost", "52"),
            ("x-ratelimit-limit-req-minute", "720"),
            ("x-ratelimit-remaining-req-minute", "717"),
        ],
        expected: [
            Some((Some(720), Some(717), None)),
            Some((Some(5_000_000), Some(4_999_911), None)),
            None,
            None,
        ],
    },
    Row {
        provider: "Groq",
        headers: &[
            ("x-ratelimit-limit-requests", "14400"),
            ("x-ratelimit-remaining-requests", "14370"),
            ("x-ratelimit-reset-requests", "2m59.56s"),
            ("x-ratelimit-limit-tokens", "18000"),
            ("x-ratelimit-remaining-tokens", "17997"),
            ("x-ratelimit-reset-tokens", "7.66s"),
        ],
        expected: [
            Some((Some(14_400), Some(14_370), Some(179.56))),
            Some((Some(18_000), Some(17_997), Some(7.66))),
            None,
            None,
        ],
    },
    Row {
        provider: "OpenRouter",
        headers: &[
            NOW,
            ("x-ratelimit-limit", "20"),
            ("x-ratelimit-remaining", "0"),
            ("x-ratelimit-reset", "1777898096000"),
        ],
        expected: [Some((Some(20), Some(0), Some(56.0))), None, None, None],
    },
];

#[test]
fn every_provider_s_limits_are_read() {
    report(ROWS.iter().filter_map(|row| {
        let pairs = row.headers.iter().map(|(name, value)| (*name, (*value).to_owned()));
        let limits = RateLimits::from_headers(&headers(&pairs.collect::<Vec<_>>()));
        let read =
            [limits.requests(), limits.tokens(), limits.input_tokens(), limits.output_tokens()];
        difference(row.provider, &read.map(|limit| limit.map(figures)), &row.expected)
    }));
}
