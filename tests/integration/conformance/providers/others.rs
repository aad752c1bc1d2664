//! Providers of which little is known.

use openai_call::ErrorKind::*;
use serde_json::json;

use super::{check, error, row};

const DOUBLEWORD: &str = "rig, tests/cassettes/doubleword";
const VENICE: &str = "rig, tests/cassettes/venice";
const VENICE_DOCS: &str = "https://github.com/veniceai/api-docs/pull/149";
const CHATGPT: &str = "rig, tests/cassettes/chatgpt/http_errors";
const MINIMAX: &str = "https://github.com/MiniMax-AI/MiniMax-M2/issues/62";
const SILICON_FLOW: &str = "https://github.com/FoundationAgents/OpenManus/issues/438";
const OVERFLOW: &str = "earendil-works/pi, packages/ai/src/utils/overflow.ts";
const RETRY: &str = "earendil-works/pi, packages/ai/src/utils/retry.ts";
const TOGETHER: &str = "https://docs.together.ai/docs/error-codes";
const CONTINUE: &str = "https://github.com/continuedev/continue/issues/10053";
const CEREBRAS: &str = "litellm, litellm/litellm_core_utils/exception_mapping_utils.py";
const VERCEL: &str = "vercel/ai, packages/deepgram/src/deepgram-error.test.ts";
const CLOUDFLARE: &str =
    "https://developers.cloudflare.com/support/troubleshooting/http-status-codes";

#[test]
#[rustfmt::skip]
fn every_answer() {
    let escaped = json!({ "error": { "message": "{\n  \"error\": {\n    \"code\": 429,\n    \"message\": \"Resource has been exhausted (e.g. check quota).\",\n    \"status\": \"RESOURCE_EXHAUSTED\"\n  }\n}\n", "code": 429 } });
    check([
        row(DOUBLEWORD, 404, error("model_not_found", "invalid_request_error", "The model `x` does not exist or you do not have access to it."), NotFound),
        row(DOUBLEWORD, 400, r#"{"error":{"code":null,"message":"Invalid request","param":null,"type":"invalid_request_error"}}"#, InvalidRequest),
        row(DOUBLEWORD, 403, error("forbidden", "invalid_request_error", "Forbidden"), Permission),
        row(DOUBLEWORD, 400, r#"{"code":400,"message":"Validation: Temperature must be between 0 and 2, got 100","type":"Bad Request"}"#, InvalidRequest),
        row(VENICE, 404, r#"{"error":"Specified model not found: no-such-model. Did you mean: text-embedding-bge-m3?"}"#, NotFound),
        row(VENICE_DOCS, 402, r#"{"error":"Insufficient balance","code":"INSUFFICIENT_BALANCE"}"#, Quota),
        row(VENICE_DOCS, 429, r#"{"error":"no","code":"INSUFFICIENT_BALANCE"}"#, Quota),
        row(CHATGPT, 401, r#"{"detail":"Could not parse your authentication token. Please try signing in again."}"#, Authentication),
        row(MINIMAX, 500, r#"{"type":"error","error":{"type":"api_error","message":"insufficient balance (1008)"},"request_id":"0"}"#, Quota),
        row(OVERFLOW, 400, r#"{"type":"error","error":{"type":"invalid_request_error","message":"invalid params, context window exceeds limit (2013)"}}"#, ContextLength),
        row(SILICON_FLOW, 403, r#"{"code":30011,"message":"The selected model requires paid balance. Your paid balance is insufficient. Please top up and try again.","data":null}"#, Quota),
        row(OVERFLOW, 400, error("", "", "prompt token count of 145000 exceeds the limit of 128000"), ContextLength),
        row(OVERFLOW, 400, error("", "", "Range of input length should be [1, 129024]"), ContextLength),
        row(RETRY, 429, r#"{"type":"error","error":{"type":"GoUsageLimitError","message":"Monthly usage limit reached"}}"#, Quota),
        row(RETRY, 429, r#"{"type":"error","error":{"type":"FreeUsageLimitError","message":"Rate limit exceeded."}}"#, Quota),
        row(RETRY, 429, r#"{"error":{"message":"Monthly usage limit reached. Enable usage from your available balance."}}"#, Quota),
        row(CEREBRAS, 400, error("", "invalid_request_error", "Please reduce your input. Current length is 8500 while limit is 8192"), ContextLength),
        row(CONTINUE, 402, r#""You have no credits remaining on your Continue account.""#, Quota),
        row(TOGETHER, 402, error("", "", "The account has reached its spending limit"), Quota),
        row(TOGETHER, 403, error("", "", "Input is too long: this model's maximum context length is 8192 tokens"), ContextLength),
        row(TOGETHER, 429, error("", "", "Too many requests"), RateLimit),
        row(TOGETHER, 524, "", ServerError),
        row(TOGETHER, 529, "", ServiceUnavailable),
        row(VERCEL, 429, escaped.to_string(), RateLimit),
        row(CLOUDFLARE, 401, r#"{"success":false,"errors":[{"code":2009,"message":"Unauthorized"}]}"#, Authentication),
        row(CLOUDFLARE, 520, "<html><title>Web server is returning an unknown error</title></html>", ServerError),
        row(CLOUDFLARE, 522, "error code: 522", ServerError),
    ]);
}
