//! Groq.

use openai_call::ErrorKind::*;

use super::{check, error, row};

const CASSETTES: &str = "rig, tests/cassettes/groq";
const PYDANTIC: &str = "pydantic-ai, tests/models/cassettes/test_groq";
const DOCS: &str = "https://console.groq.com/docs/errors";
const LIMITS: &str = "https://console.groq.com/docs/rate-limits";
const PER_DAY: &str = "https://github.com/continuedev/continue/issues/10920";
const TOO_LARGE: &str = "https://github.com/HunorLaczko/ha-groq-cloud-api/issues/27";
const PER_MINUTE: &str = "https://github.com/openinterpreter/openinterpreter/issues/408";
const ESTIMATE: &str = "https://github.com/danielmiessler/Fabric/issues/364";
const OVERFLOW: &str = "earendil-works/pi, packages/ai/src/utils/overflow.ts";

fn limited(message: &str) -> String {
    error("rate_limit_exceeded", "tokens", message)
}

#[test]
#[rustfmt::skip]
fn limits() {
    let per_day = "Rate limit reached for model `llama-3.3-70b-versatile` in organization `org_1` service tier `on_demand` on tokens per day (TPD): Limit 100000, Used 97050, Requested 3619.";
    let per_minute = "Rate limit reached for model `llama-3.3-70b-versatile` on tokens per minute (TPM): Limit 6000, Used 3513, Requested 3166.";
    check([
        row(PER_DAY, 429, limited(&format!("{per_day} Please try again in 9m38.016s. Need more tokens? Upgrade to Dev Tier today.")), RateLimit).after(578.016),
        row(PER_DAY, 429, limited(per_day), Quota),
        row(PER_DAY, 429, limited(per_day), RateLimit).header("retry-after", "578").after(578.0),
        row(PER_DAY, 429, limited(per_day), RateLimit)
            .header("x-ratelimit-remaining-tokens", "0")
            .header("x-ratelimit-reset-tokens", "9m38s")
            .after(578.0),
        row(PER_DAY, 429, limited("Rate limit reached on requests per day (RPD): Limit 1000, Used 1000, Requested 1."), Quota),
        row(PER_MINUTE, 429, limited(&format!("{per_minute} Please try again in 6.780999999s.")), RateLimit).after(6.780_999_999),
        row(LIMITS, 429, limited(per_minute), RateLimit).header("retry-after", "2").after(2.0),
        row(LIMITS, 429, limited(per_minute), RateLimit)
            .header("x-ratelimit-remaining-requests", "14370")
            .header("x-ratelimit-reset-requests", "2m59.56s")
            .header("x-ratelimit-remaining-tokens", "0")
            .header("x-ratelimit-reset-tokens", "7.66s")
            .after(7.66),
        row(ESTIMATE, 429, limited("Rate limit reached for model `llama3-70b-8192` on tokens per minute (TPM): Limit 7000, Used 0, Requested ~12903. Please try again in 50.597142857s."), RequestTooLarge),
        row(TOO_LARGE, 413, limited("Request too large for model llama-3.1-8b-instant on tokens per minute (TPM): Limit 6000, Requested 12328, please reduce your message size and try again."), RequestTooLarge),
        row(TOO_LARGE, 429, limited("Request too large for model llama-3.1-8b-instant on tokens per day (TPD): Limit 6000, Requested 12328."), RequestTooLarge),
    ]);
}

#[test]
#[rustfmt::skip]
fn the_others() {
    check([
        row(CASSETTES, 401, r#"{"error":{"code":"invalid_api_key","message":"Invalid API Key","type":"invalid_request_error"}}"#, Authentication),
        row(CASSETTES, 404, error("model_not_found", "invalid_request_error", "The model `x` does not exist or you do not have access to it."), NotFound),
        row(PYDANTIC, 400, error("tool_use_failed", "invalid_request_error", "Tool choice is required, but model did not call a tool"), InvalidRequest),
        row(PYDANTIC, 400, error("tool_use_failed", "invalid_request_error", "Tool call validation failed: parameters for tool did not match schema: errors: [missing properties: 'name']"), InvalidRequest),
        row(OVERFLOW, 400, error("context_length_exceeded", "invalid_request_error", "Please reduce the length of the messages or completion."), ContextLength),
        row(OVERFLOW, 400, error("", "invalid_request_error", "Please reduce the length of the messages or completion."), ContextLength),
        row(DOCS, 403, error("", "permissions_error", "You do not have permission to access this resource."), Permission),
        row(DOCS, 422, error("", "invalid_request_error", "semantic errors"), Unprocessable),
        row(DOCS, 424, error("", "invalid_request_error", "a dependent request failed, such as a remote MCP"), InvalidRequest),
        row(DOCS, 498, error("capacity_exceeded", "", "flex tier capacity exceeded"), ServiceUnavailable),
        row(DOCS, 498, "", ServiceUnavailable),
        row(DOCS, 499, error("", "", "Request Cancelled"), Timeout),
        row(DOCS, 500, error("", "internal_server_error", "Internal Server Error"), ServerError),
        row(DOCS, 502, "", ServerError),
        row(DOCS, 503, error("", "internal_server_error", "Service Unavailable"), ServiceUnavailable),
    ]);
}
