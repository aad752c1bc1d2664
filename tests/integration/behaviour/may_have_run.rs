//! Whether a request that failed may have been carried out, of one failure and of a whole call.

use std::io;
use std::time::Duration;

use openai_call::{Classify, Error, ErrorKind, FailedAttempt, openai_call};
use tokio::time::sleep;

use crate::support::{Script, error, response, server_error};

#[test]
fn without_a_status_only_a_refusal_of_the_work_has_surely_not_run() {
    let refusals = [
        ErrorKind::RateLimit,
        ErrorKind::Conflict,
        ErrorKind::InvalidRequest,
        ErrorKind::ContextLength,
        ErrorKind::RequestTooLarge,
        ErrorKind::Authentication,
        ErrorKind::Permission,
        ErrorKind::NotFound,
        ErrorKind::Unprocessable,
        ErrorKind::Quota,
    ];
    for kind in ErrorKind::ALL {
        assert_eq!(error(*kind).may_have_run(), !refusals.contains(kind), "{kind}");
    }
}

#[test]
fn a_status_tells() {
    let cases = [
        (200, r#"{ "error": { "code": "rate_limit_exceeded" } }"#, false),
        (200, r#"{ "error": { "code": "server_error" } }"#, true),
        (200, "no json", true),
        (301, "", false),
        (400, "", false),
        (400, r#"{ "error": { "code": "content_filter" } }"#, false),
        (408, "", false),
        (409, "", false),
        (429, r#"{ "error": { "code": "slow_down" } }"#, false),
        (500, "", true),
        (500, r#"{ "error": { "code": "rate_limit_exceeded" } }"#, false),
        (501, r#"{ "error": { "type": "not_supported_error" } }"#, false),
        (503, "", true),
        (504, "", true),
        (600, "", true),
    ];
    for (status, body, expected) in cases {
        let error = response(status, &[], body);
        assert_eq!(error.may_have_run(), expected, "{status} {body}");
    }
}

#[test]
fn what_was_never_sent_has_not_run() {
    for kind in ErrorKind::ALL {
        assert!(!error(*kind).unsent().may_have_run(), "{kind}");
    }
    let refused = io::Error::from(io::ErrorKind::ConnectionRefused);
    assert!(!refused.classify().may_have_run());
    let reset = io::Error::from(io::ErrorKind::ConnectionReset);
    assert!(reset.classify().may_have_run());
}

#[openai_call(attempts = 3, timeout = 1s)]
async fn call(script: &Script) -> Result<usize, Error> {
    script.next()
}

#[tokio::test(start_paused = true)]
async fn a_call_may_have_run_if_any_of_its_attempts_may() {
    let refused = || error(ErrorKind::RateLimit);
    let script = Script::of([refused(), server_error(), refused()]);
    let failed = call(&script).await.unwrap_err();
    assert_eq!((failed.kind(), failed.may_have_run()), (ErrorKind::RateLimit, true));
    let attempts: Vec<bool> = failed.attempts().iter().map(FailedAttempt::may_have_run).collect();
    assert_eq!(attempts, [false, true, false]);

    let failed = call(&Script::always(refused())).await.unwrap_err();
    assert_eq!((failed.attempts().len(), failed.may_have_run()), (3, false));
}

#[tokio::test(start_paused = true)]
async fn what_was_cut_off_may_have_run() {
    #[openai_call(retry = "none", timeout = 1s)]
    async fn stalling(script: &Script) -> Result<usize, Error> {
        script.stall().await
    }

    assert!(stalling(&Script::of([])).await.unwrap_err().may_have_run());
}

#[tokio::test(start_paused = true)]
async fn the_code_of_a_repair_that_was_cut_off_was_no_request() {
    #[openai_call(
        retry = "none",
        deadline = 1s,
        timeout = 1s,
        on_quota = repair(sleep(Duration::from_secs(5)).await),
    )]
    async fn slow(script: &Script) -> Result<usize, Error> {
        script.next()
    }

    let failed = slow(&Script::always(error(ErrorKind::Quota))).await.unwrap_err();
    assert_eq!((failed.kind(), failed.attempts().len()), (ErrorKind::Timeout, 1));
    assert!(!failed.may_have_run());
}

#[tokio::test(start_paused = true)]
async fn the_calls_inside_and_before_count() {
    #[openai_call]
    async fn outer(script: &Script) -> Result<usize, Error> {
        call(script).await
    }

    #[openai_call(retry = "none", otherwise = fallback(call(second)))]
    async fn falling_back(first: &Script, second: &Script) -> Result<usize, Error> {
        first.next()
    }

    let quota = || Script::always(error(ErrorKind::Quota));
    let script = Script::of([server_error(), error(ErrorKind::Quota)]);
    assert!(outer(&script).await.unwrap_err().may_have_run());
    assert!(!outer(&quota()).await.unwrap_err().may_have_run());

    let first = Script::always(server_error());
    assert!(falling_back(&first, &quota()).await.unwrap_err().may_have_run());
    assert!(!falling_back(&quota(), &quota()).await.unwrap_err().may_have_run());
}

#[tokio::test(start_paused = true)]
async fn a_fallback_that_was_cut_off_may_have_run() {
    #[openai_call(retry = "none", deadline = 1s, timeout = 1s, on_quota = fallback(script.stall()))]
    async fn falling_back(script: &Script) -> Result<usize, Error> {
        script.next()
    }

    let failed = falling_back(&Script::of([error(ErrorKind::Quota)])).await.unwrap_err();
    assert_eq!(failed.kind(), ErrorKind::Timeout);
    assert!(failed.may_have_run());
}
