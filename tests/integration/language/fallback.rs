//! `fallback`: what another call gives, in place of the error.

use std::cell::Cell;

use openai_call::{Error, ErrorKind, Stopped, openai_call};

use crate::language::own_error::AppError;
use crate::support::{Script, error, limited, ms, server_error};

const ELSEWHERE: usize = 100;

#[openai_call(attempts = 2, backoff = fixed(1s))]
async fn elsewhere(script: &Script) -> Result<usize, Error> {
    script.next().map(|attempt| attempt + ELSEWHERE)
}

#[openai_call(attempts = 2, on_rate_limit = [wait(up_to = 1s), fallback(elsewhere(other))])]
async fn with_fallback(script: &Script, other: &Script) -> Result<usize, Error> {
    script.next()
}

#[tokio::test(start_paused = true)]
async fn a_fallback_waits_until_the_step_before_it_is_used_up() {
    let (script, other) = (Script::of([limited(ms(500))]), Script::of([]));
    assert_eq!(with_fallback(&script, &other).await.unwrap(), 2);
    assert_eq!(other.asked(), 0);

    let (script, other) = (Script::always(limited(ms(500))), Script::of([]));
    assert_eq!(with_fallback(&script, &other).await.unwrap(), ELSEWHERE + 1);
    assert_eq!((script.asked(), other.asked()), (2, 1));
}

#[tokio::test(start_paused = true)]
async fn a_wait_that_is_too_long_is_handed_to_the_fallback_at_once() {
    let (script, other) = (Script::always(limited(ms(60_000))), Script::of([]));
    assert_eq!(with_fallback(&script, &other).await.unwrap(), ELSEWHERE + 1);
    assert_eq!((script.asked(), script.elapsed()), (1, ms(0)));
}

#[tokio::test(start_paused = true)]
async fn other_kinds_do_not_fall_back() {
    let (script, other) = (Script::always(error(ErrorKind::NotFound)), Script::of([]));
    let failed = with_fallback(&script, &other).await.unwrap_err();
    assert_eq!((failed.kind(), other.asked()), (ErrorKind::NotFound, 0));
}

#[tokio::test(start_paused = true)]
async fn a_fallback_has_the_policy_of_its_own_function() {
    let (script, other) = (Script::always(limited(ms(60_000))), Script::of([server_error()]));
    assert_eq!(with_fallback(&script, &other).await.unwrap(), ELSEWHERE + 2);
}

#[tokio::test(start_paused = true)]
async fn the_caller_gets_the_error_of_the_last_fallback() {
    let (script, other) = (Script::always(limited(ms(60_000))), Script::always(server_error()));
    let failed = with_fallback(&script, &other).await.unwrap_err();
    assert_eq!(
        (failed.kind(), failed.stopped()),
        (ErrorKind::ServerError, Some(Stopped::Attempts))
    );
    assert_eq!(failed.site().unwrap().name(), "elsewhere");
    assert_eq!(failed.attempts().len(), 3, "with the one before the fallback");
}

#[tokio::test(start_paused = true)]
async fn each_fallback_is_tried_when_the_one_before_it_failed() {
    #[openai_call(on_quota = [fallback(elsewhere(second)), fallback(elsewhere(third))])]
    async fn chain(first: &Script, second: &Script, third: &Script) -> Result<usize, Error> {
        first.next()
    }

    let broke = || Script::of([error(ErrorKind::Quota)]);
    let (second, third) = (Script::of([]), Script::of([]));
    chain(&broke(), &second, &third).await.unwrap();
    assert_eq!((second.asked(), third.asked()), (1, 0));

    let (second, third) = (broke(), Script::of([]));
    chain(&broke(), &second, &third).await.unwrap();
    assert_eq!((second.asked(), third.asked()), (1, 1));

    let (second, third) = (broke(), Script::of([error(ErrorKind::Permission)]));
    let failed = chain(&broke(), &second, &third).await.unwrap_err();
    assert_eq!(failed.kind(), ErrorKind::Permission);
}

#[tokio::test(start_paused = true)]
async fn the_error_of_a_fallback_converts_into_the_functions_own() {
    async fn parsed(text: &str) -> Result<usize, std::num::ParseIntError> {
        text.parse()
    }

    #[openai_call(on_quota = [fallback(elsewhere(other)), fallback(parsed(text))])]
    async fn mixed(script: &Script, other: &Script, text: &str) -> Result<usize, AppError> {
        script.next()
    }

    let broke = || Script::of([error(ErrorKind::Quota)]);
    assert_eq!(mixed(&broke(), &broke(), "7").await.unwrap(), 7);
    let failed = mixed(&broke(), &broke(), "seven").await.unwrap_err();
    assert!(matches!(failed, AppError::Number(_)));
}

#[tokio::test(start_paused = true)]
async fn an_async_block_is_a_fallback_too() {
    #[openai_call(on_quota = fallback(async {
        let attempt = elsewhere(other).await?;
        Ok::<_, Error>(attempt * 2)
    }))]
    async fn with_block(script: &Script, other: &Script) -> Result<usize, Error> {
        script.next()
    }

    let script = Script::of([error(ErrorKind::Quota)]);
    assert_eq!(with_block(&script, &Script::of([])).await.unwrap(), (ELSEWHERE + 1) * 2);
}

#[tokio::test(start_paused = true)]
async fn a_fallback_may_consume_the_arguments() {
    #[openai_call(on_quota = fallback(length(prompt)))]
    async fn consuming(script: &Script, prompt: String) -> Result<usize, Error> {
        script.next().map(|attempt| attempt + prompt.len())
    }

    async fn length(prompt: String) -> Result<usize, Error> {
        Ok(prompt.len() * ELSEWHERE)
    }

    let broke = Script::of([error(ErrorKind::Quota)]);
    assert_eq!(consuming(&broke, "four".to_owned()).await.unwrap(), 400);
}

#[tokio::test(start_paused = true)]
async fn a_fallback_is_told_the_error_with_its_history() {
    #[openai_call(attempts = 2, on_timeout = [retry, fallback(|error| told(error))])]
    async fn telling(script: &Script) -> Result<(ErrorKind, usize), Error> {
        script.next().map(|attempt| (ErrorKind::Decode, attempt))
    }

    async fn told(error: &Error) -> Result<(ErrorKind, usize), Error> {
        assert_eq!(error.stopped(), Some(Stopped::Attempts));
        Ok((error.kind(), error.attempts().len()))
    }

    let script = Script::always(error(ErrorKind::Timeout));
    assert_eq!(telling(&script).await.unwrap(), (ErrorKind::Timeout, 2));
}

#[tokio::test(start_paused = true)]
async fn a_fallback_whose_turn_does_not_come_is_not_evaluated() {
    #[openai_call(attempts = 3, on_timeout = [retry, fallback({
        evaluated.set(evaluated.get() + 1);
        elsewhere(script)
    })])]
    async fn lazy(script: &Script, evaluated: &Cell<u32>) -> Result<usize, Error> {
        script.next()
    }

    let timeouts = |count| std::iter::repeat_n(error(ErrorKind::Timeout), count);
    let evaluated = Cell::new(0);
    assert_eq!(lazy(&Script::of(timeouts(2)), &evaluated).await.unwrap(), 3);
    assert_eq!(evaluated.get(), 0);
    assert_eq!(lazy(&Script::of(timeouts(3)), &evaluated).await.unwrap(), ELSEWHERE + 4);
    assert_eq!(evaluated.get(), 1);
}

/// A list of models needs no function for each of them.
#[openai_call(retry = none, on_server_error = [fallback(Box::pin(one_of(script, models.get(1..).unwrap_or_default())))])]
async fn one_of(script: &Script, models: &[&'static str]) -> Result<&'static str, Error> {
    let Some(model) = models.first() else { return Err(error(ErrorKind::NotFound)) };
    script.next().map(|_| *model)
}

#[tokio::test(start_paused = true)]
async fn a_fallback_to_the_rest_of_a_list_comes_to_its_end() {
    let script = Script::of([server_error(), server_error()]);
    assert_eq!(one_of(&script, &["large", "small", "tiny"]).await.unwrap(), "tiny");

    let script = Script::always(server_error());
    let failed = one_of(&script, &["large", "small"]).await.unwrap_err();
    assert_eq!((failed.kind(), script.asked()), (ErrorKind::NotFound, 2));
}
