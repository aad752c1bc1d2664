//! An annotated function inside another one: there is one layer that tries again.

use std::error::Error as StdError;

use openai_call::{Error, ErrorKind, Stopped, openai_call};

use crate::support::{Script, error, limited, ms, server_error};

#[openai_call(attempts = 2)]
async fn inner(script: &Script) -> Result<usize, Error> {
    script.next()
}

#[openai_call(attempts = 5)]
async fn outer(script: &Script) -> Result<usize, Error> {
    inner(script).await
}

fn source(error: &Error) -> Option<&Error> {
    StdError::source(error)?.downcast_ref()
}

#[tokio::test(start_paused = true)]
async fn what_an_inner_function_gave_up_on_is_not_tried_again() {
    let script = Script::always(server_error());
    let error = outer(&script).await.unwrap_err();
    assert_eq!(script.asked(), 2);
    assert_eq!(error.stopped(), Some(Stopped::Nested));
    assert_eq!(error.site().unwrap().name(), "outer");
    assert_eq!(error.kind(), ErrorKind::ServerError);
    assert_eq!(error.attempts().len(), 2, "the history of the inner call is kept");
    assert!(error.attempts().failed()[0].waited().is_some());
}

#[tokio::test(start_paused = true)]
async fn the_source_is_the_inner_error() {
    let error = outer(&Script::always(server_error())).await.unwrap_err();
    let inner = source(&error).expect("the inner error");
    assert_eq!(inner.site().unwrap().name(), "inner");
    assert_eq!(inner.stopped(), Some(Stopped::Attempts));
    assert_eq!(inner.attempts().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_permanent_error_of_an_inner_function_is_nested_too() {
    let script = Script::always(error(ErrorKind::Authentication));
    let error = outer(&script).await.unwrap_err();
    assert_eq!((error.stopped(), script.asked()), (Some(Stopped::Nested), 1));
    assert_eq!(source(&error).unwrap().stopped(), Some(Stopped::Permanent));
}

#[tokio::test(start_paused = true)]
async fn an_inner_success_is_one() {
    let script = Script::of([server_error()]);
    assert_eq!(outer(&script).await.unwrap(), 2);
}

#[tokio::test(start_paused = true)]
async fn the_steps_of_a_ladder_do_not_put_the_inner_error_deeper() {
    #[openai_call(attempts = 5, on_rate_limit = [wait(up_to = 1s), retry])]
    async fn laddered(script: &Script) -> Result<usize, Error> {
        inner(script).await
    }

    let script = Script::always(limited(ms(1)));
    let error = laddered(&script).await.unwrap_err();
    assert_eq!((error.stopped(), script.asked()), (Some(Stopped::Nested), 2));
    let inner = source(&error).expect("the inner error");
    assert_eq!(inner.site().unwrap().name(), "inner");
    assert_eq!(inner.stopped(), Some(Stopped::Attempts));
}

#[tokio::test(start_paused = true)]
async fn every_layer_is_found_among_the_sources() {
    #[openai_call]
    async fn outermost(script: &Script) -> Result<usize, Error> {
        outer(script).await
    }

    let script = Script::always(server_error());
    let error = outermost(&script).await.unwrap_err();
    let layers = std::iter::successors(Some(&error), |error| source(error));
    let names: Vec<_> = layers.map(|error| error.site().unwrap().name()).collect();
    assert_eq!(names, ["outermost", "outer", "inner"]);
    assert_eq!((error.attempts().len(), script.asked()), (2, 2));
}

#[tokio::test(start_paused = true)]
async fn an_inner_call_that_the_outer_timeout_cut_off_is_not_begun_anew() {
    #[openai_call(attempts = 3, timeout = 1s)]
    async fn impatient(script: &Script) -> Result<usize, Error> {
        stalling(script).await
    }

    #[openai_call(attempts = 3, timeout = 400ms, backoff = fixed(1ms))]
    async fn stalling(script: &Script) -> Result<usize, Error> {
        script.stall().await
    }

    let script = Script::of([]);
    let error = impatient(&script).await.unwrap_err();
    assert_eq!((error.stopped(), script.asked()), (Some(Stopped::Nested), 3));
    assert_eq!((error.kind(), error.attempts().len()), (ErrorKind::Timeout, 1));
    assert!(source(&error).is_none());
}

#[tokio::test(start_paused = true)]
async fn an_attempt_without_a_call_in_it_is_tried_again_when_it_is_cut_off() {
    #[openai_call(attempts = 3, timeout = 1s)]
    async fn impatient(script: &Script) -> Result<usize, Error> {
        script.stall().await
    }

    let script = Script::of([]);
    let error = impatient(&script).await.unwrap_err();
    assert_eq!((error.stopped(), script.asked()), (Some(Stopped::Attempts), 3));
}

#[tokio::test(start_paused = true)]
async fn a_call_that_began_in_an_earlier_attempt_does_not_count() {
    #[openai_call(attempts = 3, timeout = 1s)]
    async fn changing(first: &Script, own: &Script) -> Result<usize, Error> {
        match own.next() {
            Err(error) if own.asked() == 1 => {
                let _ = inner(first).await;
                Err(error)
            }
            _ => own.stall().await,
        }
    }

    let (first, own) = (Script::of([]), Script::of([server_error()]));
    let error = changing(&first, &own).await.unwrap_err();
    assert_eq!((error.stopped(), error.attempts().len()), (Some(Stopped::Attempts), 3));
}

#[tokio::test(start_paused = true)]
async fn an_inner_error_after_others_is_still_nested() {
    #[openai_call(attempts = 5)]
    async fn mixed(own: &Script, script: &Script) -> Result<usize, Error> {
        match own.next() {
            Ok(_) => inner(script).await,
            Err(error) => Err(error),
        }
    }

    let (own, script) = (Script::of([server_error()]), Script::always(server_error()));
    let error = mixed(&own, &script).await.unwrap_err();
    assert_eq!(error.stopped(), Some(Stopped::Nested));
    assert_eq!((own.asked(), script.asked()), (2, 2));
}

/// It does not sleep through what is left of it, and not a millisecond of it is spent in vain.
#[tokio::test(start_paused = true)]
async fn an_inner_call_knows_the_deadline_around_it() {
    #[openai_call(attempts = 9, backoff = fixed(5s))]
    async fn patient(script: &Script) -> Result<usize, Error> {
        script.next()
    }

    #[openai_call(attempts = 9, deadline = 12s)]
    async fn bounded(script: &Script) -> Result<usize, Error> {
        patient(script).await
    }

    #[openai_call(deadline = 1h)]
    async fn in_between(script: &Script) -> Result<usize, Error> {
        patient(script).await
    }

    #[openai_call(attempts = 9, deadline = 12s)]
    async fn twice_around(script: &Script) -> Result<usize, Error> {
        in_between(script).await
    }

    let script = Script::always(server_error());
    let error = bounded(&script).await.unwrap_err();
    assert_eq!((script.asked(), error.stopped()), (3, Some(Stopped::Nested)));
    assert_eq!(source(&error).unwrap().stopped(), Some(Stopped::Deadline));
    assert!(script.elapsed() < ms(11_000), "{:?}", script.elapsed());

    let script = Script::always(server_error());
    twice_around(&script).await.unwrap_err();
    assert_eq!(script.asked(), 3);

    // And it is over with the call.
    let script = Script::always(server_error());
    assert_eq!(patient(&script).await.unwrap_err().stopped(), Some(Stopped::Attempts));
    assert_eq!(script.asked(), 9);
}
