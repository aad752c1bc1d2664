//! What the body of a function may do besides ending in an attempt.

use openai_call::{Error, ErrorKind, Stopped, openai_call};
use tokio::time::timeout;

use crate::support::{Script, ms, server_error};

/// A function's own error.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error("the prompt is no number: {0}")]
    Prompt(#[from] std::num::ParseIntError),
    #[error("the prompt is too long")]
    TooLong,
    #[error(transparent)]
    Call(#[from] Error),
}

#[openai_call]
async fn ask(script: &Script, prompt: &str) -> Result<usize, Failure> {
    let number: u8 = prompt.parse()?;
    if number > 99 {
        return Err(Failure::TooLong);
    }
    script.next()
}

#[tokio::test(start_paused = true)]
async fn a_question_mark_leaves_at_once_and_is_no_attempt() {
    let script = Script::of([]);
    let failure = ask(&script, "seven").await.unwrap_err();
    assert!(matches!(failure, Failure::Prompt(_)), "{failure}");
    assert_eq!(script.asked(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_return_leaves_at_once_and_is_no_attempt() {
    let script = Script::of([]);
    let failure = ask(&script, "100").await.unwrap_err();
    assert!(matches!(failure, Failure::TooLong), "{failure}");
    assert_eq!(script.asked(), 0);
}

#[tokio::test(start_paused = true)]
async fn what_the_policy_gave_up_on_is_converted() {
    let script = Script::always(server_error());
    let Failure::Call(error) = ask(&script, "7").await.unwrap_err() else {
        panic!("the call failed");
    };
    assert_eq!((error.stopped(), script.asked()), (Some(Stopped::Attempts), 3));
}

#[tokio::test(start_paused = true)]
async fn a_transient_error_by_a_question_mark_is_not_tried_again() {
    #[openai_call]
    async fn hasty(script: &Script) -> Result<usize, Error> {
        let number = script.next()?;
        Ok::<_, Error>(number)
    }

    let script = Script::always(server_error());
    let error = hasty(&script).await.unwrap_err();
    assert_eq!(script.asked(), 1);
    assert_eq!((error.stopped(), error.attempts().len()), (None, 0), "the policy saw nothing");
    assert!(error.site().is_none());
}

#[tokio::test(start_paused = true)]
async fn a_question_mark_in_a_later_attempt_leaves_too() {
    #[openai_call(attempts = 9)]
    async fn counts_down(script: &Script, mut left: u32) -> Result<usize, Failure> {
        left = left.checked_sub(1).ok_or(Failure::TooLong)?;
        script.next()
    }

    let script = Script::always(server_error());
    let failure = counts_down(&script, 2).await.unwrap_err();
    assert!(matches!(failure, Failure::TooLong));
    assert_eq!(script.asked(), 2);
}

#[tokio::test(start_paused = true)]
async fn what_the_body_changes_stays_changed() {
    #[openai_call(attempts = 4)]
    async fn grows(
        script: &Script,
        mut log: Vec<usize>,
        seen: &mut Vec<usize>,
    ) -> Result<usize, Error> {
        log.push(log.len());
        seen.clone_from(&log);
        script.next()
    }

    let mut seen = Vec::new();
    let script = Script::of([server_error(), server_error()]);
    assert_eq!(grows(&script, vec![0], &mut seen).await.unwrap(), 3);
    assert_eq!(seen, [0, 1, 2, 3]);
}

#[tokio::test(start_paused = true)]
async fn a_dropped_call_sleeps_and_tries_no_more() {
    #[openai_call(backoff = fixed(1h))]
    async fn patient(script: &Script) -> Result<usize, Error> {
        script.next()
    }

    let script = Script::of([server_error()]);
    assert!(timeout(ms(1_000), patient(&script)).await.is_err());
    assert_eq!(script.elapsed(), ms(1_000));
    tokio::time::sleep(ms(5 * 3_600_000)).await;
    assert_eq!(script.asked(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_call_that_is_not_awaited_makes_no_attempt() {
    let script = Script::of([]);
    drop(ask(&script, "7"));
    assert_eq!(script.asked(), 0);
}

#[tokio::test(start_paused = true)]
async fn two_calls_of_one_function_share_nothing() {
    let (failing, fine) = (Script::always(server_error()), Script::of([server_error()]));
    let (failed, succeeded) = tokio::join!(ask(&failing, "1"), ask(&fine, "2"));
    assert!(failed.is_err());
    assert_eq!(succeeded.unwrap(), 2);
    assert_eq!((failing.asked(), fine.asked()), (3, 2));
}

#[tokio::test(start_paused = true)]
async fn an_error_of_the_users_own_making_is_treated_by_its_kind() {
    #[openai_call(attempts = 2)]
    async fn picky(script: &Script) -> Result<usize, Error> {
        match script.next() {
            Ok(1) => Err(Error::new(ErrorKind::StreamInterrupted, "half an answer")),
            outcome => outcome,
        }
    }

    assert_eq!(picky(&Script::of([])).await.unwrap(), 2);
}
