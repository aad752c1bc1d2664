//! Moonshot and Kimi.

use openai_call::ErrorKind::*;
use serde_json::json;

use super::{check, row};

const DOCS: &str = "https://platform.kimi.ai/docs/api/errors.md";
const CODE: &str = "https://www.kimi.com/code/docs/en/kimi-code/error-reference.html";
const TERMINATED: &str = "https://github.com/clacky-ai/openclacky/issues/192";

fn says(error_type: &str, message: &str) -> String {
    json!({ "error": { "message": message, "type": error_type } }).to_string()
}

#[test]
#[rustfmt::skip]
fn the_platform() {
    check([
        row(DOCS, 400, says("content_filter", "The request was rejected because it was considered high risk"), ContentPolicy),
        row(DOCS, 400, says("invalid_request_error", "Invalid request: no messages"), InvalidRequest),
        row(DOCS, 400, says("invalid_request_error", "Input token length too long"), ContextLength),
        row(DOCS, 400, says("invalid_request_error", "Your request exceeded model token limit : 131072"), ContextLength),
        row(DOCS, 400, says("invalid_request_error", "Invalid purpose: only 'file-extract' accepted"), InvalidRequest),
        row(DOCS, 401, says("invalid_authentication_error", "Invalid Authentication"), Authentication),
        row(DOCS, 401, says("incorrect_api_key_error", "Incorrect API key provided"), Authentication),
        row(DOCS, 403, says("permission_denied_error", "The API you are accessing is not open"), Permission),
        row(DOCS, 404, says("resource_not_found_error", "Not found the model or Permission denied"), NotFound),
        row(DOCS, 429, says("engine_overloaded_error", "The engine is currently overloaded, please try again later"), ServiceUnavailable),
        row(DOCS, 429, says("exceeded_current_quota_error", "Your account is suspended due to insufficient balance, please recharge your account or check your plan and billing details"), Quota),
        row(DOCS, 429, says("exceeded_current_quota_error", "You exceeded your current token quota: 0, please check your account balance"), Quota),
        row(DOCS, 429, says("", "Your account is suspended due to insufficient balance, please recharge your account"), Quota),
        row(DOCS, 429, says("rate_limit_reached_error", "Your account reached max request: 3, please try again after 1 seconds"), RateLimit).after(1.0),
        row(DOCS, 429, says("rate_limit_reached_error", "Your account reached organization max RPM: 3, please try again after 20 seconds"), RateLimit).after(20.0),
        row(DOCS, 500, says("server_error", "Failed to extract file"), ServerError),
        row(DOCS, 200, says("engine_overloaded_error", ""), ServiceUnavailable),
        row(DOCS, 200, says("exceeded_current_quota_error", ""), Quota),
        row(DOCS, 200, says("rate_limit_reached_error", ""), RateLimit),
        row(DOCS, 200, says("resource_not_found_error", ""), NotFound),
    ]);
}

#[test]
#[rustfmt::skip]
fn the_coding_plan() {
    check([
        row(CODE, 400, says("invalid_request_error", "total message size 3000000 exceeds limit 2097152"), RequestTooLarge),
        row(CODE, 400, says("invalid_request_error", "Your request exceeded model token limit: 262144 (requested: 300000)"), ContextLength),
        row(CODE, 400, says("invalid_request_error", "thinking is enabled but reasoning_content is missing"), InvalidRequest),
        row(CODE, 402, says("", "We're unable to verify your membership benefits at this time"), Quota),
        row(CODE, 403, says("", "You've reached your usage limit for this billing cycle."), Quota),
        row(CODE, 403, says("access_terminated_error", "Kimi For Coding is currently only available for Coding Agents"), Permission),
        row(TERMINATED, 403, says("access_terminated_error", "Access terminated. Review our Community Guidelines."), Permission),
        row(CODE, 429, says("", "You've reached your usage limit for this period."), Quota),
        row(CODE, 429, says("", "You've reached kimi monthly usage limit"), Quota),
        row(CODE, 429, says("", "We're receiving too many requests at the moment."), RateLimit),
        row(CODE, 429, says("", "The engine is currently overloaded, please try again later"), ServiceUnavailable),
    ]);
}
