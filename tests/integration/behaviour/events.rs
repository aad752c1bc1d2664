//! What a call tells tracing: one event for each decision.

use openai_call::{Error, ErrorKind, openai_call};

use crate::log::Log;
use crate::support::{Script, error, limited, ms, server_error};

#[openai_call(attempts = 2, on_rate_limit = [wait(up_to = 1s), retry])]
async fn chat(script: &Script) -> Result<usize, Error> {
    script.next()
}

#[tokio::test(start_paused = true)]
async fn a_success_after_a_failure_is_two_events() {
    let (log, _guards) = Log::begin();
    chat(&Script::of([server_error()])).await.unwrap();
    assert_eq!(log.messages(), ["DEBUG trying again", "DEBUG succeeded"]);
}

#[tokio::test(start_paused = true)]
async fn giving_up_is_a_warning() {
    let (log, _guards) = Log::begin();
    chat(&Script::always(server_error())).await.unwrap_err();
    chat(&Script::always(error(ErrorKind::Quota))).await.unwrap_err();
    assert_eq!(log.messages(), ["DEBUG trying again", "WARN gave up", "WARN gave up"]);
}

#[tokio::test(start_paused = true)]
async fn a_step_that_hands_over_to_the_next_has_not_given_up() {
    let (log, _guards) = Log::begin();
    chat(&Script::of([limited(ms(5_000))])).await.unwrap();
    assert_eq!(log.messages(), ["DEBUG trying again", "DEBUG succeeded"]);
}

#[tokio::test(start_paused = true)]
async fn a_ladder_gives_up_once() {
    let (log, _guards) = Log::begin();
    chat(&Script::always(limited(ms(200_000)))).await.unwrap_err();
    assert_eq!(log.messages(), ["WARN gave up"]);
}
