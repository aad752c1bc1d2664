//! The line that an error is for a person.

use openai_call::{Error, ErrorKind, openai_call};

use crate::support::{Script, limited, ms, response, server_error};

#[openai_call]
async fn chat(script: &Script) -> Result<usize, Error> {
    script.next()
}

/// The line of a call whose every attempt ends in `error`.
async fn line(error: Error) -> String {
    chat(&Script::always(error)).await.expect_err("every attempt fails").to_string()
}

#[test]
fn an_error_that_no_call_gave_up_on_says_what_happened_and_what_to_do() {
    assert_eq!(
        Error::new(ErrorKind::RateLimit, "").to_string(),
        "the assigned rate limit is hit; pace the requests",
    );
    assert_eq!(
        Error::new(ErrorKind::Connection, "connection refused").with_request_id("r-1").to_string(),
        "the service could not be reached: connection refused; check the network, the proxy, TLS \
         certificates and the firewall (request id r-1)",
    );
}

#[test]
fn what_cannot_be_seen_is_not_printed() {
    let hidden = "a\u{202e}b\u{200b}c\u{2066}d\u{feff}e\u{61c}f\u{200f}g\u{7}h";
    let error = Error::new(ErrorKind::RateLimit, hidden).with_request_id("r\u{202e}1");
    assert_eq!(
        error.to_string(),
        "the assigned rate limit is hit: abcdefgh; pace the requests (request id r1)",
    );
}

#[tokio::test(start_paused = true)]
async fn a_bad_key_names_the_function_the_code_and_the_remedy() {
    let body =
        r#"{"error": {"message": "Incorrect API key provided.", "code": "invalid_api_key"}}"#;
    assert_eq!(
        line(response(401, &[("x-request-id", "req_5")], body)).await,
        "chat: the key or token is missing, invalid, expired or revoked (401 invalid_api_key): Incorrect \
         API key provided; 1 attempt, not repeated because it cannot succeed later; check the \
         key, or make a new one in the account dashboard (request id req_5)",
    );
}

#[tokio::test(start_paused = true)]
async fn an_exhausted_quota_is_not_called_a_rate_limit() {
    let body = r#"{"error": {"message": "You exceeded your current quota, please check your plan",
                   "type": "insufficient_quota", "code": "insufficient_quota"}}"#;
    assert_eq!(
        line(response(429, &[], body)).await,
        "chat: the account's quota or credit is used up (429 insufficient_quota): You exceeded \
         your current quota, please check your plan; 1 attempt, not repeated because it cannot \
         succeed later; check the plan, the credit and the spend limits of the account",
    );
}

#[tokio::test(start_paused = true)]
async fn attempts_that_are_used_up_are_counted_with_their_waiting() {
    let error = chat(&Script::always(server_error())).await.unwrap_err();
    let waited = error.attempts().waited();
    assert_eq!(
        error.to_string(),
        format!(
            "chat: the service failed on its side: scripted; 3 attempts with {waited:.1?} of \
             waiting, all that the policy allows; try again after a short wait; report it with \
             the request id if it lasts"
        ),
    );
}

#[tokio::test(start_paused = true)]
async fn a_wait_that_is_too_long_is_named() {
    assert_eq!(
        line(limited(ms(411_480_000))).await,
        "chat: the assigned rate limit is hit: scripted; 1 attempt, stopped because the wait is \
         longer than the policy allows; the server asks for 114h; pace the requests",
    );
}

#[tokio::test(start_paused = true)]
async fn a_status_stands_once_where_there_is_nothing_else_to_say() {
    let line = line(response(404, &[], "")).await;
    assert_eq!(
        line,
        "chat: there is no such model, resource or path: 404 not found; 1 attempt, not repeated \
         because it cannot succeed later; check the model's name, the id and the base url",
    );
}

#[tokio::test(start_paused = true)]
async fn a_code_that_repeats_the_status_is_left_out() {
    let line = line(response(400, &[], r#"{"error": {"message": "No.", "code": 400}}"#)).await;
    assert!(
        line.starts_with(
            "chat: the request is malformed or lacks a required parameter (400): No; "
        )
    );
}

#[tokio::test(start_paused = true)]
async fn a_nested_error_says_which_call_had_given_up() {
    #[openai_call]
    async fn outer(script: &Script) -> Result<usize, Error> {
        chat(script).await
    }

    let script = Script::always(Error::new(ErrorKind::NotFound, "no such model"));
    assert_eq!(
        outer(&script).await.unwrap_err().to_string(),
        "outer: there is no such model, resource or path: no such model; 1 attempt, not repeated \
         because the inner call had its own attempts; check the model's name, the id and the base url",
    );
}

#[test]
fn a_message_of_many_lines_is_one_line() {
    let error = Error::new(ErrorKind::Decode, " line one\r\n\tline\u{1b}[31m two\n\n.\u{7} ");
    let line = error.to_string();
    assert!(line.starts_with("the answer is not what was promised: line one line[31m two "));
    assert!(!line.contains(char::is_control), "{line:?}");
}

#[test]
fn a_long_message_is_cut_where_nobody_reads_on() {
    let message = "ä".repeat(5_000);
    let error = Error::new(ErrorKind::ServerError, message.clone());
    assert!(error.to_string().chars().count() < 600);
    assert!(error.to_string().contains('…'));
    assert_eq!(error.message(), message);
}

#[test]
fn a_request_id_or_code_cannot_break_the_line() {
    let body = r#"{"error": {"message": "no", "code": "a\nb"}}"#;
    let error = response(400, &[], body).with_request_id("req\n1\u{1b}[0m");
    assert!(!error.to_string().contains(char::is_control), "{error:?}");
}

#[test]
fn debug_is_the_line_that_a_failed_main_prints() {
    let error = Error::new(ErrorKind::Quota, "no credit").with_request_id("r-1");
    assert_eq!(format!("{error:?}"), error.to_string());
    let fields = format!("{error:#?}");
    assert!(fields.starts_with("Error {") && fields.contains("request_id: Some("), "{fields}");
}
