//! Gemini and Vertex, at their own endpoints and at the compatible ones.

use openai_call::ErrorKind::*;
use serde_json::{Value, json};

use super::{check, row};

const CASSETTES: &str = "rig, tests/cassettes/gemini";
const PYDANTIC: &str = "pydantic-ai, tests/cassettes";
const QUOTA: &str = "gemini-cli, packages/core/src/utils/googleQuotaErrors.test.ts";
const PER_DAY: &str = "https://github.com/langgenius/dify/issues/19838";
const MIXED: &str = "https://github.com/google-gemini/gemini-cli/issues/8437";
const NO_PLAN: &str = "https://github.com/continuedev/continue/issues/10062";
const VERTEX: &str = "https://github.com/google-gemini/gemini-cli/issues/14811";
const EXHAUSTED: &str = "https://github.com/googleapis/python-genai/issues/2065";
const PER_MINUTE: &str = "https://github.com/cocoindex-io/cocoindex/issues/1151";
const TOO_LONG: &str = "https://github.com/google-gemini/gemini-cli/issues/4118";
const WRAPPED: &str = "https://github.com/google-gemini/gemini-cli/issues/4231";
const GUIDE: &str = "https://ai.google.dev/gemini-api/docs/troubleshooting";
const CHUNK: &str = "https://github.com/langchain-ai/langchain-google/pull/1637";

const PLAN: &str = "You exceeded your current quota, please check your plan and billing details.";

fn detailed(code: u16, status: &str, message: &str, details: &Value) -> String {
    let error = json!({ "code": code, "message": message, "status": status, "details": details });
    json!({ "error": error }).to_string()
}

fn says(code: u16, status: &str, message: &str) -> String {
    json!({ "error": { "code": code, "message": message, "status": status } }).to_string()
}

fn limited(message: &str, details: &Value) -> String {
    detailed(429, "RESOURCE_EXHAUSTED", message, details)
}

fn quotas(ids: &[&str]) -> Value {
    let violations: Vec<_> = ids.iter().map(|id| json!({ "quotaId": id })).collect();
    json!({ "@type": "type.googleapis.com/google.rpc.QuotaFailure", "violations": violations })
}

fn retry_in(delay: &str) -> Value {
    json!({ "@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": delay })
}

fn reason(reason: &str) -> Value {
    let domain = "cloudcode-pa.googleapis.com";
    json!({ "@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": reason, "domain": domain })
}

#[test]
#[rustfmt::skip]
fn statuses() {
    let not_found = says(404, "NOT_FOUND", "models/gemini-3 is not found for API version v1beta, or is not supported for generateContent. Call ListModels to see the list of available models.");
    check([
        row(CASSETTES, 400, says(400, "INVALID_ARGUMENT", "Cached content is too small. total_token_count=97, min_total_token_count=1024"), InvalidRequest),
        row(CASSETTES, 403, says(403, "PERMISSION_DENIED", "CachedContent not found (or permission denied)"), Permission),
        row(CASSETTES, 404, &not_found, NotFound),
        row(PYDANTIC, 404, format!("[{not_found}]"), NotFound),
        row(PYDANTIC, 400, says(400, "INVALID_ARGUMENT", "Cannot fetch content from the provided URL. Status: URL_ROBOTED-ROBOTED_DENIED"), InvalidRequest),
        row(PYDANTIC, 429, says(429, "RESOURCE_EXHAUSTED", "Rate limit exceeded"), RateLimit),
        row(GUIDE, 400, says(400, "FAILED_PRECONDITION", "User location is not supported for the API use."), Permission),
        row(GUIDE, 401, says(401, "UNAUTHENTICATED", "Request had invalid authentication credentials."), Authentication),
        row(GUIDE, 402, says(402, "FAILED_PRECONDITION", "Prepaid credits are depleted."), Quota),
        row(GUIDE, 500, says(500, "INTERNAL", "An internal error has occurred."), ServerError),
        row(GUIDE, 503, says(503, "UNAVAILABLE", "The model is overloaded. Please try again later."), ServiceUnavailable),
        row(GUIDE, 504, says(504, "DEADLINE_EXCEEDED", "Deadline expired before operation could complete."), Timeout),
        row(QUOTA, 499, says(499, "CANCELLED", "The operation was cancelled."), Timeout),
        row(QUOTA, 500, says(500, "INTERNAL", "Server error"), ServerError),
    ]);
}

#[test]
#[rustfmt::skip]
fn the_key() {
    let invalid = json!([
        { "@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "API_KEY_INVALID", "domain": "googleapis.com" },
        { "@type": "type.googleapis.com/google.rpc.LocalizedMessage", "message": "API key not valid." },
    ]);
    check([
        row(CASSETTES, 400, detailed(400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key.", &invalid), Authentication),
        row(CASSETTES, 400, format!("[{}]", detailed(400, "INVALID_ARGUMENT", "no", &invalid)), Authentication),
        row(CASSETTES, 400, says(400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key."), Authentication),
        row(GUIDE, 400, says(400, "INVALID_ARGUMENT", "API key expired. Please renew the API key."), Authentication),
        row(GUIDE, 400, says(400, "INVALID_ARGUMENT", "Invalid value at 'contents'."), InvalidRequest),
    ]);
}

#[test]
#[rustfmt::skip]
fn limits_that_pass() {
    let minute = ["GenerateRequestsPerMinutePerProjectPerModel-FreeTier"];
    check([
        row(QUOTA, 429, limited(PLAN, &json!([quotas(&minute), retry_in("56s")])), RateLimit).after(56.0),
        row(QUOTA, 429, limited(PLAN, &json!([quotas(&minute), retry_in("45.837906927s")])), RateLimit).after(45.837_906_927),
        row(QUOTA, 429, format!("[{}]", limited(PLAN, &json!([retry_in("7s")]))), RateLimit).after(7.0),
        row(QUOTA, 429, limited("Too many requests", &json!([retry_in("45.123s")])), RateLimit).after(45.123),
        row(QUOTA, 429, limited("Too many requests", &json!([retry_in("301s")])), RateLimit).after(301.0),
        row(QUOTA, 429, limited(&format!("{PLAN}\n* Quota exceeded for metric: generate_content_free_tier_requests, limit: 2\nPlease retry in 44.097740004s."), &json!([])), RateLimit).after(44.097_740_004),
        row(QUOTA, 429, limited(&format!("{PLAN}\nPlease retry in 900.2ms."), &json!([])), RateLimit).after(0.9002),
        row(QUOTA, 429, limited("You have exhausted your capacity on this model. Your quota will reset after 10m.", &json!([reason("RATE_LIMIT_EXCEEDED")])), RateLimit).after(600.0),
        row(QUOTA, 429, limited("You have exhausted your capacity on this model. Your quota will reset after 0s.", &json!([reason("RATE_LIMIT_EXCEEDED"), retry_in("0.539477544s")])), RateLimit).after(0.539_477_544),
        row(QUOTA, 429, limited("Quota exceeded", &json!([quotas(&minute)])), RateLimit),
        row(QUOTA, 429, limited("slowly", &json!([retry_in("soon")])), RateLimit),
        row(QUOTA, 429, limited("slowly", &json!([retry_in("0s")])), RateLimit),
        row(QUOTA, 429, limited("slowly", &json!("no list")), RateLimit),
        row(EXHAUSTED, 429, says(429, "RESOURCE_EXHAUSTED", "Resource has been exhausted (e.g. check quota)."), RateLimit),
        row(VERTEX, 429, says(429, "RESOURCE_EXHAUSTED", "Resource exhausted. Please try again later."), RateLimit),
        row(VERTEX, 429, format!("[{}]", says(429, "RESOURCE_EXHAUSTED", "Resource exhausted. Please try again later.")), RateLimit),
        row(PER_MINUTE, 429, says(429, "RESOURCE_EXHAUSTED", "Quota exceeded for aiplatform.googleapis.com/embed_content_input_tokens_per_minute_per_base_model with base model: gemini-embedding."), RateLimit),
        row(CHUNK, 200, says(429, "RESOURCE_EXHAUSTED", "Resource exhausted."), RateLimit),
        row(CHUNK, 200, json!({ "error": { "status": "RESOURCE_EXHAUSTED", "message": "" } }).to_string(), RateLimit),
        row(CHUNK, 200, json!({ "error": { "status": "UNAVAILABLE", "message": "" } }).to_string(), ServiceUnavailable),
        row(CHUNK, 200, json!({ "error": { "status": "INVALID_ARGUMENT", "message": "" } }).to_string(), InvalidRequest),
        row(CHUNK, 200, json!({ "error": { "status": "CANCELLED", "message": "" } }).to_string(), Timeout),
    ]);
}

#[test]
#[rustfmt::skip]
fn limits_that_do_not() {
    let day = ["GenerateRequestsPerDayPerProjectPerModel-FreeTier"];
    let both = ["GenerateContentInputTokensPerModelPerMinute-FreeTier", day[0]];
    let no_plan = format!("{PLAN} * Quota exceeded for metric: generate_content_free_tier_requests, limit: 0, model: gemini-2.5-pro Please retry in 20.04466179s.");
    check([
        row(QUOTA, 429, limited("Quota exceeded", &json!([quotas(&["RequestsPerDay-limit"])])), Quota),
        row(PER_DAY, 429, limited("You exceeded your current quota.", &json!([quotas(&["GenerateRequestsPerDayPerProjectPerModel"])])), Quota),
        // The delay is that of the limit per minute.
        row(MIXED, 429, limited(PLAN, &json!([quotas(&both), retry_in("33s")])), Quota),
        row(MIXED, 429, format!("[{}]", limited(PLAN, &json!([quotas(&day)]))), Quota),
        row(MIXED, 429, says(429, "RESOURCE_EXHAUSTED", PLAN), Quota),
        row(NO_PLAN, 429, limited(&no_plan, &json!([])), Quota),
        row(QUOTA, 429, limited("You have exhausted your capacity.", &json!([reason("QUOTA_EXHAUSTED")])), Quota),
        row("facts of the newer api", 429, r#"{"error":{"code":"quota_exceeded","message":"The daily quota is used up."}}"#, Quota),
        row("facts of the newer api", 429, r#"{"error":{"code":"rate_limit_exceeded","message":"Slow down."}}"#, RateLimit),
        row("facts of the newer api", 429, r#"{"error":{"code":"too_many_requests","message":"Slow down."}}"#, RateLimit),
    ]);
}

#[test]
#[rustfmt::skip]
fn capacity_and_context() {
    let too_long = "The input token count (132478) exceeds the maximum number of tokens allowed (131072).";
    let wrapped = json!({ "error": { "message": says(400, "INVALID_ARGUMENT", too_long), "code": 400, "status": "Bad Request" } });
    let limited_twice = json!({ "error": { "message": limited(PLAN, &json!([retry_in("9s")])), "code": 429, "status": "Too Many Requests" } });
    check([
        row(QUOTA, 503, detailed(503, "UNAVAILABLE", "No capacity available for model gemini-3.1-pro-preview on the server", &json!([reason("MODEL_CAPACITY_EXHAUSTED"), retry_in("9s")])), ServiceUnavailable).after(9.0),
        row(QUOTA, 429, limited("No capacity available for model gemini-3.1-pro-preview on the server", &json!([reason("MODEL_CAPACITY_EXHAUSTED")])), ServiceUnavailable),
        row(QUOTA, 429, limited("No capacity available for model gemini-3.1-pro-preview on the server", &json!([])), ServiceUnavailable),
        row(TOO_LONG, 400, says(400, "INVALID_ARGUMENT", too_long), ContextLength),
        row(TOO_LONG, 400, format!("[{}]", says(400, "INVALID_ARGUMENT", too_long)), ContextLength),
        row(TOO_LONG, 400, says(400, "INVALID_ARGUMENT", "The input token count exceeds the maximum number of tokens allowed 1048576."), ContextLength),
        row(WRAPPED, 400, wrapped.to_string(), ContextLength),
        row(WRAPPED, 429, limited_twice.to_string(), RateLimit).after(9.0),
    ]);
}
