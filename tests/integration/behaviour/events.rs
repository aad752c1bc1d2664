//! What a call tells tracing: one event for each decision.

use std::future::pending;

use openai_call::testing::{FakeApi, ServerModel};
use openai_call::{Client, Error, ErrorKind, openai_call};
use serde_json::{Value, json};
use tokio::task::JoinSet;

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
    assert_eq!(log.messages(), ["INFO trying again", "DEBUG succeeded"]);
}

#[tokio::test(start_paused = true)]
async fn giving_up_is_a_warning() {
    let (log, _guards) = Log::begin();
    chat(&Script::always(server_error())).await.unwrap_err();
    chat(&Script::always(error(ErrorKind::Quota))).await.unwrap_err();
    assert_eq!(log.messages(), ["INFO trying again", "WARN gave up", "WARN gave up"]);
}

#[tokio::test(start_paused = true)]
async fn a_step_that_hands_over_to_the_next_has_not_given_up() {
    let (log, _guards) = Log::begin();
    chat(&Script::of([limited(ms(5_000))])).await.unwrap();
    assert_eq!(log.messages(), ["INFO trying again", "DEBUG succeeded"]);
}

#[tokio::test(start_paused = true)]
async fn a_ladder_gives_up_once() {
    let (log, _guards) = Log::begin();
    chat(&Script::always(limited(ms(200_000)))).await.unwrap_err();
    assert_eq!(log.messages(), ["WARN gave up"]);
}

#[openai_call(
    attempts = 2,
    on_context_length = repair(()),
    on_quota = fallback(chat(other)),
    on_permission = [fallback(chat(other)), recover(0)],
    on_not_found = recover(0),
)]
async fn absorbing(script: &Script, other: &Script) -> Result<usize, Error> {
    script.next()
}

/// What a policy absorbs is seen, or a revoked key would not be noticed for days.
#[tokio::test(start_paused = true)]
async fn whatever_is_absorbed_is_told() {
    let quota = || Script::always(error(ErrorKind::Quota));
    let permission = || Script::always(error(ErrorKind::Permission));
    let not_found = Script::always(error(ErrorKind::NotFound));
    let too_long = Script::of([error(ErrorKind::ContextLength)]);
    let cases = [
        (too_long, Script::of([]), &["INFO repaired", "DEBUG succeeded"][..]),
        (quota(), Script::of([]), &["WARN fell back", "DEBUG succeeded"]),
        (quota(), quota(), &["WARN fell back", "WARN gave up"]),
        (permission(), quota(), &["WARN fell back", "WARN gave up", "WARN recovered"]),
        (not_found, Script::of([]), &["WARN recovered"]),
    ];
    for (script, other, expected) in cases {
        let (log, _guards) = Log::begin();
        let _ = absorbing(&script, &other).await;
        assert_eq!(log.messages(), expected);
    }
}

#[tokio::test(start_paused = true)]
async fn a_fallback_that_comes_too_late_has_not_run() {
    #[openai_call(deadline = 1s, otherwise = [fallback(chat(other)), recover(0)])]
    async fn late(script: &Script, other: &Script) -> Result<usize, Error> {
        script.stall().await
    }

    let (log, _guards) = Log::begin();
    late(&Script::of([]), &Script::of([])).await.unwrap();
    let messages = log.messages();
    assert!(!messages.contains(&"WARN fell back".to_owned()), "{messages:?}");
    assert_eq!(messages.last().map(String::as_str), Some("WARN recovered"));
}

#[tokio::test(start_paused = true)]
async fn a_fallback_that_is_cut_off_before_another_step_has_not_given_up() {
    #[openai_call(deadline = 1s, otherwise = [fallback(pending::<Result<usize, Error>>()), recover(0)])]
    async fn recovered(script: &Script) -> Result<usize, Error> {
        script.next()
    }

    #[openai_call(deadline = 1s, otherwise = fallback(pending::<Result<usize, Error>>()))]
    async fn failing(script: &Script) -> Result<usize, Error> {
        script.next()
    }

    let quota = Script::always(error(ErrorKind::Quota));
    let (log, guards) = Log::begin();
    recovered(&quota).await.unwrap();
    assert_eq!(log.messages(), ["WARN fell back", "WARN recovered"]);
    drop(guards);
    let (log, _guards) = Log::begin();
    failing(&quota).await.unwrap_err();
    assert_eq!(log.messages(), ["WARN fell back", "WARN gave up"]);
}

#[tokio::test(start_paused = true)]
async fn every_event_has_one_target_and_tells_codes() {
    let (log, _guards) = Log::begin();
    chat(&Script::of([server_error()])).await.unwrap();
    chat(&Script::always(error(ErrorKind::Quota))).await.unwrap_err();
    let _ =
        absorbing(&Script::always(error(ErrorKind::Permission)), &Script::always(server_error()))
            .await;
    let text = log.text();
    for line in text.lines() {
        assert!(line.contains(" openai_call: "), "{line}");
    }
    for field in
        ["stopped=\"permanent\"", "stopped=\"attempts\"", "kind=\"quota\"", "call=\"chat\""]
    {
        assert!(text.contains(field), "{field} in {text}");
    }
}

#[openai_call(on_rate_limit = wait(up_to = 1min))]
async fn paced(client: Client) -> Result<Value, Error> {
    client.post("chat/completions").json(&json!({ "model": "gpt-4o-mini" }))
}

/// The number in the first field of this name.
fn number(line: &str, field: &str) -> u64 {
    let (_, rest) = line.split_once(field).expect("the field");
    let digits = rest.chars().take_while(char::is_ascii_digit).collect::<String>();
    digits.parse().expect("a number")
}

#[tokio::test(start_paused = true)]
async fn a_call_that_waits_for_its_turn_tells_so() {
    let (log, _guards) = Log::begin();
    let model = ServerModel::bucket(60).burst(ms(1_000)).latency(ms(1)..ms(2));
    let api = FakeApi::in_memory().model(model);
    let client = api.client();
    let calls = (0..10).map(|_| paced(client.clone())).collect::<JoinSet<_>>();
    calls.join_all().await.into_iter().for_each(|outcome| drop(outcome.expect("an answer")));
    let text = log.text();
    let told: Vec<_> = text.lines().filter(|it| it.contains("waited for its turn")).collect();
    assert!(told.len() >= 5, "{text}");
    for line in &told {
        assert!(line.contains("DEBUG") && line.contains("call=\"paced\""), "{line}");
        assert!(line.contains("model=\"gpt-4o-mini\"") && number(line, "queued_ms=") > 1_000);
    }
    let succeeded = text.lines().filter(|line| line.contains("succeeded"));
    for line in succeeded.clone() {
        let (waited, elapsed) = (number(line, "waited_ms="), number(line, "elapsed_ms="));
        assert!(waited <= elapsed && elapsed <= waited + 400, "what takes long is a wait: {line}");
    }
    assert_eq!(succeeded.count(), 10);
}

#[tokio::test(start_paused = true)]
async fn a_call_that_has_its_turn_at_once_does_not() {
    let (log, _guards) = Log::begin();
    let api = FakeApi::in_memory();
    paced(api.client()).await.expect("an answer");
    assert_eq!(log.messages(), ["DEBUG succeeded"]);
}
