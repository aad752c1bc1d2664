//! `x-should-retry`: the server knows better than the kind, and a declaration better than both.

use openai_call::{Error, ErrorKind, Stopped, openai_call};

use crate::support::{Script, assert_in_ranges, response, server_error};

const MALFORMED: &str = r#"{"error": {"message": "no", "type": "invalid_request_error"}}"#;
const AGAIN: (&str, &str) = ("x-should-retry", "true");
const NEVER: (&str, &str) = ("x-should-retry", "false");

#[openai_call]
async fn bare(script: &Script) -> Result<usize, Error> {
    script.next()
}

#[tokio::test(start_paused = true)]
async fn a_malformed_request_is_tried_again_if_the_server_asks_for_it() {
    let script = Script::always(response(400, &[AGAIN], MALFORMED));
    let error = bare(&script).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    assert!(error.is_transient());
    assert_eq!((error.stopped(), script.asked()), (Some(Stopped::Attempts), 3));
    assert_in_ranges(&script.delays(), &[375..=500, 750..=1_000]);
}

#[tokio::test(start_paused = true)]
async fn what_names_its_cause_is_not_tried_again_whatever_the_server_asks_for() {
    let cases = [
        (401, "", ErrorKind::Authentication),
        (402, "", ErrorKind::Quota),
        (403, "", ErrorKind::Permission),
        (413, "", ErrorKind::RequestTooLarge),
        (429, r#"{"error": {"code": "insufficient_quota"}}"#, ErrorKind::Quota),
        (400, r#"{"error": {"code": "context_length_exceeded"}}"#, ErrorKind::ContextLength),
        (400, r#"{"error": {"code": "content_filter"}}"#, ErrorKind::ContentPolicy),
    ];
    for (status, body, kind) in cases {
        let script = Script::always(response(status, &[AGAIN], body));
        let error = bare(&script).await.unwrap_err();
        assert_eq!((error.kind(), error.is_transient()), (kind, false));
        assert_eq!((error.stopped(), script.asked()), (Some(Stopped::Permanent), 1), "{kind}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_mere_status_is_tried_again_if_the_server_asks_for_it() {
    for status in [400, 404, 405, 422] {
        let script = Script::of([response(status, &[AGAIN], "")]);
        assert_eq!(bare(&script).await.unwrap(), 2, "{status}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_rate_limit_is_not_waited_out_if_the_server_forbids_it() {
    let script = Script::always(response(429, &[NEVER, ("retry-after", "1")], ""));
    let error = bare(&script).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::RateLimit);
    assert!(!error.is_transient());
    assert_eq!((error.stopped(), script.asked()), (Some(Stopped::Permanent), 1));
}

#[tokio::test(start_paused = true)]
async fn a_server_error_is_not_tried_again_if_the_server_forbids_it() {
    let script = Script::of([server_error(), response(500, &[NEVER], "")]);
    let error = bare(&script).await.unwrap_err();
    assert_eq!((error.stopped(), script.asked()), (Some(Stopped::Permanent), 2));
}

#[tokio::test(start_paused = true)]
async fn what_is_declared_to_fail_fails_whatever_the_server_asks_for() {
    #[openai_call(on_invalid_request = fail)]
    async fn declared(script: &Script) -> Result<usize, Error> {
        script.next()
    }

    let script = Script::always(response(400, &[AGAIN], MALFORMED));
    let error = declared(&script).await.unwrap_err();
    assert_eq!((error.stopped(), script.asked()), (Some(Stopped::Declared), 1), "{error}");
}

#[tokio::test(start_paused = true)]
async fn what_retry_leaves_out_stays_left_out() {
    #[openai_call(retry = "timeout")]
    async fn timeouts(script: &Script) -> Result<usize, Error> {
        script.next()
    }

    #[openai_call(retry = "none")]
    async fn never(script: &Script) -> Result<usize, Error> {
        script.next()
    }

    for status in [400, 500] {
        let script = Script::always(response(status, &[AGAIN], MALFORMED));
        assert_eq!(timeouts(&script).await.unwrap_err().stopped(), Some(Stopped::Declared));
        assert_eq!(never(&script).await.unwrap_err().stopped(), Some(Stopped::Declared));
        assert_eq!(script.asked(), 2);
    }
}

#[tokio::test(start_paused = true)]
async fn the_step_for_server_errors_counts_what_it_handles() {
    #[openai_call(attempts = 9, on_server_error = retry(attempts = 3))]
    async fn three_tries(script: &Script) -> Result<usize, Error> {
        script.next()
    }

    let mixed = [400, 500, 400, 500, 400].map(|status| response(status, &[AGAIN], MALFORMED));
    let script = Script::of(mixed);
    let error = three_tries(&script).await.unwrap_err();
    assert_eq!((error.stopped(), script.asked()), (Some(Stopped::Attempts), 3), "{error}");
}

#[tokio::test(start_paused = true)]
async fn another_spelling_is_not_heard() {
    for value in ["TRUE", "True", "1", "yes", ""] {
        let script = Script::always(response(400, &[("x-should-retry", value)], MALFORMED));
        let error = bare(&script).await.unwrap_err();
        assert_eq!((error.stopped(), script.asked()), (Some(Stopped::Permanent), 1), "{value:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_demand_does_not_shorten_the_wait() {
    let headers = [AGAIN, ("retry-after", "121")];
    let script = Script::always(response(429, &headers, ""));
    let error = bare(&script).await.unwrap_err();
    assert_eq!((error.stopped(), script.asked()), (Some(Stopped::WaitTooLong), 1));
}
