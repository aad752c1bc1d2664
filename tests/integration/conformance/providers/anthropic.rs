//! Anthropic, at its own endpoint and at the compatible one.

use openai_call::ErrorKind::*;
use serde_json::json;

use super::{check, row};

const CASSETTES: &str = "rig, tests/cassettes/anthropic";
const PYDANTIC: &str = "pydantic-ai, tests/models/cassettes/test_anthropic";
const ERRORS: &str = "https://docs.anthropic.com/en/api/errors";
const LIMITS: &str = "https://docs.anthropic.com/en/api/rate-limits";
const CREDIT: &str = "https://github.com/anthropics/claude-code/issues/66314";
const USAGE: &str = "https://github.com/continuedev/continue/issues/11934";
const OVERFLOW: &str = "https://github.com/stackblitz/bolt.new/issues/1748";
const CONTEXT: &str = "https://github.com/kortix-ai/suna/issues/172";
const COMPATIBLE: &str = "https://github.com/FoundationAgents/OpenManus/issues/746";
const STREAM: &str = "vercel/ai, packages/anthropic/src/anthropic-language-model.test.ts";
const THREE_DAYS: &str = "https://platform.claude.com/docs/en/api/rate-limits, spend limits";

fn says(error_type: &str, message: &str) -> String {
    let error = json!({ "type": error_type, "message": message });
    json!({ "type": "error", "error": error, "request_id": "req_1" }).to_string()
}

#[test]
#[rustfmt::skip]
fn statuses_and_types() {
    check([
        row(ERRORS, 400, says("invalid_request_error", "max_tokens: Field required"), InvalidRequest),
        row(ERRORS, 402, says("billing_error", "There is an issue with your billing"), Quota),
        row(ERRORS, 403, says("permission_error", "Your key may not use this resource"), Permission),
        row(ERRORS, 413, says("request_too_large", "Request exceeds the maximum size"), RequestTooLarge),
        row(ERRORS, 429, says("rate_limit_error", "Your account has hit a rate limit"), RateLimit),
        row(ERRORS, 500, says("api_error", "Internal server error"), ServerError),
        row(ERRORS, 504, says("timeout_error", "The request timed out"), Timeout),
        row(ERRORS, 529, says("overloaded_error", "Overloaded"), ServiceUnavailable),
        row(CASSETTES, 401, r#"{"error":{"message":"API key is invalid.","type":"authentication_error"},"request_id":null,"type":"error"}"#, Authentication),
        row(CASSETTES, 404, says("not_found_error", "model: claude-nonexistent"), NotFound),
        row(CASSETTES, 400, says("invalid_request_error", "temperature: range: 0..1"), InvalidRequest),
        row(CASSETTES, 400, says("invalid_request_error", "Too many strict tools (21). The maximum number of strict tools supported is 20."), InvalidRequest),
        row(CASSETTES, 400, says("invalid_request_error", "Schemas contains too many optional parameters (25) (limit: 24)."), InvalidRequest),
        row(CASSETTES, 400, says("invalid_request_error", "Schema is too complex for compilation."), InvalidRequest),
        row(CASSETTES, 400, says("invalid_request_error", "tools.0.custom.input_schema.type: Field required"), InvalidRequest),
        row(PYDANTIC, 400, says("invalid_request_error", "This model does not support effort level 'xhigh'."), InvalidRequest),
    ]);
}

#[test]
#[rustfmt::skip]
fn money() {
    let spent = json!({ "type": "error", "error": {
        "type": "rate_limit_error",
        "message": "You have reached your API usage limits: your organization has crossed its monthly API usage threshold.",
        "details": { "error_code": "enforced_spend_limit_reached" },
    } });
    let code_alone = json!({ "type": "error", "error": {
        "type": "rate_limit_error", "message": "paused", "details": { "error_code": "enforced_spend_limit_reached" },
    } });
    check([
        row(CREDIT, 400, says("invalid_request_error", "Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing to upgrade or purchase credits."), Quota),
        row(USAGE, 400, says("invalid_request_error", "You have reached your specified API usage limits. You will regain access on 2026-04-01 at 00:00 UTC."), Quota),
        row(USAGE, 400, says("invalid_request_error", "You have reached your specified workspace API usage limits."), Quota),
        row(THREE_DAYS, 429, spent.to_string(), Quota),
        row(THREE_DAYS, 429, code_alone.to_string(), Quota),
    ]);
}

#[test]
#[rustfmt::skip]
fn context() {
    check([
        row(OVERFLOW, 400, says("invalid_request_error", "prompt is too long: 202128 tokens > 200000 maximum"), ContextLength),
        row(CONTEXT, 400, says("invalid_request_error", "input length and `max_tokens` exceed context limit: 174167 + 64000 > 200000, decrease input length or `max_tokens` and try again"), ContextLength),
        row(CONTEXT, 413, says("invalid_request_error", "prompt is too long: 207889 tokens > 200000 maximum"), ContextLength),
    ]);
}

#[test]
#[rustfmt::skip]
fn waits() {
    let limited = || says("rate_limit_error", "Number of request tokens has exceeded your per-minute rate limit");
    check([
        row(LIMITS, 429, limited(), RateLimit).header("retry-after", "42").after(42.0),
        row(LIMITS, 429, limited(), RateLimit),
        // Only what is used up is waited for, until its point in time by the server's own clock.
        row(LIMITS, 429, limited(), RateLimit)
            .header("date", "Mon, 04 May 2026 12:34:00 GMT")
            .header("anthropic-ratelimit-requests-remaining", "49")
            .header("anthropic-ratelimit-requests-reset", "2026-05-04T12:40:00Z")
            .header("anthropic-ratelimit-input-tokens-remaining", "0")
            .header("anthropic-ratelimit-input-tokens-reset", "2026-05-04T12:34:56Z")
            .after(56.0),
        row(LIMITS, 429, limited(), RateLimit)
            .header("date", "Mon, 04 May 2026 12:34:00 GMT")
            .header("anthropic-ratelimit-tokens-remaining", "0")
            .header("anthropic-ratelimit-tokens-reset", "2026-05-04T12:33:00Z"),
        row(COMPATIBLE, 429, r#"{"error":{"code":"rate_limit_error","message":"This request would exceed the rate limit for your organization of 20,000 input tokens per minute. Please reduce the prompt length or the maximum tokens requested, or try again later.","type":"invalid_request_error","param":null}}"#, RateLimit),
        row(ERRORS, 529, says("overloaded_error", "Overloaded"), ServiceUnavailable).header("retry-after", "3").after(3.0),
    ]);
}

#[test]
#[rustfmt::skip]
fn within_a_success() {
    check([
        row(STREAM, 200, r#"{"type":"error","error":{"details":null,"type":"overloaded_error","message":"Overloaded"}}"#, ServiceUnavailable),
        row(STREAM, 200, says("rate_limit_error", "slow down"), RateLimit),
        row(STREAM, 200, says("api_error", "Internal server error"), ServerError),
        row(STREAM, 200, says("billing_error", "no money"), Quota),
        row(STREAM, 200, says("timeout_error", "too slow"), Timeout),
        row(STREAM, 200, says("request_too_large", "too large"), RequestTooLarge),
        row(STREAM, 200, says("permission_error", "no"), Permission),
        row(STREAM, 200, says("not_found_error", "no"), NotFound),
        row(STREAM, 200, says("invalid_request_error", "prompt is too long: 5 tokens > 4 maximum"), ContextLength),
    ]);
}
