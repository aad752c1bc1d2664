//! xAI: the error is a text, and its code stands beside it.

use openai_call::ErrorKind::*;
use serde_json::json;

use super::{check, row};

const CASSETTES: &str = "rig, tests/cassettes/xai/response_identity";
const CREDITS: &str = "https://github.com/continuedev/continue/issues/10373";
const OVERFLOW: &str = "https://github.com/cline/cline/issues/3120";
const DOCS: &str = "https://docs.x.ai/docs/key-information/debugging";

fn says(code: &str, error: &str) -> String {
    json!({ "code": code, "error": error }).to_string()
}

#[test]
#[rustfmt::skip]
fn every_answer() {
    let credits = "Your team 16f2151a has either used all available credits or reached its monthly spending limit. To continue making API requests, please purchase more credits or raise your spending limit.";
    let too_long = "This model's maximum prompt length is 131072 but the request contains 136973 tokens.";
    check([
        row(CASSETTES, 400, says("invalid-argument", "Incorrect API key provided. You can obtain an API key from https://console.x.ai."), Authentication),
        row(CASSETTES, 400, says("invalid-argument", "Model not found: grok-nonexistent"), NotFound),
        row(CREDITS, 429, says("resource-exhausted", credits), Quota),
        row(CREDITS, 429, format!("\"{credits}\""), Quota),
        row(CREDITS, 403, says("permission-denied", credits), Quota),
        row(OVERFLOW, 400, says("invalid-argument", too_long), ContextLength),
        row(OVERFLOW, 400, format!("\"{too_long}\""), ContextLength),
        row(DOCS, 400, says("invalid-argument", "Argument not supported: presencePenalty"), InvalidRequest),
        row(DOCS, 401, says("unauthenticated", "No authorization header"), Authentication),
        row(DOCS, 403, says("permission-denied", "The caller does not have permission"), Permission),
        row(DOCS, 404, says("not-found", "No such path"), NotFound),
        row(DOCS, 415, "Expected request with `Content-Type: application/json`", InvalidRequest),
        row(DOCS, 422, "Failed to deserialize the JSON body into the target type", Unprocessable),
        row(DOCS, 429, says("resource-exhausted", "Too many requests for team"), RateLimit),
        row(DOCS, 503, says("unavailable", "The service is temporarily unavailable"), ServiceUnavailable),
    ]);
}
