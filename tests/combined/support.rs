//! What the clients that have an error of their own are asked.

use openai_call::testing::FakeApi;
use openai_call::{Error, ErrorKind, FailedAttempt};

/// Fails in three ways, the first of which says when to come again.
pub(crate) async fn failing_three_times() -> FakeApi {
    let api = FakeApi::start().await;
    api.status(429).header("retry-after-ms", "20").status(500).disconnect()
}

/// Checks that an error knows as much of these failures as if the request had been ours.
pub(crate) fn assert_known(error: &Error, api: &FakeApi) {
    let kinds: Vec<ErrorKind> = error.attempts().iter().map(FailedAttempt::kind).collect();
    assert_eq!(kinds, [ErrorKind::RateLimit, ErrorKind::ServerError, ErrorKind::Connection]);
    let first = &error.attempts().failed()[0];
    assert_eq!(first.retry_after().map(|delay| delay.as_millis()), Some(20));
    assert_eq!((first.request_id(), first.may_have_run()), (Some("req_1"), false));
    assert_eq!(api.requests().len(), 3);
}
