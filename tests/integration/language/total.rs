//! Functions that cannot fail: the compiler has seen that every ladder ends in a value.

use std::convert::Infallible;

use openai_call::{Error, ErrorKind, Stopped, openai_call};

use crate::support::{Script, error, ms};

#[openai_call(attempts = 2, backoff = 1ms..2ms, otherwise = recover(0))]
async fn recovered(script: &Script) -> Result<usize, Infallible> {
    script.next()
}

type Never<T> = Result<T, Infallible>;

#[openai_call(attempts = 1, on_any = recover(0))]
async fn alias(script: &Script) -> Never<usize> {
    script.next()
}

#[openai_call(
    attempts = 1,
    on_permanent = [fallback(fails(script)), recover(|error| error.attempts().len())],
    otherwise = fallback(recovered(script)),
)]
async fn ladders(script: &Script) -> Result<usize, Infallible> {
    script.next()
}

#[openai_call(attempts = 1)]
async fn fails(script: &Script) -> Result<usize, Error> {
    script.next()
}

#[tokio::test(start_paused = true)]
async fn there_is_a_value_for_every_kind() {
    for kind in ErrorKind::ALL {
        let Ok(value) = recovered(&Script::always(error(*kind))).await;
        assert_eq!(value, 0, "{kind}");
        let Ok(value) = alias(&Script::always(error(*kind))).await;
        assert_eq!(value, 0, "{kind}");
        let Ok(value) = ladders(&Script::always(error(*kind))).await;
        let is_permanent = !kind.is_transient() && !kind.is_answer();
        // Its own attempt, and that of the fallback which failed.
        assert_eq!(value, if is_permanent { 2 } else { 0 }, "{kind}");
    }
    let Ok(value) = recovered(&Script::of([])).await;
    assert_eq!(value, 1);
}

/// The server asks to repeat what is permanent, and that takes the steps of a `server_error`.
#[tokio::test(start_paused = true)]
async fn what_a_server_asks_to_repeat_ends_in_a_value_too() {
    let api = openai_call::testing::FakeApi::in_memory();
    api.status(404).header("x-should-retry", "true").times(2);
    let Ok(value) = asked(&api.client()).await;
    assert_eq!(value, "asked 2 times");
    assert_eq!(api.requests().len(), 2);
}

#[openai_call(
    attempts = 2,
    backoff = 1ms..2ms,
    otherwise = recover(|error| format!("asked {} times", error.attempts().len())),
)]
async fn asked(client: &openai_call::Client) -> Result<String, Infallible> {
    client.get("models")
}

#[openai_call(timeout = 1s, deadline = 3s, backoff = fixed(1s), otherwise = recover(|error| {
    assert_eq!(error.stopped(), Some(Stopped::Deadline));
    7
}))]
async fn late(script: &Script) -> Result<usize, Infallible> {
    script.stall().await
}

#[openai_call(
    deadline = 2s,
    timeout = 1s,
    attempts = 1,
    otherwise = [fallback(sleeps(script)), recover(8)],
)]
async fn late_in_a_fallback(script: &Script) -> Result<usize, Infallible> {
    script.stall().await
}

async fn sleeps(script: &Script) -> Result<usize, Error> {
    tokio::time::sleep(ms(60_000)).await;
    script.next()
}

#[tokio::test(start_paused = true)]
async fn there_is_a_value_at_the_deadline() {
    let script = Script::of([]);
    let Ok(value) = late(&script).await;
    assert_eq!((value, script.elapsed()), (7, ms(3_000)));
    let script = Script::of([]);
    let Ok(value) = late_in_a_fallback(&script).await;
    assert_eq!((value, script.elapsed()), (8, ms(2_000)));
}

#[openai_call(attempts = 1, deadline = 2s, otherwise = fallback(inside(script)))]
async fn around(script: &Script) -> Result<usize, Error> {
    script.next()
}

#[openai_call(attempts = 1, otherwise = fallback(last(script)))]
async fn inside(script: &Script) -> Result<usize, Infallible> {
    script.next()
}

#[openai_call(timeout = 10s, otherwise = recover(script.asked()))]
async fn last(script: &Script) -> Result<usize, Infallible> {
    script.stall().await
}

/// The fallback is not cut off, and a call in it keeps to the deadline of the call around.
#[tokio::test(start_paused = true)]
async fn a_fallback_keeps_to_the_deadline_of_the_call_around() {
    let script = Script::of([error(ErrorKind::Quota), error(ErrorKind::Quota)]);
    assert_eq!(around(&script).await.unwrap(), 3);
    assert_eq!(script.elapsed(), ms(2_000));
}
