//! `recover`: a value in place of the error.

use openai_call::{Error, ErrorKind, Stopped, openai_call};
use tokio::time::sleep;

use crate::language::own_error::AppError;
use crate::support::{Script, error, ms, server_error};

#[tokio::test(start_paused = true)]
async fn a_value_takes_the_place_of_the_error() {
    #[openai_call(on_content_policy = recover(0))]
    async fn lenient(script: &Script) -> Result<usize, Error> {
        script.next()
    }

    assert_eq!(lenient(&Script::of([error(ErrorKind::ContentPolicy)])).await.unwrap(), 0);
    assert_eq!(lenient(&Script::of([])).await.unwrap(), 1);
    let failed = lenient(&Script::of([error(ErrorKind::Quota)])).await.unwrap_err();
    assert_eq!((failed.kind(), failed.stopped()), (ErrorKind::Quota, Some(Stopped::Permanent)));
}

#[tokio::test(start_paused = true)]
async fn the_value_may_be_awaited() {
    #[openai_call(on_not_found = recover(|_| {
        sleep(ms(250)).await;
        cached.to_owned()
    }))]
    async fn remembered(script: &Script, cached: &str) -> Result<String, Error> {
        script.next().map(|attempt| attempt.to_string())
    }

    let script = Script::of([error(ErrorKind::NotFound)]);
    assert_eq!(remembered(&script, "from the cache").await.unwrap(), "from the cache");
    assert_eq!(script.elapsed(), ms(250));
}

#[tokio::test(start_paused = true)]
async fn a_value_is_told_the_error_with_its_whole_history() {
    #[openai_call(attempts = 3, backoff = fixed(1s), on_timeout = [retry, recover(|error| {
        error.clone()
    })])]
    async fn told(script: &Script) -> Result<Error, AppError> {
        script.next().map(|_| server_error())
    }

    let history = told(&Script::always(error(ErrorKind::Timeout))).await.unwrap();
    assert_eq!((history.kind(), history.attempts().len()), (ErrorKind::Timeout, 3));
    assert_eq!(history.stopped(), Some(Stopped::Attempts));
    assert_eq!(history.site().unwrap().name(), "told");
    assert!((ms(1_500)..=ms(2_000)).contains(&history.attempts().waited()));
}

#[tokio::test(start_paused = true)]
async fn a_value_without_steps_before_it_is_told_why_nothing_was_repeated() {
    #[openai_call(on_timeout = recover(|error| error.stopped()), on_quota = recover(|error| {
        error.stopped()
    }))]
    async fn reason(script: &Script) -> Result<Option<Stopped>, Error> {
        script.next().map(|_| None)
    }

    let timeout = Script::of([error(ErrorKind::Timeout)]);
    assert_eq!(reason(&timeout).await.unwrap(), Some(Stopped::Declared));
    let quota = Script::of([error(ErrorKind::Quota)]);
    assert_eq!(reason(&quota).await.unwrap(), Some(Stopped::Permanent));
}

#[tokio::test(start_paused = true)]
async fn a_value_behind_a_fallback_is_told_the_calls_own_error() {
    #[openai_call(on_quota = [fallback(broken(other)), recover(|error| error.kind())])]
    async fn twice_broken(script: &Script, other: &Script) -> Result<ErrorKind, Error> {
        script.next().map(|_| ErrorKind::Decode)
    }

    async fn broken(other: &Script) -> Result<ErrorKind, Error> {
        other.next().map(|_| ErrorKind::Conflict)
    }

    let broke = || Script::of([error(ErrorKind::Quota)]);
    assert_eq!(twice_broken(&broke(), &Script::of([])).await.unwrap(), ErrorKind::Conflict);
    let other = Script::of([error(ErrorKind::Permission)]);
    assert_eq!(twice_broken(&broke(), &other).await.unwrap(), ErrorKind::Quota);
    assert_eq!(other.asked(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_question_mark_leaves_with_the_functions_own_error() {
    #[openai_call(on_quota = recover(text.parse()?))]
    async fn parsed(script: &Script, text: &str) -> Result<usize, AppError> {
        script.next()
    }

    let broke = || Script::of([error(ErrorKind::Quota)]);
    assert_eq!(parsed(&broke(), "7").await.unwrap(), 7);
    assert!(matches!(parsed(&broke(), "seven").await.unwrap_err(), AppError::Number(_)));
}

#[tokio::test(start_paused = true)]
async fn a_value_may_consume_the_arguments() {
    #[openai_call(on_quota = recover(prompt))]
    async fn echoed(script: &Script, prompt: String) -> Result<String, Error> {
        script.next().map(|_| prompt.to_uppercase())
    }

    let broke = Script::of([error(ErrorKind::Quota)]);
    assert_eq!(echoed(&broke, "hello".to_owned()).await.unwrap(), "hello");
}
