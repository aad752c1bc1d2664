//! LiteLLM's proxy, which puts the upstream's error as text into its message.

use openai_call::ErrorKind::*;
use serde_json::json;

use super::{check, row};

const QUOTA: &str = "https://github.com/BerriAI/litellm/issues/5983";
const BYTES: &str = "https://github.com/BerriAI/litellm/issues/9035";
const CONTEXT: &str = "https://github.com/OpenHands/OpenHands/issues/4894";
const INSIDE: &str = "https://github.com/kortix-ai/suna/issues/172";
const AS_500: &str = "https://github.com/BerriAI/litellm/issues/4259";
const MAPPING: &str =
    "litellm, tests/test_litellm/litellm_core_utils/test_exception_mapping_utils.py";
const BUDGET: &str = "https://docs.litellm.ai/docs/proxy/users";

fn says(code: &str, error_type: &str, message: &str) -> String {
    json!({ "error": { "message": message, "type": error_type, "param": "None", "code": code } })
        .to_string()
}

#[test]
#[rustfmt::skip]
fn words_of_its_own() {
    check([
        row(MAPPING, 429, says("429", "throttling_error", "litellm.RateLimitError: slowly"), RateLimit),
        row(MAPPING, 429, says("429", "None", "No deployments available for selected model, Try again in 5 seconds."), RateLimit).after(5.0),
        row(MAPPING, 429, says("429", "None", "litellm.RateLimitError: slowly"), RateLimit).header("llm_provider-retry-after", "7").after(7.0),
        row(BUDGET, 429, says("429", "budget_exceeded", "Budget has been exceeded! Current cost: 0.1, Max budget: 0.05"), Quota),
        row(BUDGET, 400, says("400", "budget_exceeded", "Budget has been exceeded! Current cost: 0.1, Max budget: 0.05"), Quota),
        row(BUDGET, 400, says("400", "None", "Budget has been exceeded! Current cost: 0.1, Max budget: 0.05"), Quota),
        row(BUDGET, 401, says("401", "auth_error", "Authentication Error, Invalid proxy server token passed."), Authentication),
        row(MAPPING, 400, says("400", "None", "litellm.ContextWindowExceededError: litellm.BadRequestError: no more"), ContextLength),
        row(MAPPING, 400, says("400", "None", "litellm.ContentPolicyViolationError: AzureException - no more"), ContentPolicy),
        row(MAPPING, 400, says("400", "None", "litellm.BadRequestError: OpenAIException - Invalid value"), InvalidRequest),
        row(MAPPING, 503, says("503", "None", "litellm.ServiceUnavailableError: busy"), ServiceUnavailable),
        row(MAPPING, 408, says("408", "None", "litellm.Timeout: too slow"), Timeout),
        row(MAPPING, 500, says("500", "None", "litellm.InternalServerError: boom"), ServerError),
    ]);
}

#[test]
#[rustfmt::skip]
fn messages_of_the_upstream() {
    let python = "litellm.RateLimitError: RateLimitError: OpenAIException - Error code: 429 - {'error': {'message': 'You exceeded your current quota, please check your plan and billing details.', 'type': 'insufficient_quota', 'param': None, 'code': 'insufficient_quota'}}";
    let bytes = "litellm.RateLimitError: VertexAIException - b'{\\n  \"error\": {\\n    \"code\": 429,\\n    \"message\": \"You exceeded your current quota. Please migrate.\",\\n    \"status\": \"RESOURCE_EXHAUSTED\"}}'";
    check([
        row(QUOTA, 429, says("429", "throttling_error", python), Quota),
        row(QUOTA, 429, says("429", "throttling_error", "litellm.RateLimitError: RateLimitError: OpenAIException - You exceeded your current quota, please check your plan and billing details."), Quota),
        row(QUOTA, 429, says("429", "throttling_error", "litellm.RateLimitError: GeminiException - You exceeded your current quota. Please retry in 33.5s."), RateLimit).after(33.5),
        row(BYTES, 429, says("429", "throttling_error", bytes), Quota),
        row(MAPPING, 400, says("400", "None", "litellm.BadRequestError: OpenAIException - This model's maximum context length is 4096 tokens."), ContextLength),
        row(MAPPING, 400, says("400", "None", "litellm.BadRequestError: OpenAIException - Input tokens exceed the configured limit of 272000 tokens. Your messages resulted in 509178 tokens."), ContextLength),
        row(MAPPING, 400, says("400", "None", "litellm.BadRequestError: VertexAIException - The input token count (5) exceeds the maximum number of tokens allowed (4)."), ContextLength),
        row(MAPPING, 400, says("400", "None", "litellm.BadRequestError: AzureException - The response was filtered due to the prompt triggering Azure OpenAI's content management policy."), ContentPolicy),
        row(AS_500, 500, says("500", "None", "Error code: 429 - {'error': {'code': 429, 'message': 'Quota exceeded for aiplatform.googleapis.com/online_prediction_tokens_per_minute_per_base_model.'}}"), ServerError),
    ]);
}

#[test]
#[rustfmt::skip]
fn json_of_the_upstream() {
    let of = |status: &str, name: &str, json: &str| says(status, "None", &format!("litellm.{name} - {json}"));
    check([
        row(CONTEXT, 400, of("400", "BadRequestError: litellm.SomeError: AnthropicError", r#"{"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 210543 tokens > 200000 maximum"}}"#), ContextLength),
        row(INSIDE, 400, of("400", "BadRequestError: AnthropicException", r#"b'{"type":"error","error":{"type":"invalid_request_error","message":"input length and `max_tokens` exceed context limit: 174167 + 64000 > 200000"}}'"#), ContextLength),
        row(CONTEXT, 500, of("500", "InternalServerError: AnthropicException", r#"{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}"#), ServiceUnavailable),
        row(CONTEXT, 429, of("429", "RateLimitError: AnthropicException", r#"{"type":"error","error":{"type":"rate_limit_error","message":"paused","details":{"error_code":"enforced_spend_limit_reached"}}}"#), Quota),
        row(BYTES, 429, of("429", "RateLimitError: geminiException", r#"{"error":{"code":429,"message":"slowly","status":"RESOURCE_EXHAUSTED","details":[{"retryDelay":"33s"}]}}"#), RateLimit).after(33.0),
        row(BYTES, 429, of("429", "RateLimitError: geminiException", r#"{"error":{"code":429,"message":"slowly","details":[{"violations":[{"quotaId":"GenerateRequestsPerDayPerProjectPerModel"}]}]}} Received Model Group=gemini"#), Quota),
        row(BYTES, 401, of("401", "AuthenticationError: geminiException", r#"{"error":{"code":400,"message":"API key not valid.","status":"INVALID_ARGUMENT"}}"#), Authentication),
        row(CONTEXT, 400, of("400", "BadRequestError: XaiException", r#"{"code":"invalid-argument","error":"Model not found: grok-9"}"#), NotFound),
        row(CONTEXT, 429, of("429", "RateLimitError: OpenrouterException", &json!({ "error": { "message": "Provider returned error", "code": 429, "metadata": { "raw": r#"{"error":{"code":"insufficient_quota","message":"no"}}"# } } }).to_string()), Quota),
        row(CONTEXT, 400, of("400", "BadRequestError: Exception", "{not json"), InvalidRequest),
        row(CONTEXT, 400, of("400", "BadRequestError: Exception", r#"{"no":"error"}"#), InvalidRequest),
    ]);
}

#[test]
#[rustfmt::skip]
fn a_wrong_key_that_comes_as_500() {
    check([
        row("a gateway that passes on what its upstream says", 500, r#"{"error":{"message":"Incorrect API key provided: sk-***.","type":"invalid_request_error","param":null,"code":"invalid_api_key"}}"#, Authentication),
        row("a gateway that passes on what its upstream says", 500, r#"{"error":{"message":"no","code":"insufficient_quota"}}"#, Quota),
        row("a gateway that passes on what its upstream says", 500, r#""{\"error\":{\"message\":\"no\",\"code\":\"invalid_api_key\"}}""#, Authentication),
        row("a gateway that passes on what its upstream says", 500, r#"{"error":"{\"error\":{\"message\":\"no\",\"code\":\"context_length_exceeded\"}}"}"#, ContextLength),
        row("a gateway that passes on what its upstream says", 500, r#"upstream error: 429 {"error":{"message":"no","code":"insufficient_quota"}}"#, Quota),
        row("a gateway that passes on what its upstream says", 500, r#"upstream error: {"error":{"message":"no","code":"insufficient_quota"}}"#, ServerError),
        row("a gateway that passes on what its upstream says", 502, "<html><style>h1{color:red}</style><title>Bad gateway</title></html>", ServerError),
        row("a gateway that passes on what its upstream says", 502, r#"{"detail":"429 {\"type\":\"error\",\"error\":{\"type\":\"rate_limit_error\",\"message\":\"no\"}}"}"#, RateLimit),
    ]);
}
