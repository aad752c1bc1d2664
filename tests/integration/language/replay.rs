//! `replay = "unsent"`: only what surely has not run is tried again.

use openai_call::{Error, ErrorKind, Stopped, openai_call, policy};
use proptest::prelude::*;

use crate::support::{Script, error, response, server_error};

#[openai_call(attempts = 4, replay = "unsent", max_requests = 4)]
async fn create(script: &Script) -> Result<usize, Error> {
    script.next()
}

#[tokio::test(start_paused = true)]
async fn what_has_surely_not_run_is_tried_again() {
    let unsent = [
        error(ErrorKind::RateLimit),
        error(ErrorKind::Connection).unsent(),
        response(408, &[], ""),
    ];
    let script = Script::of(unsent);
    assert_eq!(create(&script).await.unwrap(), 4);
}

#[tokio::test(start_paused = true)]
async fn what_may_have_run_is_not() {
    for failure in [
        error(ErrorKind::Connection),
        error(ErrorKind::Timeout),
        server_error(),
        response(503, &[], ""),
        response(503, &[("x-should-retry", "true")], ""),
    ] {
        let script = Script::of([failure]);
        let failed = create(&script).await.unwrap_err();
        assert_eq!((failed.stopped(), script.asked()), (Some(Stopped::MayHaveRun), 1), "{failed}");
        let words = "1 attempt, not repeated because the request may have been carried out";
        assert!(failed.to_string().contains(words), "{failed}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_attempt_that_was_cut_off_is_not_repeated() {
    #[openai_call(replay = unsent, timeout = 1s)]
    async fn stalling(script: &Script) -> Result<usize, Error> {
        script.stall().await
    }

    let script = Script::of([]);
    let failed = stalling(&script).await.unwrap_err();
    assert_eq!((failed.stopped(), script.asked()), (Some(Stopped::MayHaveRun), 1));
}

#[tokio::test(start_paused = true)]
async fn a_repair_follows_a_refusal_alone() {
    #[openai_call(replay = "unsent", on_any = repair(attempts = 3, ()))]
    async fn repaired(script: &Script) -> Result<usize, Error> {
        script.next()
    }

    let script = Script::of([error(ErrorKind::ContextLength), error(ErrorKind::Connection)]);
    let failed = repaired(&script).await.unwrap_err();
    assert_eq!((failed.stopped(), script.asked()), (Some(Stopped::MayHaveRun), 2));
}

#[tokio::test(start_paused = true)]
async fn the_next_step_follows_at_once() {
    #[openai_call(replay = "unsent", on_connection = [retry, recover(0)], otherwise = recover(9))]
    async fn recovering(script: &Script) -> Result<usize, Error> {
        script.next()
    }

    assert_eq!(recovering(&Script::of([error(ErrorKind::Connection)])).await.unwrap(), 0);
    assert_eq!(recovering(&Script::of([error(ErrorKind::Connection).unsent()])).await.unwrap(), 2);
    assert_eq!(recovering(&Script::of([server_error()])).await.unwrap(), 9);
}

policy! { eager => on_server_error = retry, on_transient = retry, on_answer = repair(attempts = 2, ()) }
policy! { careful => replay = "unsent" }

#[tokio::test(start_paused = true)]
async fn the_steps_of_a_named_policy_give_way() {
    #[openai_call(policy = eager, replay = "unsent")]
    async fn strict(script: &Script) -> Result<usize, Error> {
        script.next()
    }

    for kind in [ErrorKind::ServerError, ErrorKind::StreamInterrupted, ErrorKind::Truncated] {
        let script = Script::of([error(kind)]);
        let failed = strict(&script).await.unwrap_err();
        assert_eq!(script.asked(), 1, "{failed}");
        assert!(failed.site().unwrap().policy().replays_only_unsent());
    }
    assert_eq!(strict(&Script::of([error(ErrorKind::RateLimit)])).await.unwrap(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_function_may_loosen_its_policy() {
    #[openai_call(policy = careful)]
    async fn strict(script: &Script) -> Result<usize, Error> {
        script.next()
    }

    #[openai_call(policy = careful, replay = "any")]
    async fn loose(script: &Script) -> Result<usize, Error> {
        script.next()
    }

    assert!(strict(&Script::of([server_error()])).await.is_err());
    assert_eq!(loose(&Script::of([server_error()])).await.unwrap(), 2);
}

/// The kinds for which `replay = "unsent"` leaves out the steps that try again.
async fn kinds_that_always_run() -> Vec<ErrorKind> {
    #[openai_call(replay = "unsent", on_any = repair(attempts = 2, ()))]
    async fn repaired(script: &Script) -> Result<usize, Error> {
        script.next()
    }

    let failed = repaired(&Script::always(error(ErrorKind::Quota))).await;
    let failed = failed.expect_err("a repair that repairs nothing");
    let policy = failed.site().expect("it is annotated").policy();
    let kinds = ErrorKind::ALL.iter().copied();
    kinds.filter(|kind| policy.ladder(*kind).is_none()).collect()
}

proptest! {
    /// So no step that could help is left out.
    #[test]
    fn what_is_left_out_could_not_be_taken(
        status in 100_u16..600,
        word in prop::sample::select(&[
            "", "server_error", "rate_limit_exceeded", "slow_down", "timeout", "content_filter",
            "insufficient_quota", "503", "not_found", "invalid_request_error",
        ]),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        let always = runtime.block_on(kinds_that_always_run());
        prop_assert_eq!(always.len(), 7);
        let body = format!(r#"{{ "error": {{ "code": "{word}" }} }}"#);
        let error = response(status, &[], &body);
        prop_assert!(error.may_have_run() || !always.contains(&error.kind()), "{status} {word}");
    }
}
