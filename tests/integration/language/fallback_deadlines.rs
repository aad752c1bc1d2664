//! Fallbacks and the deadline, which is that of the whole call.

use std::error::Error as StdError;
use std::future::pending;

use openai_call::{Error, ErrorKind, Stopped, openai_call};
use tokio::time::sleep;

use crate::support::{Script, error, ms, server_error};

/// A call that takes for ever.
async fn hang<T>() -> Result<T, Error> {
    pending().await
}

/// A call that takes this long.
async fn slow(milliseconds: u64) -> Result<usize, Error> {
    sleep(ms(milliseconds)).await;
    Ok(7)
}

#[openai_call(deadline = 5s, on_server_error = fallback(hang()))]
async fn hanging(script: &Script, takes: u64) -> Result<usize, Error> {
    sleep(ms(takes)).await;
    script.next()
}

fn source(error: &Error) -> Option<&Error> {
    StdError::source(error)?.downcast_ref()
}

#[tokio::test(start_paused = true)]
async fn a_hanging_fallback_is_cut_off_at_the_deadline() {
    for takes in [0, 2_000, 4_999] {
        let script = Script::always(server_error());
        let failed = hanging(&script, takes).await.unwrap_err();
        assert_eq!(script.elapsed(), ms(5_000), "after an attempt of {takes} ms");
        assert_eq!(
            (failed.kind(), failed.stopped()),
            (ErrorKind::Timeout, Some(Stopped::Deadline))
        );
        assert_eq!(failed.site().unwrap().name(), "hanging");
        assert_eq!(failed.attempts().len(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn the_source_of_a_fallback_that_was_cut_off_is_the_calls_error() {
    let failed = hanging(&Script::always(server_error()), 0).await.unwrap_err();
    let own = source(&failed).expect("the call's error");
    assert_eq!((own.kind(), own.attempts().len()), (ErrorKind::ServerError, 1));
}

#[tokio::test(start_paused = true)]
async fn a_nested_error_before_a_fallback_that_was_cut_off_is_kept() {
    #[openai_call(deadline = 5s, on_quota = fallback(hang()))]
    async fn outer(script: &Script) -> Result<usize, Error> {
        inner(script).await
    }

    #[openai_call]
    async fn inner(script: &Script) -> Result<usize, Error> {
        script.next()
    }

    let failed = outer(&Script::of([error(ErrorKind::Quota)])).await.unwrap_err();
    assert_eq!((failed.kind(), failed.stopped()), (ErrorKind::Timeout, Some(Stopped::Deadline)));
    assert_eq!(source(&failed).expect("the call's error").kind(), ErrorKind::Quota);
    assert_eq!(failed.attempts().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_fallback_that_is_quick_enough_is_not_cut_off() {
    #[openai_call(deadline = 5s, on_server_error = fallback(slow(takes)))]
    async fn quick(script: &Script, takes: u64) -> Result<usize, Error> {
        sleep(ms(1_000)).await;
        script.next()
    }

    assert_eq!(quick(&Script::always(server_error()), 3_999).await.unwrap(), 7);
    assert!(quick(&Script::always(server_error()), 4_001).await.is_err());
}

#[tokio::test(start_paused = true)]
async fn without_a_deadline_a_fallback_may_take_any_time() {
    #[openai_call(timeout = 1s, on_server_error = fallback(slow(86_400_000)))]
    async fn unbounded(script: &Script) -> Result<usize, Error> {
        script.next()
    }

    let script = Script::always(server_error());
    assert_eq!(unbounded(&script).await.unwrap(), 7);
    assert_eq!(script.elapsed(), ms(86_400_000));
}

#[tokio::test(start_paused = true)]
async fn a_value_stands_in_for_a_fallback_that_was_cut_off() {
    #[openai_call(deadline = 5s, on_server_error = [
        fallback(hang()),
        recover(|error| error.kind()),
    ])]
    async fn recovered(script: &Script) -> Result<ErrorKind, Error> {
        script.next().map(|_| ErrorKind::Decode)
    }

    let script = Script::always(server_error());
    assert_eq!(recovered(&script).await.unwrap(), ErrorKind::ServerError);
    assert_eq!(script.elapsed(), ms(5_000));
}

#[tokio::test(start_paused = true)]
async fn two_hanging_fallbacks_end_at_the_same_deadline() {
    #[openai_call(deadline = 5s, on_server_error = [fallback(hang()), fallback(slow(1_000))])]
    async fn chain(script: &Script) -> Result<usize, Error> {
        script.next()
    }

    let script = Script::always(server_error());
    let failed = chain(&script).await.unwrap_err();
    assert_eq!((script.elapsed(), failed.stopped()), (ms(5_000), Some(Stopped::Deadline)));
    assert_eq!(source(&failed).expect("the call's error").kind(), ErrorKind::ServerError);
}

#[tokio::test(start_paused = true)]
async fn an_attempt_that_the_deadline_cut_off_leaves_no_time_for_a_fallback() {
    #[openai_call(deadline = 5s, on_timeout = fallback(slow(1_000)))]
    async fn late(script: &Script) -> Result<usize, Error> {
        script.stall().await
    }

    let script = Script::of([]);
    let failed = late(&script).await.unwrap_err();
    assert_eq!((script.elapsed(), failed.stopped()), (ms(5_000), Some(Stopped::Deadline)));
}
