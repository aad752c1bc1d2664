//! Cohere and Voyage: an id and a message, or a detail.

use openai_call::ErrorKind::*;
use serde_json::json;

use super::{check, row};

const CASSETTES: &str = "rig, tests/cassettes/cohere";
const PYDANTIC: &str = "pydantic-ai, tests/cassettes/test_embeddings";
const TOKENS: &str = "https://github.com/cohere-ai/sandbox-topically/issues/4";
const DOCS: &str = "https://docs.cohere.com/reference/errors";
const TRIAL: &str = "https://docs.cohere.com/docs/rate-limits";

fn says(message: &str) -> String {
    json!({ "id": "2da0d1db", "message": message }).to_string()
}

#[test]
#[rustfmt::skip]
fn every_answer() {
    check([
        row(CASSETTES, 404, says("model 'command-does-not-exist' not found, make sure the correct model ID was used and that you have access to the model."), NotFound),
        row(TOKENS, 400, says("too many tokens: total number of tokens (prompt and prediction) cannot exceed 2048 - received 6354. Try using a shorter prompt or a smaller max_tokens value."), ContextLength),
        row(TOKENS, 400, r#"{"message":"too many tokens: size limit exceeded by 11326 tokens. Try using shorter or fewer inputs, or setting prompt_truncation='AUTO'."}"#, ContextLength),
        row(TRIAL, 429, says("You are using a Trial key, which is limited to 1000 API calls / month. Please contact us to switch to a Production key."), Quota),
        row(TRIAL, 429, says("You are using a Trial key, which is limited to 20 API calls / minute. Please contact us to switch to a Production key."), RateLimit),
        row(DOCS, 400, says("invalid request: message must be at least 1 token long"), InvalidRequest),
        row(DOCS, 401, says("invalid api token"), Authentication),
        row(DOCS, 402, says("Please add or update your payment method"), Quota),
        row(DOCS, 403, says("You are not allowed"), Permission),
        row(DOCS, 422, says("unprocessable"), Unprocessable),
        row(DOCS, 429, says("too many requests"), RateLimit),
        row(DOCS, 499, says("request cancelled, try again"), Timeout),
        row(DOCS, 500, says("internal error, this has been reported to our developers"), ServerError),
        row(DOCS, 503, says("service unavailable"), ServiceUnavailable),
        row(DOCS, 504, says("gateway timeout"), ServerError),
        row(PYDANTIC, 400, r#"{"detail":"Model nonexistent is not supported. Supported models are ['voyage-2', 'voyage-01']."}"#, NotFound),
        row("https://docs.voyageai.com/docs/error-codes", 401, r#"{"detail":"Provided API key is invalid."}"#, Authentication),
        row("https://docs.voyageai.com/docs/error-codes", 429, r#"{"detail":"You have not yet added your payment method, so the rate limits are 3 RPM and 10K TPM."}"#, RateLimit),
    ]);
}
