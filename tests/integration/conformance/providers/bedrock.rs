//! Amazon Bedrock: a message alone, and the type in a header.

use openai_call::ErrorKind::*;
use serde_json::json;

use super::{Row, check, error, row};

const CASSETTES: &str = "rig, tests/cassettes/bedrock/model_ids";
const PYDANTIC: &str = "pydantic-ai, tests/models/cassettes/test_bedrock";
const API: &str =
    "https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_InvokeModel.html";
const THROTTLED: &str = "https://github.com/aws-samples/amazon-bedrock-client-for-mac/issues/99";
const PER_DAY: &str = "https://github.com/minorun365/agent-book/issues/29";
const TOO_LONG: &str = "https://repost.aws/knowledge-center/bedrock-validation-exception-errors";
const MANTLE: &str = "bedrock-mantle, the compatible endpoint";

fn typed(
    source: &'static str,
    status: u16,
    name: &str,
    message: &str,
    kind: openai_call::ErrorKind,
) -> Row {
    let value = format!("{name}:http://internal.amazon.com/coral/com.amazon.bedrock/");
    let body = json!({ "message": message }).to_string();
    row(source, status, body, kind).header("x-amzn-errortype", &value)
}

#[test]
#[rustfmt::skip]
fn types_in_the_header() {
    check([
        typed(CASSETTES, 400, "ValidationException", "Invocation of model ID deepseek.r1-v1:0 with on-demand throughput isn’t supported. Retry your request with the ID or ARN of an inference profile.", InvalidRequest),
        typed(CASSETTES, 404, "ResourceNotFoundException", "This model version has reached the end of its life.", NotFound),
        typed(THROTTLED, 429, "ThrottlingException", "Too many tokens, please wait before trying again.", RateLimit),
        typed(THROTTLED, 400, "ThrottlingException", "Too many tokens, please wait before trying again.", RateLimit),
        typed(API, 400, "ServiceQuotaExceededException", "Your request exceeds the service quota for your account.", Quota),
        typed(API, 403, "AccessDeniedException", "You don't have access to the model with the specified model ID.", Permission),
        typed(API, 403, "AccessDeniedException", "Model access is denied: MPAgreementBeingCreated. Try again after 15 minutes.", Permission),
        typed(API, 403, "UnrecognizedClientException", "The security token included in the request is invalid.", Authentication),
        typed(API, 403, "ExpiredTokenException", "The security token included in the request is expired", Authentication),
        typed(API, 403, "InvalidSignatureException", "The request signature does not match.", Authentication),
        typed(API, 408, "ModelTimeoutException", "The request took too long to process.", Timeout),
        typed(API, 424, "ModelErrorException", "The request failed due to an error while processing the model.", ServerError),
        typed(API, 424, "ModelStreamErrorException", "An error occurred while streaming the response.", ServerError),
        typed(API, 429, "ModelNotReadyException", "The model is not ready yet.", ServiceUnavailable),
        typed(API, 500, "InternalServerException", "An internal server error occurred.", ServerError),
        typed(API, 503, "ServiceUnavailableException", "The service isn't currently available.", ServiceUnavailable),
    ]);
}

#[test]
#[rustfmt::skip]
fn types_in_the_body() {
    let aws = |name: &str| json!({ "__type": format!("com.amazon.coral.service#{name}"), "message": "no" }).to_string();
    check([
        row(API, 400, aws("ThrottlingException"), RateLimit),
        row(API, 403, aws("UnrecognizedClientException"), Authentication),
        row(API, 400, aws("ServiceQuotaExceededException"), Quota),
        row(API, 400, json!({ "__type": "ValidationException", "message": "Input is too long for requested model." }).to_string(), ContextLength),
        row(API, 424, r#"{"message":"no type at all"}"#, InvalidRequest),
    ]);
}

#[test]
#[rustfmt::skip]
fn messages() {
    check([
        typed(TOO_LONG, 400, "ValidationException", "Input is too long for requested model.", ContextLength),
        typed(TOO_LONG, 400, "ValidationException", "The model returned the following errors: prompt is too long: 208132 tokens > 200000 maximum", ContextLength),
        typed(TOO_LONG, 400, "ValidationException", "The model returned the following errors: Input tokens exceeded: 9000 > 8192", ContextLength),
        typed(PER_DAY, 429, "ThrottlingException", "Too many tokens per day, please wait before trying again.", Quota),
        row(PER_DAY, 429, r#"{"message":"Too many tokens per day, please wait before trying again."}"#, Quota),
        row(THROTTLED, 429, r#"{"message":"Too many tokens, please wait before trying again."}"#, RateLimit),
        row(PYDANTIC, 400, r#"{"message":"The provided model identifier is invalid."}"#, NotFound),
        row(PYDANTIC, 400, r#"{"message":"The provided model doesn't support counting tokens."}"#, InvalidRequest),
        row(PYDANTIC, 400, r#"{"message":"This model doesn't support the s3Uri field. Remove s3Uri and try again."}"#, InvalidRequest),
        row(PYDANTIC, 400, r#"{"message":"The model returned the following errors: Malformed input request: #/messages/2/content/0: extraneous key [toolResult] is not permitted, please reformat your input and try again."}"#, InvalidRequest),
        row(MANTLE, 429, error("rate_limit_exceeded", "rate_limit_error", "Too many tokens, please wait before trying again."), RateLimit),
        row(MANTLE, 401, error("invalid_api_key", "authentication_error", "Invalid API key"), Authentication),
        row(MANTLE, 404, error("model_not_found", "invalid_request_error", "no such model"), NotFound),
    ]);
}
