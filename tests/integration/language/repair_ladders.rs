//! `repair` among other steps.

use std::cell::RefCell;

use openai_call::{Error, ErrorKind, Stopped, openai_call};

use crate::support::{Script, assert_in_ranges, error};

fn too_long() -> Error {
    error(ErrorKind::ContextLength)
}

#[tokio::test(start_paused = true)]
async fn a_repair_comes_when_the_retries_before_it_are_used_up() {
    #[openai_call(attempts = 4, on_timeout = [
        retry(attempts = 2, backoff = fixed(1s)),
        repair(model = "small"),
    ])]
    async fn patient(
        script: &Script,
        asked: &RefCell<Vec<String>>,
        mut model: &str,
    ) -> Result<usize, Error> {
        asked.borrow_mut().push(model.to_owned());
        script.next()
    }

    let (script, asked) = (Script::always(error(ErrorKind::Timeout)), RefCell::default());
    let failed = patient(&script, &asked, "large").await.unwrap_err();
    assert_eq!(asked.into_inner(), ["large", "large", "small", "small"]);
    assert_in_ranges(&script.delays(), &[750..=1_000, 0..=0, 0..=0]);
    assert_eq!(failed.stopped(), Some(Stopped::Attempts));
}

#[tokio::test(start_paused = true)]
async fn a_retry_comes_when_the_repairs_before_it_are_used_up() {
    #[openai_call(attempts = 3, on_timeout = [
        repair(attempts = 2, model = "small"),
        retry(backoff = fixed(1s)),
    ])]
    async fn quick(script: &Script, mut model: &str) -> Result<usize, Error> {
        script.next().map(|attempt| attempt + model.len())
    }

    let script = Script::of([error(ErrorKind::Timeout), error(ErrorKind::Timeout)]);
    assert_eq!(quick(&script, "large and slow").await.unwrap(), 3 + "small".len());
    assert_in_ranges(&script.delays(), &[0..=0, 750..=1_000]);
}

#[tokio::test(start_paused = true)]
async fn a_repair_without_figures_has_a_try_more_than_the_retry_before_it() {
    #[openai_call(on_timeout = [retry, repair(model = "small")])]
    async fn patient(
        script: &Script,
        asked: &RefCell<Vec<String>>,
        mut model: &str,
    ) -> Result<usize, Error> {
        asked.borrow_mut().push(model.to_owned());
        script.next()
    }

    let (script, asked) = (Script::always(error(ErrorKind::Timeout)), RefCell::default());
    patient(&script, &asked, "large").await.unwrap_err();
    assert_eq!(asked.into_inner(), ["large", "large", "large", "small"]);
}

#[tokio::test(start_paused = true)]
async fn otherwise_comes_when_the_repairs_are_used_up() {
    #[openai_call(
        on_context_length = repair(attempts = 2, words -= 1),
        otherwise = recover(|error| (error.attempts().len(), words)),
    )]
    async fn forgiving(script: &Script, mut words: usize) -> Result<(usize, usize), Error> {
        script.next().map(|attempt| (attempt, words))
    }

    assert_eq!(forgiving(&Script::of([too_long()]), 9).await.unwrap(), (2, 8));
    assert_eq!(forgiving(&Script::always(too_long()), 9).await.unwrap(), (2, 8));
    assert_eq!(forgiving(&Script::of([error(ErrorKind::Quota)]), 9).await.unwrap(), (1, 9));
}

#[tokio::test(start_paused = true)]
async fn a_fallback_sees_what_the_repairs_changed() {
    #[openai_call(on_context_length = [
        repair(attempts = 2, words -= 1),
        fallback(async { Ok::<_, Error>(words * 100) }),
    ])]
    async fn shortened(script: &Script, mut words: usize) -> Result<usize, Error> {
        script.next().map(|_| words)
    }

    assert_eq!(shortened(&Script::of([too_long()]), 9).await.unwrap(), 8);
    assert_eq!(shortened(&Script::always(too_long()), 9).await.unwrap(), 800);
}

#[tokio::test(start_paused = true)]
async fn a_fail_behind_a_repair_is_not_taken_by_otherwise() {
    #[openai_call(
        on_context_length = [repair(attempts = 2, words -= 1), fail],
        otherwise = recover(0),
    )]
    async fn strict(script: &Script, mut words: usize) -> Result<usize, Error> {
        script.next().map(|_| words)
    }

    let script = Script::always(too_long());
    let failed = strict(&script, 9).await.unwrap_err();
    assert_eq!((failed.stopped(), script.asked()), (Some(Stopped::Attempts), 2));
    assert_eq!(strict(&Script::of([error(ErrorKind::Quota)]), 9).await.unwrap(), 0);
}
