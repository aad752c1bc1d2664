//! Errors of other providers that were taken for what they are not, and repeated in vain or not at
//! all.

use std::time::Duration;

use openai_call::{Error, ErrorKind, Stopped, openai_call};
use serde_json::json;

use crate::support::{Script, assert_in_ranges, response};

#[openai_call]
async fn bare(script: &Script) -> Result<usize, Error> {
    script.next()
}

/// That the call ends with its first request, because no other can succeed.
async fn is_asked_once(status: u16, body: &str, kind: ErrorKind) {
    let script = Script::always(response(status, &[], body));
    let error = bare(&script).await.expect_err("an error each time");
    assert_eq!((error.kind(), error.stopped()), (kind, Some(Stopped::Permanent)), "{error}");
    assert_eq!(script.asked(), 1);
}

/// <https://github.com/continuedev/continue/issues/10373>,
/// <https://github.com/continuedev/continue/issues/10740>: a 429 for want of credit was taken for a
/// rate limit.
#[tokio::test(start_paused = true)]
async fn xai_s_used_up_credits_are_no_rate_limit() {
    let body = r#"{"code":"resource-exhausted","error":"Your team 16f2151a has either used all available credits or reached its monthly spending limit."}"#;
    is_asked_once(429, body, ErrorKind::Quota).await;
}

/// <https://github.com/vercel/ai/issues/9290>: the balance was used up, and the answer marked as one
/// to repeat.
#[tokio::test(start_paused = true)]
async fn z_ai_s_empty_balance_is_no_rate_limit() {
    let body = r#"{"error":{"message":"Insufficient balance or no resource package. Please recharge.","type":"AI_APICallError"}}"#;
    is_asked_once(429, body, ErrorKind::Quota).await;
}

/// <https://github.com/vercel/ai/issues/21345>: an account without credit answers with a success whose
/// first event is the error, which was sent three times.
#[tokio::test(start_paused = true)]
async fn a_success_that_says_that_there_is_no_credit_is_not_repeated() {
    let body = r#"{"type":"error","error":{"type":"insufficient_quota","code":"credit_balance_exhausted","message":"no credit"}}"#;
    is_asked_once(200, body, ErrorKind::Quota).await;
}

/// <https://github.com/Gitlawb/openclaude/issues/1542>,
/// <https://github.com/Avarok-Cybersecurity/atlas/pull/543>: the free requests of a day were used up,
/// and asked for five times in half a minute.
#[tokio::test(start_paused = true)]
async fn the_limit_of_a_day_is_not_waited_for_by_the_second() {
    let body = r#"{"error":{"message":"Rate limit exceeded: free-models-per-day-high-balance. ","type":"rate_limit_error","code":"429"}}"#;
    is_asked_once(429, body, ErrorKind::Quota).await;
}

/// <https://github.com/kortix-ai/suna/issues/172>: a gateway's error about the context was sent again
/// in a loop.
#[tokio::test(start_paused = true)]
async fn a_gateway_s_error_about_the_context_is_one() {
    let body = r#"{"error":{"message":"litellm.BadRequestError: AnthropicException - b'{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\",\"message\":\"input length and `max_tokens` exceed context limit: 174167 + 64000 > 200000\"}}'","type":null,"param":null,"code":"400"}}"#;
    is_asked_once(400, body, ErrorKind::ContextLength).await;
}

/// <https://github.com/vercel/ai/issues/2453>: Anthropic's overload came out as an error about its
/// own shape, which nothing could be told from.
#[tokio::test(start_paused = true)]
async fn anthropic_s_overload_is_one() {
    let body = r#"{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}"#;
    let script = Script::of([response(529, &[], body), response(200, &[], body)]);
    assert_eq!(bare(&script).await.unwrap(), 3);
    let error = bare(&Script::always(response(200, &[], body))).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ServiceUnavailable, "{error}");
}

/// <https://github.com/vercel/ai/issues/18627>,
/// <https://github.com/langchain-ai/langchain-google/issues/945>,
/// <https://github.com/googleapis/python-genai/pull/2114>,
/// <https://github.com/dcdpr/jp/pull/1061>: Gemini's delay stands in the body alone, with fractions of
/// a second, and was not waited for.
#[tokio::test(start_paused = true)]
async fn gemini_s_delay_is_waited_for() {
    let script = Script::of([response(429, &[], &gemini_s_limit("PerMinute"))]);
    assert_eq!(bare(&script).await.unwrap(), 2);
    assert_in_ranges(&script.delays(), &[45_838..=46_838]);
}

/// <https://github.com/vercel/ai/issues/18627>: the typed error had lost the delay, and with it those
/// who schedule their own repetitions.
#[test]
fn gemini_s_delay_can_be_read_off_the_error() {
    let error = response(429, &[], &gemini_s_limit("PerMinute"));
    assert_eq!(error.retry_after(), Some(Duration::from_nanos(45_837_906_927)));
    assert!(String::from_utf8_lossy(error.body()).contains("retryDelay"), "the details are kept");
}

/// <https://github.com/dcdpr/jp/pull/1061>: the limit of a day was asked for again, by the delay of
/// that of a minute.
#[tokio::test(start_paused = true)]
async fn gemini_s_limit_of_a_day_is_not_waited_for() {
    is_asked_once(429, &gemini_s_limit("PerDay"), ErrorKind::Quota).await;
}

fn gemini_s_limit(period: &str) -> String {
    let quota = format!("GenerateRequests{period}PerProjectPerModel-FreeTier");
    let details =
        json!([{ "violations": [{ "quotaId": quota }] }, { "retryDelay": "45.837906927s" }]);
    let message = "You exceeded your current quota, please check your plan and billing details.";
    json!({ "error": { "code": 429, "message": message, "details": details } }).to_string()
}
