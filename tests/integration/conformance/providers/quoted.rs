//! Messages that quote what the user has written, and are not about what it says.

use openai_call::ErrorKind::*;
use serde_json::json;

use super::{check, error, row};

const PYDANTIC: &str = "pydantic-core quotes the input";
const OPENAI: &str = "OpenAI quotes a value that is not supported";
const LITELLM: &str =
    "litellm, tests/test_litellm/litellm_core_utils/test_exception_mapping_utils.py";

/// What a user may write, or a tool may have answered.
const WRITTEN: [&str; 8] = [
    "prompt is too long",
    "You exceeded your current quota",
    "Insufficient balance",
    "Your credit balance is too low",
    "This model's maximum context length is 5 tokens",
    "model not found: x",
    "Incorrect API key provided",
    "input token count (5) exceeds the maximum number of tokens",
];

#[test]
#[rustfmt::skip]
fn what_is_quoted_is_not_said() {
    check(WRITTEN.into_iter().flat_map(|written| {
        let value = format!("Invalid value: '{written}'. Supported values are: 'low' and 'high'.");
        let json = format!("Invalid content: [{{\"type\": \"txt\", \"text\": \"{written}\"}}]");
        let python = format!("1 validation error: {{'type': 'string_type', 'loc': ('body', 'messages'), 'msg': 'Input should be a valid string', 'input': [\"{written}\"]}}");
        let literal = format!("unknown variant `{written}`, expected `text`");
        [
            row(OPENAI, 400, error("invalid_value", "invalid_request_error", &value), InvalidRequest),
            row(OPENAI, 400, error("", "", &json), InvalidRequest),
            row(PYDANTIC, 422, json!({ "detail": python }).to_string(), Unprocessable),
            row(OPENAI, 400, error("", "", &literal), InvalidRequest),
        ]
    }));
}

#[test]
fn an_apostrophe_is_no_quote() {
    let own = "The user's text didn't fit, the servers' limit isn't enough: prompt is too long";
    check([row("plain English", 400, error("", "", own), ContextLength)]);
}

#[test]
#[rustfmt::skip]
fn what_is_far_from_the_beginning_is_not_said() {
    let far = format!("Invalid message: {} prompt is too long", "word ".repeat(1_000));
    check([row(OPENAI, 400, error("", "", &far), InvalidRequest)]);
}

/// A phrase counts with the statuses that it is sent with.
#[test]
#[rustfmt::skip]
fn another_status_says_something_else() {
    check([
        row(LITELLM, 401, error("", "", "prompt is too long"), Authentication),
        row(LITELLM, 404, error("", "", "prompt is too long"), NotFound),
        row(LITELLM, 429, error("", "", "prompt is too long"), RateLimit),
        row(LITELLM, 500, error("", "", "prompt is too long"), ServerError),
        row(LITELLM, 500, error("", "", "You exceeded your current quota"), ServerError),
        row(LITELLM, 400, error("", "", "You exceeded your current quota"), InvalidRequest),
        row(LITELLM, 401, error("", "", "Insufficient balance"), Authentication),
        row(LITELLM, 400, error("", "", "tools param requires --jinja flag"), InvalidRequest),
        row(LITELLM, 503, error("", "", "tools param requires --jinja flag"), ServiceUnavailable),
        row(LITELLM, 404, error("", "", "Incorrect API key provided"), NotFound),
        row(LITELLM, 422, error("", "", "Model not found: x"), Unprocessable),
    ]);
}

/// JSON in a message is an upstream's only after a gateway's words.
#[test]
#[rustfmt::skip]
fn the_user_s_json_is_not_an_error() {
    let users = r#"{"error":{"message":"no","code":"insufficient_quota"}}"#;
    check([
        row(LITELLM, 400, error("", "", &format!("Invalid user message={users}")), InvalidRequest),
        row(LITELLM, 400, error("", "", &format!("Could not parse the tool's answer: {users}")), InvalidRequest),
        row(LITELLM, 400, error("", "", r#"Invalid user message={"role":"user","content":"payload429snippet"}"#), InvalidRequest),
        row(LITELLM, 400, error("", "", &format!("Invalid content '{users}'")), InvalidRequest),
    ]);
}
