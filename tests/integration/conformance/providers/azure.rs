//! Azure.

use openai_call::ErrorKind::*;
use serde_json::json;

use super::{check, error, row};

const DOCS: &str = "https://learn.microsoft.com/azure/ai-services/openai/how-to/quota";
const FILTER: &str = "https://learn.microsoft.com/azure/ai-services/openai/concepts/content-filter";
const RESET: &str = "https://github.com/openai/openai-python/issues/937";
const NEGATIVE: &str = "https://github.com/openai/openai-dotnet/issues/838";

fn limited(seconds: u32) -> String {
    let message = format!(
        "Requests to the ChatCompletions_Create Operation have exceeded token rate limit of your \
         current OpenAI S0 pricing tier. Please retry after {seconds} seconds."
    );
    error("429", "", &message)
}

#[test]
#[rustfmt::skip]
fn every_answer() {
    let inner = json!({ "error": {
        "message": "no", "type": null, "param": "prompt", "code": "BadRequest", "status": 400,
        "innererror": { "code": "ResponsibleAIPolicyViolation" },
    } });
    check([
        row(DOCS, 429, limited(33), RateLimit).after(33.0),
        row(DOCS, 429, limited(86_400), RateLimit).after(86_400.0),
        row(DOCS, 429, limited(33), RateLimit).header("retry-after", "34").after(34.0),
        row(DOCS, 429, limited(33), RateLimit).header("retry-after-ms", "32500").after(32.5),
        row(RESET, 429, error("429", "", "slowly"), RateLimit).header("x-rate-limit-reset-tokens", "55").after(55.0),
        row(NEGATIVE, 429, error("429", "", "slowly"), RateLimit)
            .header("x-ratelimit-limit-tokens", "-1")
            .header("x-ratelimit-remaining-tokens", "-1")
            .header("x-ratelimit-reset-tokens", "0"),
        row(FILTER, 400, error("content_filter", "", "The response was filtered"), ContentPolicy),
        row(FILTER, 400, inner.to_string(), ContentPolicy),
        row(FILTER, 400, error("", "", "The response was filtered due to the prompt triggering Azure OpenAI's content management policy."), ContentPolicy),
        row(DOCS, 400, error("context_length_exceeded", "invalid_request_error", "too long"), ContextLength),
        row(DOCS, 401, error("401", "", "Access denied due to invalid subscription key or wrong API endpoint."), Authentication),
        row(DOCS, 401, r#"{"statusCode":401,"message":"Unauthorized. Access token is missing, invalid or expired."}"#, Authentication),
        row(DOCS, 403, error("403", "", "Out of call volume quota. Quota will be replenished in 12 days."), Quota),
        row(DOCS, 403, error("AccessDenied", "", "Public access is disabled."), Permission),
        row(DOCS, 404, error("DeploymentNotFound", "", "The API deployment for this resource does not exist."), NotFound),
        row(DOCS, 404, error("404", "", "Resource not found"), NotFound),
        row(DOCS, 408, error("Timeout", "", "The operation was timeout."), Timeout),
        row(DOCS, 500, error("InternalServerError", "", "boom"), ServerError),
        row(DOCS, 503, error("ServiceUnavailable", "", "busy"), ServiceUnavailable),
    ]);
}
