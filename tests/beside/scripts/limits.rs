//! Limits: of a rate, which pass, and of an account and a request, which do not.

use std::time::{Duration, SystemTime};

use openai_call::testing::FakeApi;
use serde_json::json;

use super::{ALWAYS, ANSWER, Due, Script, Trouble};

pub(super) fn error(api: &FakeApi, status: u16, code: &str, message: &str) -> FakeApi {
    api.status(status).json(json!({ "error": { "code": code, "message": message } }))
}

/// Three seconds from now, or up to one less: a date has no fractions.
fn soon() -> String {
    httpdate::fmt_http_date(SystemTime::now() + Duration::from_secs(3))
}

pub(super) fn troubles() -> Vec<Trouble> {
    vec![rate_limit(), long_delay(), quota(), too_large()]
}

fn rate_limit() -> Trouble {
    let again = |milliseconds| Due::answer_to_the_second().no_sooner(milliseconds);
    Trouble::new(
        "rate limit with a delay",
        [
            Script::text(
                "a 429 with retry-after: 1",
                "the delay is the least time to wait (OpenAI, rate limits)",
                |api| drop(api.status(429).retry_after(1).reply(ANSWER)),
            )
            .due(again(1_000)),
            Script::text(
                "a 429 with a date in retry-after, two to three seconds away",
                "a delay may be a date (RFC 9110, 10.2.3)",
                |api| drop(api.status(429).header("retry-after", &soon()).reply(ANSWER)),
            )
            .due(Due::answer_to_the_second().not_before(2_000)),
            Script::text(
                "a 429 with retry-after-ms: 1500",
                "Azure sends it, and the official SDK reads it first (openai-python, _base_client)",
                |api| drop(api.status(429).header("retry-after-ms", "1500").reply(ANSWER)),
            )
            .due(again(1_500)),
            Script::text(
                "a 429 whose message says 1.2s",
                "no header names a delay, and the message does (Codex reads it, in codex-api)",
                |api| {
                    let message = "Rate limit reached. Please try again in 1.2s.";
                    drop(error(api, 429, "rate_limit_exceeded", message).reply(ANSWER));
                },
            )
            .due(again(1_200)),
        ],
    )
}

fn long_delay() -> Trouble {
    Trouble::new(
        "rate limit with a delay of two minutes",
        [Script::text(
            "a 429 with retry-after: 121",
            "a delay above your maximum: stop, and do not try again sooner (OpenAI, rate limits)",
            |api| drop(api.status(429).retry_after(121).times(ALWAYS)),
        )
        .due(Due::error().or_to_wait())],
    )
}

fn quota() -> Trouble {
    Trouble::new(
        "quota used up",
        [Script::text(
            "a 429 insufficient_quota",
            "trying again does not restore access (OpenAI, error codes)",
            |api| {
                let message = "You exceeded your current quota, please check your plan and \
                               billing details.";
                let error = json!({ "error": {
                    "message": message, "type": "insufficient_quota", "param": null,
                    "code": "insufficient_quota",
                } });
                drop(api.status(429).json(error).times(ALWAYS));
            },
        )
        .due(Due::error())],
    )
}

fn too_large() -> Trouble {
    Trouble::new(
        "request above the limit",
        [Script::text(
            "a 429 `Request too large`",
            "no waiting makes 36 278 tokens fit into 30 000 (what the message says)",
            |api| {
                let message = "Request too large for gpt-4o-mini: Limit 30000, Requested 36278.";
                drop(error(api, 429, "rate_limit_exceeded", message).times(ALWAYS));
            },
        )
        .due(Due::error())],
    )
}
