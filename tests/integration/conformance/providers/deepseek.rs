//! DeepSeek.

use openai_call::ErrorKind::*;

use super::{check, error, row};

const CASSETTES: &str = "rig, tests/cassettes/deepseek";
const PYDANTIC: &str = "pydantic-ai, tests/models/cassettes/test_deepseek_responses";
const DOCS: &str = "https://api-docs.deepseek.com/quick_start/error_codes";
const BALANCE: &str = "https://github.com/continuedev/continue/issues/11387";
const OVERFLOW: &str = "https://github.com/dnakov/anon-kode/issues/74";

const CODE: &str = "invalid_request_error";

#[test]
#[rustfmt::skip]
fn every_answer() {
    check([
        row(CASSETTES, 401, error(CODE, "authentication_error", "Authentication Fails, Your api key: ****-key is invalid"), Authentication),
        row(CASSETTES, 400, error(CODE, CODE, "The supported API model names are deepseek-v4-pro or deepseek-v4-flash, but you passed deepseek-v9-nonexistent."), NotFound),
        row(CASSETTES, 400, error(CODE, CODE, "Failed to deserialize the JSON body into the target type: messages[0]: unknown variant `image_url`, expected `text` at line 1 column 391"), InvalidRequest),
        row(CASSETTES, 400, error(CODE, CODE, "Thinking mode does not support this tool_choice"), InvalidRequest),
        row(PYDANTIC, 400, error(CODE, CODE, "No tool output found for tool call call-a."), InvalidRequest),
        row(OVERFLOW, 400, error(CODE, CODE, "This model's maximum context length is 65536 tokens. However, you requested 66794 tokens (58602 in the messages, 8192 in the completion). Please reduce the length of the messages or completion."), ContextLength),
        row(BALANCE, 402, error(CODE, "unknown_error", "Insufficient Balance"), Quota),
        row(DOCS, 422, error(CODE, CODE, "Invalid Parameters"), Unprocessable),
        row(DOCS, 429, error("rate_limit_reached", "", "Rate Limit Reached"), RateLimit),
        row(DOCS, 429, error("", "", "Rate Limit Reached"), RateLimit).header("x-ratelimit-reset-requests", "4").after(4.0),
        row(DOCS, 500, error("", "server_error", "Server Error"), ServerError),
        row(DOCS, 503, error("", "", "Server Overloaded"), ServiceUnavailable),
    ]);
}
