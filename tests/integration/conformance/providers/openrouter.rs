//! OpenRouter, and the errors of those behind it.

use openai_call::ErrorKind::{self, *};
use serde_json::{Value, json};

use super::{check, numbered, row};

const CASSETTES: &str = "rig, tests/cassettes/openrouter";
const PYDANTIC: &str = "pydantic-ai, tests/models/cassettes/test_openrouter";
const DOCS: &str = "https://openrouter.ai/docs/api-reference/errors";
const LIMITS: &str = "https://openrouter.ai/docs/api-reference/limits";
const PER_DAY: &str = "https://github.com/Gitlawb/openclaude/issues/936";
const HIGH_BALANCE: &str = "https://github.com/Gitlawb/openclaude/issues/1549";
const DAILY: &str = "https://github.com/Avarok-Cybersecurity/atlas/pull/543";
const RAW: &str = "https://github.com/cline/cline/issues/13194";
const OVERFLOW: &str = "earendil-works/pi, packages/ai/src/utils/overflow.ts";
const TYPES: &str = "https://openrouter.ai/docs/sdks, the error types";

fn with(code: u16, message: &str, metadata: &Value) -> String {
    json!({ "error": { "code": code, "message": message, "metadata": metadata } }).to_string()
}

#[test]
#[rustfmt::skip]
fn its_own() {
    check([
        row(CASSETTES, 400, numbered(400, "Model no-such/embedding-model does not exist"), NotFound),
        row(CASSETTES, 400, r#"{"error":{"code":400,"message":"openai/gpt-nonexistent is not a valid model ID"},"user_id":"user_1"}"#, NotFound),
        row(DOCS, 400, numbered(400, "Invalid parameter"), InvalidRequest),
        row(DOCS, 401, numbered(401, "No auth credentials found"), Authentication),
        row(DOCS, 402, numbered(402, "Insufficient credits. Add more using https://openrouter.ai/credits"), Quota),
        row(DOCS, 403, with(403, "openai/gpt-4o requires moderation on OpenAI. Your input was flagged for harassment", &json!({ "reasons": ["harassment"], "flagged_input": "…" })), ContentPolicy),
        row(DOCS, 403, numbered(403, "Key limit exceeded"), Permission),
        row(DOCS, 408, numbered(408, "Request timed out"), Timeout),
        row(DOCS, 429, numbered(429, "Rate limited"), RateLimit).header("retry-after", "12").after(12.0),
        row(DOCS, 502, numbered(502, "Your chosen model is down"), ServerError),
        row(DOCS, 503, numbered(503, "No available model provider"), ServiceUnavailable).header("retry-after", "5").after(5.0),
        row(OVERFLOW, 400, numbered(400, "This endpoint's maximum context length is 262144 tokens. However, you requested about 300000 tokens"), ContextLength),
        row(OVERFLOW, 400, numbered(400, "Input length 130000 exceeds the maximum allowed input length of 128000 tokens."), ContextLength),
        row(DOCS, 200, numbered(502, "Provider disconnected"), ServerError),
        row(DOCS, 200, numbered(429, "Rate limited"), RateLimit),
        row(DOCS, 200, r#"{"choices":[{"finish_reason":"error","error":{"code":502,"message":"provider"}}]}"#, ServerError),
    ]);
}

#[test]
#[rustfmt::skip]
fn money_and_limits() {
    let in_flight = with(402, "This request would exceed your available credits given your current in-flight requests.", &json!({ "limit_source": "openrouter_in_flight_budget" }));
    let daily = with(429, "Rate limit exceeded: free-models-per-day. Add 10 credits to unlock 1000 free model requests per day", &json!({ "headers": { "X-RateLimit-Remaining": "0" } }));
    check([
        row(LIMITS, 402, &in_flight, RateLimit).header("retry-after", "2").after(2.0),
        row(LIMITS, 402, &in_flight, Quota),
        row(LIMITS, 402, with(402, "no", &json!({ "limit_source": "openrouter_credits" })), Quota),
        row(LIMITS, 402, with(402, "no", &json!({ "limit_source": "openrouter_key_limit" })), Quota).header("retry-after", "2").after(2.0),
        row(PER_DAY, 429, daily, Quota),
        row(HIGH_BALANCE, 429, r#"{"error":{"message":"Rate limit exceeded: free-models-per-day-high-balance.","type":"rate_limit_error","code":"429"}}"#, Quota),
        row(DAILY, 429, with(429, "Rate limit exceeded", &json!({ "limit_source": "openrouter_free_tier_daily" })), Quota),
        row(LIMITS, 429, numbered(429, "Rate limit exceeded: free-models-per-min."), RateLimit),
        // A point in time, in milliseconds.
        row(LIMITS, 429, numbered(429, "Rate limit exceeded: free-models-per-min."), RateLimit)
            .header("date", "Mon, 04 May 2026 12:34:00 GMT")
            .header("x-ratelimit-limit", "20")
            .header("x-ratelimit-remaining", "0")
            .header("x-ratelimit-reset", "1777898096000")
            .after(56.0),
    ]);
}

#[test]
#[rustfmt::skip]
fn the_upstream_s() {
    let raw = |code: u16, raw: &str| with(code, "Provider returned error", &json!({ "provider_name": "Google", "raw": raw }));
    check([
        row(PYDANTIC, 429, raw(429, "google/gemini-2.0-flash-exp:free is temporarily rate-limited upstream. Please retry shortly, or add your own key to accumulate your rate limits."), RateLimit),
        row(RAW, 400, raw(400, r#"{"error":{"message":"This model's maximum context length is 262144 tokens. However, your messages resulted in 262897 tokens.","type":"Bad Request","code":400}}"#), ContextLength),
        row(RAW, 400, raw(400, r#"{"error":{"code":400,"message":"The input token count exceeds the maximum number of tokens allowed 1048576.","status":"INVALID_ARGUMENT"}}"#), ContextLength),
        row(RAW, 429, raw(429, r#"{"error":{"message":"You exceeded your current quota","type":"insufficient_quota","code":"insufficient_quota"}}"#), Quota),
        row(RAW, 400, raw(400, r#"{"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 5 tokens > 4 maximum"}}"#), ContextLength),
        row(RAW, 429, raw(429, r#"{"error":{"code":429,"message":"slowly","details":[{"retryDelay":"3s"}]}}"#), RateLimit).after(3.0),
        row(RAW, 400, raw(400, ""), InvalidRequest),
        row(RAW, 502, raw(502, r#"{"error":"#), ServerError),
    ]);
}

/// Its error types, each with its status and without one.
#[test]
fn error_types() {
    let types: [(&str, u16, ErrorKind); 14] = [
        ("context_length_exceeded", 400, ContextLength),
        ("authentication", 401, Authentication),
        ("payment_required", 402, Quota),
        ("permission_denied", 403, Permission),
        ("not_found", 404, NotFound),
        ("payload_too_large", 413, RequestTooLarge),
        ("unprocessable", 422, Unprocessable),
        ("rate_limit_exceeded", 429, RateLimit),
        ("server", 500, ServerError),
        ("provider_unavailable", 502, ServerError),
        ("provider_overloaded", 503, ServiceUnavailable),
        ("provider_overloaded", 529, ServiceUnavailable),
        ("content_policy_violation", 400, ContentPolicy),
        ("invalid_prompt", 400, ContentPolicy),
    ];
    check(types.into_iter().flat_map(|(name, status, kind)| {
        let body = json!({ "error": { "message": "", "metadata": { "error_type": name } } });
        [row(TYPES, status, body.to_string(), kind), row(TYPES, 200, body.to_string(), kind)]
    }));
}
