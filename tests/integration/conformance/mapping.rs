//! Every row of the table "what on the wire means which kind".

use std::time::Duration;

use openai_call::ErrorKind::{self, *};
use serde_json::{Value, json};

use crate::conformance::case::{case, check};

const TOO_LARGE: &str = "Request too large for gpt-4o on tokens per min (TPM): \
                         Limit 30000, Requested 36278. The input or output tokens must be reduced.";
const TOO_LONG: &str = "This model's maximum context length is 8192 tokens.";
const WINDOW: &str = "Your input exceeds the context window of this model.";
const PER_DAY: &str = "Rate limit reached for gpt-4o on requests per day (RPD): \
                       Limit 200, Used 200, Requested 1. Please try again in 7m12s.";
const OVERLOADED: &str = "The engine is currently overloaded, please try again later.";

/// Words that mean their kind under every status but those of a row above.
#[rustfmt::skip]
const WORDS: &[(ErrorKind, &[&str])] = &[
    (Quota, &[
        "insufficient_quota", "credit_balance_exhausted", "organization_spend_limit_exceeded",
        "project_spend_limit_exceeded", "organization_usage_limit_exceeded", "billing_not_active",
        "billing_hard_limit_reached", "quota_exceeded", "budget_exceeded", "session_budget_exceeded",
        "usage_not_included", "usage_limit_reached", "usage_limit_exceeded", "payment_required",
    ]),
    (ContextLength, &["context_length_exceeded", "exceed_context_size_error"]),
    (RequestTooLarge, &["string_above_max_length"]),
    (ContentPolicy, &[
        "content_filter", "content_policy_violation", "image_content_policy_violation",
        "moderation_blocked", "invalid_prompt", "cyber_policy", "bio_policy",
        "misalignment_policy_violation",
    ]),
    (ServiceUnavailable, &[
        "slow_down", "server_is_overloaded", "server_overloaded", "provider_overloaded",
        "overloaded", "overloaded_error", "service_unavailable_error", "unavailable_error",
        "flex_unavailable", "capacity_exceeded",
    ]),
    (RateLimit, &[
        "rate_limit_exceeded", "rate_limit_error", "rate_limited", "throttling_error", "tokens",
        "tokens_usage_based", "requests",
    ]),
];

/// Statuses whose kind is not the one of their hundred.
#[rustfmt::skip]
const STATUSES: &[(u16, ErrorKind)] = &[
    (401, Authentication), (402, Quota), (403, Permission), (404, NotFound), (408, Timeout),
    (409, Conflict), (413, RequestTooLarge), (421, ServiceUnavailable), (422, Unprocessable),
    (425, ServiceUnavailable), (429, RateLimit),
    (498, ServiceUnavailable), (499, Timeout), (503, ServiceUnavailable), (529, ServiceUnavailable),
];

#[expect(clippy::needless_pass_by_value, reason = "reads better in the tables")]
fn error(members: Value) -> Value {
    json!({ "error": members })
}

#[test]
fn words_decide_as_code_and_as_type() {
    let words = WORDS.iter().flat_map(|(kind, words)| words.iter().map(|word| (*kind, *word)));
    check(words.flat_map(|(kind, word)| {
        [400, 401, 429, 500, 200].into_iter().flat_map(move |status| {
            let as_code = error(json!({ "code": word, "type": null, "message": "" }));
            let as_type = error(json!({ "code": null, "type": word }));
            [
                case(format!("{status} code {word}"), status, as_code, kind).code(word),
                case(format!("{status} type {word}"), status, as_type, kind),
            ]
        })
    }));
}

#[test]
fn a_status_decides_where_no_word_does() {
    let kind_of = |status| match STATUSES.iter().find(|(listed, _)| *listed == status) {
        Some((_, kind)) => *kind,
        None if status >= 500 => ServerError,
        None => InvalidRequest,
    };
    check((300..600).flat_map(|status| {
        let unknown = error(json!({ "code": "brand_new", "type": "invalid_request_error" }));
        let number = error(json!({ "code": status, "message": "in the error itself" }));
        let inside = case(format!("200 with code {status}"), 200, number, kind_of(status));
        [
            case(format!("{status} without a body"), status, "", kind_of(status)),
            case(format!("{status} with an unknown code"), status, unknown, kind_of(status))
                .code("brand_new"),
        ]
        .into_iter()
        .chain((status >= 400).then(|| inside.code(name_of(status))))
    }));
}

/// Cases borrow their codes for good; two hundred short strings are no leak that matters.
fn name_of(status: u16) -> &'static str {
    status.to_string().leak()
}

#[test]
#[rustfmt::skip]
fn a_row_above_wins() {
    check([
        case("quota over its rate limit code", 429, error(json!({ "code": "rate_limit_exceeded", "type": "insufficient_quota" })), Quota).code("rate_limit_exceeded"),
        case("quota over 401", 401, error(json!({ "code": "insufficient_quota" })), Quota).code("insufficient_quota"),
        case("overload over type tokens", 429, error(json!({ "code": "slow_down", "type": "tokens" })), ServiceUnavailable).code("slow_down"),
        case("context over 413", 413, error(json!({ "code": "context_length_exceeded" })), ContextLength).code("context_length_exceeded"),
        case("413 over its rate limit code", 413, error(json!({ "code": "rate_limit_exceeded", "type": "tokens" })), RequestTooLarge).code("rate_limit_exceeded"),
        case("503 over its rate limit code", 503, error(json!({ "code": "rate_limit_exceeded" })), ServiceUnavailable).code("rate_limit_exceeded"),
        case("video-create's old 429", 429, error(json!({ "code": "rate_limit_exceeded", "type": "invalid_request_error" })), RateLimit).code("rate_limit_exceeded"),
        case("model_not_found as 404", 404, error(json!({ "code": "model_not_found" })), NotFound).code("model_not_found"),
        case("model_not_found as 400", 400, error(json!({ "code": "model_not_found" })), NotFound).code("model_not_found"),
        case("model_not_found as 403", 403, error(json!({ "code": "model_not_found" })), Permission).code("model_not_found"),
        case("llama.cpp's 501", 501, error(json!({ "code": 501, "type": "not_supported_error" })), InvalidRequest).code("501"),
        case("another 501", 501, error(json!({ "message": "not implemented" })), ServerError),
        case("an invalid key", 401, error(json!({ "code": "invalid_api_key", "type": "invalid_request_error" })), Authentication).code("invalid_api_key"),
        case("an unsupported country", 403, error(json!({ "code": "unsupported_country_region_territory", "type": "request_forbidden" })), Permission).code("unsupported_country_region_territory"),
        case("an unsupported value", 400, error(json!({ "code": "unsupported_value", "param": "temperature" })), InvalidRequest).code("unsupported_value"),
        case("Ollama's api_error with a status", 400, error(json!({ "type": "api_error" })), InvalidRequest),
    ]);
}

#[test]
#[rustfmt::skip]
fn a_message_decides_where_it_makes_sense() {
    let says = |message: &str| error(json!({ "message": message, "type": "invalid_request_error", "code": null }));
    check([
        case("length, 400", 400, says(TOO_LONG), ContextLength),
        case("window, 400", 400, says(WINDOW), ContextLength),
        case("length, Together's 403", 403, says(TOO_LONG), ContextLength),
        case("length, 413", 413, says(TOO_LONG), ContextLength),
        case("length, 422", 422, says(TOO_LONG), ContextLength),
        case("length, in capitals", 400, says(&TOO_LONG.to_uppercase()), ContextLength),
        case("length, within a success", 200, says(TOO_LONG), ContextLength),
        case("a 401 stays a 401", 401, says(TOO_LONG), Authentication),
        case("a 404 stays a 404", 404, says(WINDOW), NotFound),
        case("a 429 stays a 429", 429, says(TOO_LONG), RateLimit),
        case("a 500 stays a 500", 500, says(TOO_LONG), ServerError),
        case("too large, 429", 429, says(TOO_LARGE), RequestTooLarge),
        case("too large with OpenAI's code", 429, error(json!({ "message": TOO_LARGE, "type": "tokens", "code": "rate_limit_exceeded" })), RequestTooLarge).code("rate_limit_exceeded"),
        case("too large without figures", 429, says("Request too large for gpt-4o."), RequestTooLarge),
        case("too large by figures alone", 429, says("Limit: 10,000. Requested: 10,001."), RequestTooLarge),
        case("too large, but it fits", 429, says("Request too large? Limit 10, Requested 10"), RateLimit),
        case("too large, 400", 400, says(TOO_LARGE), InvalidRequest),
        case("too large, 500", 500, says(TOO_LARGE), ServerError),
        case("used up for today", 429, says(PER_DAY), RateLimit).after(Duration::from_secs(432)),
        case("overloaded, 429", 429, says(OVERLOADED), ServiceUnavailable),
        case("overloaded, 500", 500, says(OVERLOADED), ServiceUnavailable),
        case("overloaded, 503", 503, says(OVERLOADED), ServiceUnavailable),
        case("overloaded, 400", 400, says(OVERLOADED), InvalidRequest),
    ]);
}

#[test]
#[rustfmt::skip]
fn waits_for_openrouter_s_budget_only() {
    let held_back = error(json!({ "code": 402, "message": "", "metadata": { "limit_source": "openrouter_in_flight_budget" } }));
    let two = Duration::from_secs(2);
    check([
        case("with a delay", 402, &held_back, RateLimit).code("402").header("retry-after", "2").after(two),
        case("within a success", 200, &held_back, RateLimit).code("402").header("retry-after", "2").after(two),
        case("without a delay", 402, &held_back, Quota).code("402"),
        case("of another limit", 402, error(json!({ "metadata": { "limit_source": "credits" } })), Quota).header("retry-after", "2").after(two),
    ]);
}

#[test]
#[rustfmt::skip]
fn an_error_in_a_success_is_one() {
    let choice = json!({ "choices": [{ "finish_reason": "error", "error": { "code": 502, "message": "provider" } }] });
    let failed = |error: Value| json!({ "object": "response", "status": "failed", "error": error });
    let event = |code: &str| json!({ "type": "error", "code": code, "message": "", "param": null, "sequence_number": 2 });
    check([
        case("in a choice", 200, choice, ServerError).code("502"),
        case("a failed response", 200, failed(json!({ "code": "server_error", "message": "" })), ServerError).code("server_error"),
        case("a failed response without an error", 200, failed(Value::Null), ServerError),
        case("a failed response, limited", 200, failed(json!({ "code": "rate_limit_exceeded", "message": "try again in 35 seconds" })), RateLimit).code("rate_limit_exceeded").after(Duration::from_secs(35)),
        case("a failed response, its image", 200, failed(json!({ "code": "invalid_image_url" })), InvalidRequest).code("invalid_image_url"),
        case("a failed response, its store", 200, failed(json!({ "code": "vector_store_timeout" })), Timeout).code("vector_store_timeout"),
        case("a failed event", 200, json!({ "type": "response.failed", "response": failed(json!({ "code": "slow_down" })) }), ServiceUnavailable).code("slow_down"),
        case("a flat event", 200, event("context_length_exceeded"), ContextLength).code("context_length_exceeded"),
        case("a flat event of a new code", 200, event("brand_new"), ServerError).code("brand_new"),
        case("a nested event", 200, json!({ "type": "error", "error": { "type": "server_error", "code": null } }), ServerError),
        case("text", 200, json!({ "error": "boom" }), ServerError),
        case("type internal_error", 200, error(json!({ "type": "internal_error" })), ServerError),
        case("type api_error", 200, error(json!({ "type": "api_error" })), ServerError),
        case("type invalid_request_error", 200, error(json!({ "type": "invalid_request_error" })), InvalidRequest),
        case("type authentication_error", 200, error(json!({ "type": "authentication_error" })), Authentication),
        case("type permission_error", 200, error(json!({ "type": "permission_error" })), Permission),
        case("type not_found_error", 200, error(json!({ "type": "not_found_error" })), NotFound),
        case("OpenRouter's metadata", 200, error(json!({ "metadata": { "error_type": "provider_overloaded" } })), ServiceUnavailable),
        case("a number that is no status", 200, error(json!({ "code": 1300 })), ServerError).code("1300"),
        case("a status that is no error", 200, error(json!({ "code": 200 })), ServerError).code("200"),
    ]);
}

#[test]
#[rustfmt::skip]
fn a_success_that_is_not_what_was_promised() {
    check([
        case("a page", 200, "<html><title>Sign in</title></html>", Decode),
        case("nothing", 200, "", Decode),
        case("cut short", 200, r#"{"choices":[{"mess"#, Decode),
        case("another shape", 200, json!({ "answer": 42, "error": null }), Decode),
        case("no content", 204, "", Decode),
    ]);
}

#[test]
fn the_server_has_the_last_word_on_retrying() {
    let told = |status, kind, value: &str| {
        case(format!("{status} {value}"), status, "", kind).header("x-should-retry", value)
    };
    check([
        told(400, InvalidRequest, "true").transient(true),
        told(400, InvalidRequest, "TRUE").transient(false),
        told(400, InvalidRequest, "1").transient(false),
        told(422, Unprocessable, "true").transient(true),
        told(401, Authentication, "true").transient(false),
        told(402, Quota, "true").transient(false),
        told(403, Permission, "true").transient(false),
        told(429, RateLimit, "false").transient(false),
        told(429, RateLimit, "False").transient(true),
        told(500, ServerError, "false").transient(false),
        told(500, ServerError, "").transient(true),
    ]);
}
