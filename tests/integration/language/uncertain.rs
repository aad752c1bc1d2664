//! Kinds that may come out otherwise the next time: tried again where their own key says so.

use openai_call::{Error, ErrorKind, Stopped, openai_call};

use crate::support::{Script, error, ms};

#[openai_call(
    attempts = 9,
    backoff = fixed(1s),
    on_not_found = retry(attempts = 3),
    on_unprocessable = retry(attempts = 2),
    on_content_policy = [retry(attempts = 4), recover(0)],
    on_decode = retry,
    max_requests = 9,
)]
async fn patient(script: &Script) -> Result<usize, Error> {
    script.next()
}

#[tokio::test(start_paused = true)]
async fn each_of_them_is_tried_again_after_the_backoff() {
    for kind in
        [ErrorKind::NotFound, ErrorKind::Unprocessable, ErrorKind::ContentPolicy, ErrorKind::Decode]
    {
        let script = Script::of([error(kind)]);
        assert_eq!(patient(&script).await.unwrap(), 2, "{kind}");
        assert_eq!(script.elapsed(), ms(1_000), "{kind}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_attempts_of_the_step_bound_the_tries_of_its_kind() {
    let script = Script::always(error(ErrorKind::NotFound));
    let failed = patient(&script).await.unwrap_err();
    assert_eq!((failed.kind(), script.asked()), (ErrorKind::NotFound, 3));
    assert_eq!(failed.stopped(), Some(Stopped::Attempts));

    let script = Script::always(error(ErrorKind::ContentPolicy));
    assert_eq!(patient(&script).await.unwrap(), 0);
    assert_eq!(script.asked(), 4);
}

#[tokio::test(start_paused = true)]
async fn other_permanent_kinds_still_fail_at_once() {
    let script = Script::always(error(ErrorKind::InvalidRequest));
    let failed = patient(&script).await.unwrap_err();
    assert_eq!((failed.stopped(), script.asked()), (Some(Stopped::Permanent), 1));
}

#[tokio::test(start_paused = true)]
async fn their_sleeps_are_in_the_certificate() {
    let error = patient(&Script::always(error(ErrorKind::Unprocessable))).await.unwrap_err();
    let bounds = error.site().expect("the error of a call").bounds();
    assert_eq!(bounds.requests(), 9);
    assert!(bounds.sleep() >= ms(8_000));
}
