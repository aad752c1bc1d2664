//! Bounds that are given at run time: they only ever make those of a policy tighter.

use std::future::Future;
use std::time::Duration;

use openai_call::testing::FakeApi;
use openai_call::{
    Client, Error, ErrorKind, EventStream, Narrow, Restartable, Stopped, openai_call,
};
use serde_json::{Value, json};
use tokio::time::{sleep, timeout};

use crate::support::{Script, TICK, error, ms, server_error};

#[openai_call(attempts = 9, backoff = fixed(400ms))]
async fn patient(script: &Script) -> Result<usize, Error> {
    script.next()
}

#[openai_call(attempts = 3, backoff = fixed(400ms), deadline = 1s, timeout = 1s)]
async fn strict(script: &Script) -> Result<usize, Error> {
    script.next()
}

/// Asks a server that always fails: how often it was asked, and why no more.
async fn asked<F>(narrow: Narrow, call: impl FnOnce(Script) -> F) -> (usize, Option<Stopped>)
where
    F: Future<Output = (Script, Error)>,
{
    let (script, error) = narrow.run(call(Script::always(server_error()))).await;
    assert_eq!(error.attempts().len(), script.asked());
    (script.asked(), error.stopped())
}

async fn patiently(script: Script) -> (Script, Error) {
    let error = patient(&script).await.expect_err("it always fails");
    (script, error)
}

async fn strictly(script: Script) -> (Script, Error) {
    let error = strict(&script).await.expect_err("it always fails");
    (script, error)
}

#[tokio::test(start_paused = true)]
async fn a_deadline_bounds_a_call_that_has_none() {
    let narrow = Narrow::new().deadline(ms(1_000));
    assert_eq!(asked(narrow, patiently).await, (3, Some(Stopped::Deadline)));
}

#[tokio::test(start_paused = true)]
async fn attempts_bound_each_call() {
    for most in 1..=9 {
        let narrow = Narrow::new().attempts(most);
        assert_eq!(asked(narrow, patiently).await, (most as usize, Some(Stopped::Attempts)));
    }
    assert_eq!(asked(Narrow::new().attempts(0), patiently).await.0, 1);
}

#[tokio::test(start_paused = true)]
async fn of_both_the_one_that_comes_first_stops_the_call() {
    let narrow = Narrow::new().deadline(ms(1_000));
    assert_eq!(asked(narrow.attempts(2), patiently).await, (2, Some(Stopped::Attempts)));
    assert_eq!(asked(narrow.attempts(5), patiently).await, (3, Some(Stopped::Deadline)));
}

#[tokio::test(start_paused = true)]
async fn nothing_becomes_looser() {
    let wide = Narrow::new().deadline(ms(3_600_000)).attempts(100);
    assert_eq!(asked(wide, patiently).await, (9, Some(Stopped::Attempts)));
    assert_eq!(asked(wide, strictly).await, (3, Some(Stopped::Attempts)));
    assert_eq!(asked(Narrow::new(), strictly).await, (3, Some(Stopped::Attempts)));
    // Longer than the clock can count.
    assert_eq!(asked(Narrow::new().deadline(Duration::MAX), patiently).await.0, 9);
}

#[tokio::test(start_paused = true)]
async fn inside_of_two_the_tighter_of_each_bound_holds() {
    let (short, long) = (ms(1_000), ms(1_500));
    for (outer, inner) in [(short, long), (long, short)] {
        let within = |script| Narrow::new().deadline(inner).attempts(7).run(patiently(script));
        let narrow = Narrow::new().deadline(outer).attempts(8);
        assert_eq!(asked(narrow, within).await, (3, Some(Stopped::Deadline)));
    }
    for (outer, inner) in [(2, 4), (4, 2)] {
        let within = |script| Narrow::new().attempts(inner).run(patiently(script));
        let narrow = Narrow::new().attempts(outer);
        assert_eq!(asked(narrow, within).await, (2, Some(Stopped::Attempts)));
    }
}

#[tokio::test(start_paused = true)]
async fn an_attempt_is_cut_off_at_the_deadline() {
    #[openai_call]
    async fn stalling(script: &Script) -> Result<usize, Error> {
        script.stall().await
    }

    let script = Script::of([]);
    let failed = Narrow::new().deadline(ms(700)).run(stalling(&script)).await.unwrap_err();
    assert_eq!((failed.kind(), failed.stopped()), (ErrorKind::Timeout, Some(Stopped::Deadline)));
    assert!(script.elapsed() <= ms(700) + TICK, "{:?}", script.elapsed());
}

#[tokio::test(start_paused = true)]
async fn a_deadline_that_has_passed_sends_nothing() {
    let script = Script::of([]);
    let failed = Narrow::new().deadline(Duration::ZERO).run(patient(&script)).await.unwrap_err();
    assert_eq!((script.asked(), failed.stopped()), (0, Some(Stopped::Deadline)));
    assert!(!failed.may_have_run());
}

#[tokio::test(start_paused = true)]
async fn it_reaches_the_calls_inside_of_calls() {
    #[openai_call(attempts = 5)]
    async fn outer(script: &Script) -> Result<usize, Error> {
        patient(script).await
    }

    let script = Script::always(server_error());
    Narrow::new().attempts(2).run(outer(&script)).await.unwrap_err();
    assert_eq!(script.asked(), 2);

    let script = Script::always(server_error());
    Narrow::new().deadline(ms(1_000)).run(outer(&script)).await.unwrap_err();
    assert_eq!(script.asked(), 3);
}

#[tokio::test(start_paused = true)]
async fn it_reaches_fallbacks_which_keep_their_history() {
    #[openai_call(attempts = 4, otherwise = fallback(patient(second)))]
    async fn falling_back(first: &Script, second: &Script) -> Result<usize, Error> {
        first.next()
    }

    #[openai_call(otherwise = fallback(Narrow::new().attempts(1).run(patient(second))))]
    async fn narrowly(first: &Script, second: &Script) -> Result<usize, Error> {
        first.next()
    }

    let (first, second) = (Script::always(server_error()), Script::always(server_error()));
    let failed = Narrow::new().attempts(2).run(falling_back(&first, &second)).await.unwrap_err();
    assert_eq!((first.asked(), second.asked(), failed.attempts().len()), (2, 2, 4));

    let (first, second) = (Script::always(server_error()), Script::always(server_error()));
    let failed = narrowly(&first, &second).await.unwrap_err();
    assert_eq!((first.asked(), second.asked(), failed.attempts().len()), (3, 1, 4));
    assert!(failed.fallback_of().is_some());
}

#[tokio::test(start_paused = true)]
async fn the_steps_of_a_ladder_follow_as_ever() {
    #[openai_call(attempts = 9, on_rate_limit = [wait, recover(0)])]
    async fn recovering(script: &Script) -> Result<usize, Error> {
        script.next()
    }

    let script = Script::always(error(ErrorKind::RateLimit));
    assert_eq!(Narrow::new().attempts(2).run(recovering(&script)).await.unwrap(), 0);
    assert_eq!(script.asked(), 2);
}

#[tokio::test(start_paused = true)]
async fn calls_at_the_same_time_have_attempts_of_their_own() {
    let (first, second) = (Script::always(server_error()), Script::always(server_error()));
    let both = async { tokio::join!(patient(&first), patient(&second)) };
    let (one, other) = Narrow::new().attempts(2).run(both).await;
    assert!(one.is_err() && other.is_err());
    assert_eq!((first.asked(), second.asked()), (2, 2));
}

#[tokio::test(start_paused = true)]
async fn it_does_not_reach_another_task() {
    #[openai_call(attempts = 9)]
    async fn failing() -> Result<(), Error> {
        Err(server_error())
    }

    let attempts = async || failing().await.unwrap_err().attempts().len();
    let spawning = async { tokio::spawn(attempts()).await.unwrap() };
    let inside = tokio::spawn(Narrow::new().attempts(2).run(attempts()));
    assert_eq!(Narrow::new().attempts(1).run(spawning).await, 9);
    assert_eq!(Narrow::new().attempts(1).run(attempts()).await, 1);
    assert_eq!(inside.await.unwrap(), 2);
}

#[tokio::test(start_paused = true)]
async fn it_is_over_with_its_future() {
    let script = Script::always(server_error());
    let narrow = Narrow::new().attempts(1).deadline(ms(100));
    narrow.run(patient(&script)).await.unwrap_err();
    assert_eq!(asked(Narrow::new(), patiently).await.0, 9);

    // Dropped in the middle of a sleep.
    let script = Script::always(server_error());
    let narrow = Narrow::new().attempts(5).run(patient(&script));
    assert!(timeout(ms(500), narrow).await.is_err());
    sleep(ms(5_000)).await;
    assert_eq!(script.asked(), 2);
    assert_eq!(asked(Narrow::new(), patiently).await.0, 9);
}

#[tokio::test(start_paused = true)]
async fn inside_of_an_attempt_it_is_a_call() {
    #[openai_call(attempts = 3, timeout = 1s)]
    async fn impatient(script: &Script) -> Result<usize, Error> {
        Narrow::new().deadline(ms(3_000)).run(script.stall()).await
    }

    let script = Script::of([]);
    let failed = impatient(&script).await.unwrap_err();
    assert_eq!((failed.stopped(), script.asked()), (Some(Stopped::Nested), 1));
}

#[openai_call(attempts = 4, backoff = 1ms..2ms, on_stream_interrupted = restart)]
async fn stream(client: &Client) -> Result<EventStream<Restartable<Value>>, Error> {
    client.post("chat/completions").json(&json!({ "messages": [] }))
}

#[tokio::test(start_paused = true)]
async fn a_stream_keeps_the_attempts_that_its_call_was_given() {
    let api = FakeApi::in_memory().reply("cut in the middle").cut().times(4);
    let mut events = Narrow::new().attempts(2).run(stream(&api.client())).await.unwrap();
    let failed = loop {
        match events.next().await.expect("it ends in an error") {
            Ok(_) => {}
            Err(error) => break error,
        }
    };
    assert_eq!((failed.attempts().len(), api.requests().len()), (2, 2));
    assert_eq!(failed.stopped(), Some(Stopped::Attempts));
}

#[tokio::test(start_paused = true)]
async fn a_stream_keeps_the_deadline_that_its_call_was_given() {
    let api = FakeApi::in_memory();
    api.events([json!({ "choices": [{ "index": 0, "delta": { "content": "a" } }] })]);
    api.unfinished().hang();
    let narrow = Narrow::new().deadline(ms(400));
    let mut events = narrow.run(stream(&api.client())).await.unwrap();
    let failed = loop {
        match events.next().await.expect("it ends in an error") {
            Ok(_) => {}
            Err(error) => break error,
        }
    };
    assert_eq!((failed.kind(), failed.stopped()), (ErrorKind::Timeout, Some(Stopped::Deadline)));
    assert!(failed.may_have_run());
}
