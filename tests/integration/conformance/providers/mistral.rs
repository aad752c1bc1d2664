//! Mistral: the members at the top of the body.

use openai_call::ErrorKind::*;
use serde_json::json;

use super::{check, row};

const CASSETTES: &str = "rig, tests/cassettes/mistral";
const THREAD: &str = "https://github.com/earendil-works/pi/issues/9815";
const CAPACITY: &str = "pages of threads with code 3505";
const OVERFLOW: &str = "earendil-works/pi, packages/ai/src/utils/overflow.ts";
const GLOSSARY: &str = "https://docs.mistral.ai/resources/error-glossary";

fn says(status: u16, code: &str, error_type: &str, message: &str) -> String {
    let body = json!({
        "object": "error", "message": message, "type": error_type, "param": null, "code": code,
        "raw_status_code": status,
    });
    body.to_string()
}

#[test]
#[rustfmt::skip]
fn every_answer() {
    check([
        row(THREAD, 429, says(429, "1300", "rate_limited", "Rate limit exceeded"), RateLimit),
        row(GLOSSARY, 429, says(429, "1300", "rate_limited", "Rate limit exceeded"), RateLimit).header("retry-after", "12").after(12.0),
        row(THREAD, 429, r#"{"message":"Requests rate limit exceeded"}"#, RateLimit),
        row(CAPACITY, 429, says(429, "3505", "service_tier_capacity_exceeded", "Service tier capacity exceeded for this model."), ServiceUnavailable),
        row(CASSETTES, 400, says(400, "1500", "invalid_model", "Invalid model: definitely-not-a-model"), NotFound),
        row(CASSETTES, 400, says(400, "3210", "invalid_request_prompt", "Too many inputs in request, split into more batches."), InvalidRequest),
        // The same code as of a prompt that is too long.
        row(CASSETTES, 400, says(400, "3051", "invalid_request_invalid_args", "Logprobs are not enabled for this model"), InvalidRequest),
        row(OVERFLOW, 400, says(400, "3051", "invalid_request_prompt", "Prompt contains 300000 tokens and 0 draft tokens, too large for model with 131072 maximum context length"), ContextLength),
        row(OVERFLOW, 400, says(400, "3051", "invalid_request_prompt", "Prompt contains 65673 tokens, too large for model with 32768 maximum context length"), ContextLength),
        row(CASSETTES, 401, r#"{"detail":"Invalid API Key"}"#, Authentication),
        row(GLOSSARY, 402, r#"{"detail":"Check your payment method"}"#, Quota),
        row(GLOSSARY, 403, r#"{"detail":"Forbidden"}"#, Permission),
        row(GLOSSARY, 404, r#"{"detail":"Not Found"}"#, NotFound),
        row(GLOSSARY, 422, r#"{"detail":[{"type":"missing","loc":["body","model"],"msg":"Field required"}]}"#, Unprocessable),
        row(GLOSSARY, 422, r#"{"object":"error","message":{"detail":[{"type":"extra_forbidden","loc":["body","x"],"msg":"Extra inputs are not permitted"}]},"type":"invalid_request_error"}"#, Unprocessable),
        row(GLOSSARY, 500, says(500, "1000", "internal_server_error", "Service unavailable."), ServerError),
        row(GLOSSARY, 503, says(503, "1000", "service_unavailable", "Service unavailable."), ServiceUnavailable),
    ]);
}
