//! The code of a `repair` and the deadline: it is cut off where it awaits.

use std::error::Error as StdError;

use openai_call::{Error, ErrorKind, Stopped, openai_call};
use tokio::time::sleep;

use crate::language::own_error::AppError;
use crate::support::{Script, error, ms, server_error};

fn too_long() -> Error {
    error(ErrorKind::ContextLength)
}

async fn shorter(mut text: String, takes: u64) -> String {
    sleep(ms(takes)).await;
    text.pop();
    text
}

#[openai_call(deadline = 5s, on_context_length = repair(text = shorter(text, takes).await))]
async fn moved(script: &Script, mut text: String, takes: u64) -> Result<String, Error> {
    script.next().map(|_| text.clone())
}

#[tokio::test(start_paused = true)]
async fn a_repair_that_hangs_is_cut_off_at_the_deadline() {
    let script = Script::always(too_long());
    let failed = moved(&script, "text".to_owned(), 86_400_000).await.unwrap_err();
    assert_eq!((script.elapsed(), script.asked()), (ms(5_000), 1));
    assert_eq!((failed.kind(), failed.stopped()), (ErrorKind::Timeout, Some(Stopped::Deadline)));
    assert_eq!(failed.message(), "the repair was cut off by the deadline");
    let source = StdError::source(&failed).and_then(|it| it.downcast_ref::<Error>());
    assert_eq!(source.expect("the call's error").kind(), ErrorKind::ContextLength);
}

/// It may move an argument and put another in its place.
#[tokio::test(start_paused = true)]
async fn a_repair_that_is_quick_enough_is_not_cut_off() {
    let script = Script::of([too_long()]);
    assert_eq!(moved(&script, "text".to_owned(), 4_999).await.unwrap(), "tex");
}

#[tokio::test(start_paused = true)]
async fn the_ladder_goes_on_at_its_recover_which_is_never_cut_off() {
    #[openai_call(deadline = 2s, on_context_length = [
        repair(|_| { sleep(ms(9_000)).await; text.clear(); }),
        fallback(never(calls)),
        recover(|error| { sleep(ms(1_000)).await; (error.kind(), text) }),
    ])]
    async fn laddered(
        script: &Script,
        calls: &Script,
        mut text: String,
    ) -> Result<(ErrorKind, String), Error> {
        script.next().map(|_| (ErrorKind::Decode, text.clone()))
    }

    async fn never(calls: &Script) -> Result<(ErrorKind, String), Error> {
        calls.next().map(|_| (ErrorKind::Decode, String::new()))
    }

    let (script, calls) = (Script::always(too_long()), Script::of([]));
    let (kind, text) = laddered(&script, &calls, "text".to_owned()).await.unwrap();
    assert_eq!((kind, text.as_str()), (ErrorKind::Timeout, "text"));
    assert_eq!((script.elapsed(), script.asked(), calls.asked()), (ms(3_000), 1, 0));
}

/// What it awaits ends when the deadline passes.
#[tokio::test(start_paused = true)]
async fn the_ladder_goes_on_where_a_repair_is_late_without_being_cut_off() {
    #[openai_call(deadline = 2s, on_context_length = [
        repair(sleep(ms(2_000)).await),
        fallback(never(calls)),
        recover(|error| error.kind().name()),
    ], on_timeout = recover("the ladder of another kind"))]
    async fn laddered(script: &Script, calls: &Script) -> Result<&'static str, Error> {
        script.next().map(|_| "answered")
    }

    #[openai_call(
        deadline = 2s,
        on_context_length = repair(sleep(ms(2_000)).await),
        on_timeout = recover("the ladder of another kind"),
    )]
    async fn failing(script: &Script) -> Result<&'static str, Error> {
        script.next().map(|_| "answered")
    }

    async fn never(calls: &Script) -> Result<&'static str, Error> {
        calls.next().map(|_| "called")
    }

    let (script, calls) = (Script::always(too_long()), Script::of([]));
    assert_eq!(laddered(&script, &calls).await.unwrap(), "timeout");
    assert_eq!((script.asked(), calls.asked()), (1, 0));

    let failed = failing(&Script::always(too_long())).await.unwrap_err();
    assert_eq!(failed.message(), "the deadline passed before the next attempt");
    assert_eq!((failed.kind(), failed.stopped()), (ErrorKind::Timeout, Some(Stopped::Deadline)));
}

#[tokio::test(start_paused = true)]
async fn the_deadline_of_the_call_around_counts_too() {
    #[openai_call(deadline = 3s)]
    async fn outer(script: &Script) -> Result<usize, Error> {
        inner(script).await
    }

    #[openai_call(on_context_length = repair(sleep(ms(9_000)).await))]
    async fn inner(script: &Script) -> Result<usize, Error> {
        script.next()
    }

    let script = Script::always(too_long());
    outer(&script).await.unwrap_err();
    assert_eq!((script.elapsed(), script.asked()), (ms(3_000), 1));
}

#[tokio::test(start_paused = true)]
async fn a_call_in_a_repair_knows_the_deadline() {
    #[openai_call(deadline = 10s, on_context_length = repair(|_| { *told = ask(helper).await.is_err(); }))]
    async fn asking(script: &Script, helper: &Script, told: &mut bool) -> Result<usize, Error> {
        script.next()
    }

    #[openai_call(attempts = 9, backoff = fixed(4s))]
    async fn ask(helper: &Script) -> Result<usize, Error> {
        helper.next()
    }

    let (script, helper) = (Script::of([too_long()]), Script::always(server_error()));
    let mut told = false;
    asking(&script, &helper, &mut told).await.unwrap();
    assert!(told, "it ends before it is cut off");
    assert_eq!((helper.asked(), script.asked()), (3, 2));
}

#[tokio::test(start_paused = true)]
async fn what_leaves_the_function_still_does() {
    #[openai_call(deadline = 5s, on_context_length = repair(|_| {
        for word in words {
            sleep(ms(10)).await;
            if word.is_empty() {
                return Ok(0);
            }
            if *word == "end" {
                break;
            }
            tokens = async { word.parse() }.await?;
        }
    }))]
    async fn leaving(script: &Script, words: &[&str], mut tokens: u32) -> Result<u32, AppError> {
        script.next().map(|_| tokens)
    }

    let leave = async |words: &[&str]| {
        let script = Script::of([too_long()]);
        (leaving(&script, words, 1).await, script.asked())
    };
    assert!(matches!(leave(&["7", "end", "x"]).await, (Ok(7), 2)));
    assert!(matches!(leave(&["7", ""]).await, (Ok(0), 1)));
    assert!(matches!(leave(&["x"]).await, (Err(AppError::Number(_)), 1)));
}
