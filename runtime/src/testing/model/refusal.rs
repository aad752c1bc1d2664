//! The answers to requests that a server model does not admit, in OpenAI's words.

use http::StatusCode;
use serde_json::json;

use super::meter::Gauge;
use super::retry_after::RetryAfter;
use super::server::{Outcome, Scarce, Verdict};
use crate::testing::answer::{Answer, Fate};

/// The answer to a request of so many tokens.
pub(super) fn answer(verdict: &Verdict, tokens: f64, retry_after: RetryAfter) -> Answer {
    let (on, message) = match verdict.outcome {
        Outcome::Refused(Scarce::Places, _) => {
            ("requests", "Too many requests are being answered at the same time.".to_owned())
        }
        Outcome::Refused(Scarce::Tokens, _) => {
            ("tokens", reached("tokens per min (TPM)", verdict.tokens, tokens))
        }
        Outcome::TooLarge => ("tokens", too_large(verdict.tokens, tokens)),
        Outcome::Refused(Scarce::Requests, _) => {
            ("requests", reached("requests per min (RPM)", verdict.requests, 1.0))
        }
        Outcome::Silence => return Answer::without_response(Fate::Stall),
        Outcome::Admitted | Outcome::Unavailable => {
            return Answer::with_status(StatusCode::SERVICE_UNAVAILABLE);
        }
    };
    let message = match verdict.outcome {
        Outcome::Refused(_, wait) => message + &retry_after.sentence(wait),
        _ => message,
    };
    let error =
        json!({ "message": message, "type": on, "param": null, "code": "rate_limit_exceeded" });
    Answer::of_model(StatusCode::TOO_MANY_REQUESTS, json!({ "error": error }))
}

fn reached(on: &str, gauge: Option<Gauge>, cost: f64) -> String {
    let (limit, remaining) = gauge.map_or((0.0, 0.0), |gauge| (gauge.limit, gauge.remaining));
    let used = (limit - remaining).max(0.0).ceil();
    format!("Rate limit reached on {on}: Limit {limit}, Used {used}, Requested {cost}.")
}

fn too_large(gauge: Option<Gauge>, cost: f64) -> String {
    let limit = gauge.map_or(0.0, |gauge| gauge.limit);
    format!("Request too large on tokens per min (TPM): Limit {limit}, Requested {cost}.")
}
