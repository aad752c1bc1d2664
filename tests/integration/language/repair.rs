//! `repair`: code that may change the arguments, and then another attempt.

use std::cell::RefCell;

use openai_call::{Error, ErrorKind, Stopped, openai_call};
use tokio::time::sleep;

use crate::language::own_error::AppError;
use crate::support::{Script, assert_in_ranges, error, limited, ms, response};

fn too_long() -> Error {
    error(ErrorKind::ContextLength)
}

#[openai_call(attempts = 4, on_context_length = repair(|_| { words.remove(0); }))]
async fn shortened(script: &Script, mut words: Vec<&str>) -> Result<String, Error> {
    script.next().map(|_| words.join(" "))
}

#[tokio::test(start_paused = true)]
async fn the_next_attempt_sees_what_the_repair_changed() {
    let script = Script::of([too_long(), too_long()]);
    assert_eq!(shortened(&script, vec!["a", "b", "c"]).await.unwrap(), "c");
}

#[tokio::test(start_paused = true)]
async fn a_success_is_not_repaired() {
    assert_eq!(shortened(&Script::of([]), vec!["a", "b"]).await.unwrap(), "a b");
}

#[tokio::test(start_paused = true)]
async fn other_kinds_are_not_repaired() {
    let script = Script::of([error(ErrorKind::NotFound)]);
    let error = shortened(&script, vec![]).await.unwrap_err();
    assert_eq!((error.stopped(), script.asked()), (Some(Stopped::Permanent), 1));
}

#[tokio::test(start_paused = true)]
async fn the_attempts_of_the_call_bound_the_repairs() {
    let script = Script::always(too_long());
    let error = shortened(&script, vec!["word"; 9]).await.unwrap_err();
    assert_eq!((error.stopped(), script.asked()), (Some(Stopped::Attempts), 4));
    assert_eq!((error.kind(), error.attempts().len()), (ErrorKind::ContextLength, 4));
}

#[tokio::test(start_paused = true)]
async fn the_attempts_of_the_step_bound_the_repairs_of_its_kind() {
    #[openai_call(attempts = 9, on_context_length = repair(attempts = 3, repairs += 1))]
    async fn counted(script: &Script, mut repairs: usize) -> Result<usize, Error> {
        script.next().map(|_| repairs)
    }

    let script = Script::always(too_long());
    let failed = counted(&script, 0).await.unwrap_err();
    assert_eq!((failed.stopped(), script.asked()), (Some(Stopped::Attempts), 3));

    // The tries of other kinds are not counted.
    let timeout = || error(ErrorKind::Timeout);
    let script = Script::of([timeout(), too_long(), timeout(), too_long()]);
    assert_eq!(counted(&script, 0).await.unwrap(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_repair_may_await() {
    #[openai_call(on_context_length = repair(text = summary_of(&text).await))]
    async fn summarised(script: &Script, mut text: String) -> Result<String, Error> {
        script.next().map(|_| text.clone())
    }

    async fn summary_of(text: &str) -> String {
        sleep(ms(5_000)).await;
        text.chars().take(3).collect()
    }

    let script = Script::of([too_long()]);
    assert_eq!(summarised(&script, "abcdef".to_owned()).await.unwrap(), "abc");
    assert_eq!(script.elapsed(), ms(5_000));
}

#[tokio::test(start_paused = true)]
async fn a_question_mark_leaves_with_the_functions_own_error() {
    #[openai_call(on_context_length = repair(|_| { tokens = limit.parse()?; }))]
    async fn limited(script: &Script, limit: &str, mut tokens: u32) -> Result<u32, AppError> {
        script.next().map(|_| tokens)
    }

    let script = Script::of([too_long()]);
    assert_eq!(limited(&script, "64", 128).await.unwrap(), 64);

    let script = Script::of([too_long()]);
    let failed = limited(&script, "many", 128).await.unwrap_err();
    assert!(matches!(failed, AppError::Number(_)));
    assert_eq!(script.asked(), 1, "no attempt follows");
}

#[tokio::test(start_paused = true)]
async fn a_repair_is_told_the_error_with_the_attempts_so_far() {
    type Notes = RefCell<Vec<(ErrorKind, usize, String)>>;

    #[openai_call(on_context_length = repair(|error| {
        let told = (error.kind(), error.attempts().len(), error.message().to_owned());
        notes.borrow_mut().push(told);
    }))]
    async fn noted(script: &Script, notes: &Notes) -> Result<usize, Error> {
        script.next()
    }

    let notes = Notes::default();
    noted(&Script::of([too_long(), too_long()]), &notes).await.unwrap();
    let told = |attempts| (ErrorKind::ContextLength, attempts, "scripted".to_owned());
    assert_eq!(notes.into_inner(), [told(1), told(2)]);
}

#[tokio::test(start_paused = true)]
async fn the_pattern_may_be_left_out_or_be_empty_or_be_any() {
    #[openai_call(
        on_context_length = repair(count += 1),
        on_content_policy = repair(|| count += 10),
        on_unprocessable = repair(|_| { count += 100; }),
    )]
    async fn counted(script: &Script, mut count: usize) -> Result<usize, Error> {
        script.next().map(|_| count)
    }

    for (kind, expected) in [
        (ErrorKind::ContextLength, 1),
        (ErrorKind::ContentPolicy, 10),
        (ErrorKind::Unprocessable, 100),
    ] {
        assert_eq!(counted(&Script::of([error(kind)]), 0).await.unwrap(), expected);
    }
}

#[tokio::test(start_paused = true)]
async fn a_repair_sends_another_request_at_once_where_the_same_is_forbidden() {
    let not_again =
        response(400, &[("x-should-retry", "false")], r#"{"code":"context_length_exceeded"}"#);
    assert_eq!(not_again.kind(), ErrorKind::ContextLength);
    let script = Script::of([too_long(), not_again]);
    assert_eq!(shortened(&script, vec!["a", "b", "c"]).await.unwrap(), "c");
    assert_eq!(script.elapsed(), ms(0));
}

#[tokio::test(start_paused = true)]
async fn a_repair_is_sent_no_sooner_than_the_server_asks() {
    #[openai_call(on_rate_limit = repair(|error| {
        assert!(error.attempts().waited() >= ms(7_000));
        model = "small";
    }))]
    async fn smaller(script: &Script, mut model: &str) -> Result<String, Error> {
        script.next().map(|_| model.to_owned())
    }

    let script = Script::of([limited(ms(7_000))]);
    assert_eq!(smaller(&script, "large").await.unwrap(), "small");
    assert_in_ranges(&script.delays(), &[7_000..=7_700]);
}

#[tokio::test(start_paused = true)]
async fn a_repair_hands_on_what_the_server_wants_too_long_a_wait_for() {
    #[openai_call(on_rate_limit = [repair(model = "small"), recover(model.to_owned())])]
    async fn patient(script: &Script, mut model: &str) -> Result<String, Error> {
        script.next().map(|_| model.to_owned())
    }

    #[openai_call(deadline = 5s, on_rate_limit = [repair(model = "small"), recover(model.to_owned())])]
    async fn hasty(script: &Script, mut model: &str) -> Result<String, Error> {
        script.next().map(|_| model.to_owned())
    }

    let script = Script::of([limited(ms(121_000))]);
    assert_eq!(patient(&script, "large").await.unwrap(), "large");
    let script = Script::of([limited(ms(6_000))]);
    assert_eq!(hasty(&script, "large").await.unwrap(), "large");
    assert_eq!(script.elapsed(), ms(0));
}

#[tokio::test(start_paused = true)]
async fn what_an_inner_function_gave_up_on_is_repaired() {
    #[openai_call(attempts = 3, on_timeout = repair(model = "small"))]
    async fn outer(script: &Script, mut model: &str) -> Result<usize, Error> {
        inner(script, model).await
    }

    #[openai_call(attempts = 2)]
    async fn inner(script: &Script, model: &str) -> Result<usize, Error> {
        if model == "small" { Ok(script.asked()) } else { script.next() }
    }

    let script = Script::always(error(ErrorKind::Timeout));
    assert_eq!(outer(&script, "large").await.unwrap(), 2);
}

#[tokio::test(start_paused = true)]
async fn no_attempt_follows_a_repair_that_outlasts_the_deadline() {
    #[openai_call(deadline = 2s, on_context_length = repair(sleep(ms(3_000)).await))]
    async fn slow_to_repair(script: &Script) -> Result<usize, Error> {
        script.next()
    }

    let script = Script::of([too_long()]);
    let error = slow_to_repair(&script).await.unwrap_err();
    assert_eq!((error.stopped(), script.asked()), (Some(Stopped::Deadline), 1));
    assert_eq!(script.elapsed(), ms(2_000));
}
