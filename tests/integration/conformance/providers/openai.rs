//! OpenAI.

use openai_call::ErrorKind::*;

use super::{check, error, row};

const CASSETTES: &str = "rig, tests/cassettes/openai";
const PYDANTIC: &str = "pydantic-ai, tests/models/cassettes/test_openai_responses";
const CODES: &str = "https://platform.openai.com/docs/guides/error-codes";
const LIMITS: &str = "https://platform.openai.com/docs/guides/rate-limits";
const QUOTA: &str = "https://github.com/langchain-ai/langchainjs/issues/1929";
const EARLY: &str = "https://github.com/vercel/ai/issues/21345";
const CONTEXT: &str = "https://github.com/chathub-dev/chathub/issues/320";
const DAYS: &str = "https://github.com/openai/openai-dotnet/issues/404";

const INVALID: &str = "invalid_request_error";

#[test]
#[rustfmt::skip]
fn requests() {
    check([
        row(CASSETTES, 404, error("model_not_found", INVALID, "The model `x` does not exist or you do not have access to it."), NotFound),
        row(CASSETTES, 400, error("model_not_found", INVALID, "The requested model 'x' does not exist."), NotFound),
        row(CASSETTES, 400, error("previous_response_not_found", INVALID, "Previous response with id 'resp_1' not found."), NotFound),
        row(CASSETTES, 400, error("invalid_value", "image_generation_user_error", "The model 'dall-e-3' does not exist."), NotFound),
        row(CASSETTES, 401, r#"{"error":{"code":"invalid_api_key","message":"Incorrect API key provided: sk-***.","param":null,"type":"invalid_request_error"},"status":401}"#, Authentication),
        row(CASSETTES, 400, error("decimal_above_max_value", INVALID, "Invalid 'temperature': decimal above maximum value."), InvalidRequest),
        row(CASSETTES, 400, error("invalid_value", INVALID, "Invalid value: 'rig-invalid'. Supported values are: 'low', 'medium' and 'high'."), InvalidRequest),
        row(CASSETTES, 400, error("invalid_value", "image_generation_user_error", "Invalid size '3x3'."), InvalidRequest),
        row(CASSETTES, 400, error("empty_string", INVALID, "Invalid 'prompt': empty string."), InvalidRequest),
        row(CASSETTES, 400, error("unknown_parameter", INVALID, "Unknown parameter: 'response_format'."), InvalidRequest),
        row(CASSETTES, 400, error("", INVALID, "[{'type': 'enum', 'loc': ('body', 'response_format'), 'msg': \"Input should be 'json' or 'text'\"}]"), InvalidRequest),
        row(PYDANTIC, 400, error("unsupported_value", INVALID, "Unsupported value: 'messages[0].role' does not support 'system' with this model."), InvalidRequest),
        row(PYDANTIC, 400, error("unsupported_file", INVALID, "The file type you uploaded is not supported. Please try again with a pdf"), InvalidRequest),
        row(PYDANTIC, 400, error("", INVALID, "Item 'rs_1' of type 'reasoning' was provided without its required following item."), InvalidRequest),
        row(PYDANTIC, 400, error("", INVALID, "Web search options not supported with this model."), InvalidRequest),
        row(CODES, 403, error("unsupported_country_region_territory", "request_forbidden", "Country, region, or territory not supported"), Permission),
        row(CONTEXT, 400, error("context_length_exceeded", INVALID, "This model's maximum context length is 4097 tokens. However, your messages resulted in 4111 tokens."), ContextLength),
        row(CONTEXT, 400, error("", INVALID, "Your input exceeds the context window of this model."), ContextLength),
        row(CODES, 400, error("string_above_max_length", INVALID, "Expected a string with maximum length 64, but got a string with length 65 instead."), RequestTooLarge),
        row(CODES, 400, error("invalid_prompt", INVALID, "Invalid prompt: your prompt was flagged as potentially violating our usage policy."), ContentPolicy),
        row(CODES, 400, error("moderation_blocked", "image_generation_user_error", "Your request was rejected as a result of our safety system."), ContentPolicy),
        row(CODES, 400, error("", INVALID, "Your request was rejected as a result of our safety system."), ContentPolicy),
    ]);
}

#[test]
#[rustfmt::skip]
fn money() {
    let plan = "You exceeded your current quota, please check your plan and billing details.";
    check([
        row(QUOTA, 429, error("insufficient_quota", "insufficient_quota", plan), Quota),
        row(QUOTA, 429, error("", "insufficient_quota", plan), Quota),
        row(QUOTA, 429, error("", "", plan), Quota),
        row(EARLY, 200, error("credit_balance_exhausted", "insufficient_quota", "no credits"), Quota),
        row(CODES, 429, error("organization_spend_limit_exceeded", "insufficient_quota", "no"), Quota),
        row(CODES, 429, error("project_spend_limit_exceeded", "insufficient_quota", "no"), Quota),
        row(CODES, 429, error("billing_not_active", "billing_not_active", "no"), Quota),
        row(CODES, 400, error("billing_hard_limit_reached", "billing_limit_user_error", "Billing hard limit has been reached"), Quota),
        row("codex, the back end of ChatGPT", 429, error("", "usage_limit_reached", "The usage limit has been reached"), Quota),
    ]);
}

#[test]
#[rustfmt::skip]
fn limits_and_load() {
    let tokens = |message: &str| error("rate_limit_exceeded", "tokens", message);
    let per_day = "Rate limit reached for gpt-4o on requests per day (RPD): Limit 200, Used 200, Requested 1.";
    check([
        row(LIMITS, 429, tokens("Limit 30000, Used 29937, Requested 385. Please try again in 644ms."), RateLimit).after(0.644),
        row(LIMITS, 429, tokens("Request too large for gpt-4o on tokens per min (TPM): Limit 30000, Requested 36278."), RequestTooLarge),
        row(LIMITS, 429, error("rate_limit_exceeded", "requests", &format!("{per_day} Please try again in 7m12s.")), RateLimit).after(432.0),
        row(LIMITS, 429, error("rate_limit_exceeded", "requests", per_day), Quota),
        row(DAYS, 429, tokens("Limit 100000, Used 96749, Requested 19126. Please try again in 114h18m0s."), RateLimit).after(411_480.0),
        row(LIMITS, 429, error("slow_down", "rate_limit_error", "Slow down"), ServiceUnavailable),
        row(CODES, 429, error("", "", "The engine is currently overloaded, please try again later"), ServiceUnavailable),
        row(CODES, 500, error("", "server_error", "The server had an error processing your request."), ServerError),
        row(CODES, 503, error("server_is_overloaded", "service_unavailable_error", "busy"), ServiceUnavailable).header("retry-after", "56").after(56.0),
        row(CODES, 409, error("", INVALID, "conflict"), Conflict),
        row(CODES, 408, "", Timeout),
    ]);
}
