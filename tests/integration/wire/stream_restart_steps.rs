//! What the steps and bounds of a policy are to a stream that begins anew.

use openai_call::testing::FakeApi;
use openai_call::{Client, Error, ErrorKind, EventStream, Restartable, Stopped, openai_call};
use serde_json::{Value, json};

use super::stream_restarts::{chat, last, read, token};
use crate::wire::support::client;

/// The step's `attempts` count the streams that broke, the call's all requests.
#[tokio::test]
async fn attempts_bound_the_restarts() -> Result<(), Error> {
    let api = FakeApi::start().await.events([token("a")]).unfinished().times(3);
    let (read_items, error) = read(chat(&api.client()).await?).await;
    assert_eq!(read_items, ["a", "<stream_interrupted>", "a", "<stream_interrupted>", "a"]);
    let error = error.expect("used up");
    assert_eq!(
        (error.kind(), error.stopped()),
        (ErrorKind::StreamInterrupted, Some(Stopped::Attempts))
    );
    assert_eq!(error.attempts().len(), 3);
    assert_eq!(error.request_id(), Some("req_3"));

    // Two failures before the first event, and two streams that break.
    let api = FakeApi::start().await.status(500).times(2);
    api.events([token("a")]).unfinished().times(2);
    let (read, error) = read(chat(&api.client()).await?).await;
    assert_eq!(read, ["a", "<stream_interrupted>", "a"]);
    assert_eq!(
        error.map(|it| (it.attempts().len(), it.stopped())),
        Some((4, Some(Stopped::Attempts)))
    );
    api.assert_finished();
    Ok(())
}

/// What fails before its first event goes through the policy, as at the beginning.
#[tokio::test]
async fn a_restart_that_fails_takes_the_steps_of_its_own_kind() -> Result<(), Error> {
    let api = FakeApi::start().await;
    api.events([token("a")]).unfinished();
    api.status(503).header("retry-after-ms", "1").status(429).header("retry-after-ms", "1");
    api.events([last("z")]);
    let (items, error) = read(chat(&api.client()).await?).await;
    assert_eq!(items, ["a", "<stream_interrupted>", "z"]);
    assert!(error.is_none());

    // One that is permanent ends the stream: the reader is not told of a restart that was none.
    api.events([token("a")]).unfinished().status(401);
    let (items, error) = read(chat(&api.client()).await?).await;
    assert_eq!(items, ["a"]);
    let error = error.expect("a bad key");
    assert_eq!(
        (error.kind(), error.stopped()),
        (ErrorKind::Authentication, Some(Stopped::Permanent))
    );
    assert_eq!(error.attempts().len(), 2);
    api.assert_finished();
    Ok(())
}

/// The function has returned, and its arguments are gone: code steps cannot run any more.
#[tokio::test]
async fn code_steps_do_not_run_behind_the_first_item() -> Result<(), Error> {
    #[openai_call(
        backoff = 1ms..2ms,
        on_stream_interrupted = restart,
        on_authentication = repair(|_error| { *repairs += 1; }),
    )]
    async fn repaired(
        client: &Client,
        repairs: &mut u32,
    ) -> Result<EventStream<Restartable<Value>>, Error> {
        client.post("chat/completions").json(&json!({}))
    }

    let api = FakeApi::start().await.events([token("a")]).unfinished().status(401);
    let mut repairs = 0;
    let (items, error) = read(repaired(&api.client(), &mut repairs).await?).await;
    assert_eq!((items.len(), repairs), (1, 0));
    assert_eq!(error.map(|it| it.kind()), Some(ErrorKind::Authentication));
    Ok(())
}

#[tokio::test]
async fn the_deadline_bounds_the_restarts() -> Result<(), Error> {
    #[openai_call(
        attempts = 100,
        backoff = 1ms..2ms,
        deadline = 1s,
        on_stream_interrupted = restart,
    )]
    async fn bounded(client: &Client) -> Result<EventStream<Restartable<Value>>, Error> {
        client.post("chat/completions").json(&json!({}))
    }

    // The second request is never answered.
    let api = FakeApi::start().await.events([token("a")]).unfinished().stall();
    let (items, error) = read(bounded(&api.client()).await?).await;
    let error = error.expect("the deadline");
    assert_eq!((items.len(), error.kind()), (1, ErrorKind::Timeout));
    assert_eq!(error.stopped(), Some(Stopped::Deadline));
    api.wait_for_hang_ups(1).await;

    // A deadline within the stream is none to restart from.
    let api = FakeApi::start().await.events([token("a")]).unfinished().hang();
    let (_, error) = read(bounded(&api.client()).await?).await;
    assert_eq!(error.and_then(|it| it.stopped()), Some(Stopped::Deadline));
    assert_eq!(api.requests().len(), 1);
    Ok(())
}

#[tokio::test]
async fn a_body_that_can_be_read_only_once_is_refused_unsent() {
    #[openai_call(on_stream_interrupted = restart)]
    async fn upload(client: &Client) -> Result<EventStream<Restartable<Value>>, Error> {
        let form = reqwest::multipart::Form::new().text("stream", "true");
        client.post("audio/transcriptions").multipart(form)
    }

    #[openai_call(on_stream_interrupted = restart)]
    async fn wrapped(client: &Client) -> Result<EventStream<Restartable<Value>>, Error> {
        chat(client).await
    }

    let api = FakeApi::start().await;
    let error = upload(&client(&api.url())).await.expect_err("a form");
    assert_eq!((error.kind(), error.attempts().len()), (ErrorKind::InvalidRequest, 1));
    assert!(error.message().contains("give it as bytes or as json"), "{error}");
    assert_eq!(api.requests().len(), 0);

    let error = wrapped(&api.client()).await.expect_err("nothing to send again");
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    assert!(error.message().contains("whose body ends in the request"), "{error}");
}

/// A `retry` is for what nobody has seen a part of.
#[tokio::test]
async fn a_retry_does_not_begin_an_answer_anew() -> Result<(), Error> {
    #[openai_call(
        attempts = 5,
        backoff = 1ms..2ms,
        on_stream_interrupted = [retry(attempts = 4), restart(attempts = 2)],
    )]
    async fn ladder(client: &Client) -> Result<EventStream<Restartable<Value>>, Error> {
        client.post("chat/completions").json(&json!({}))
    }

    let api = FakeApi::start().await.events([token("a")]).unfinished().times(2);
    let (items, error) = read(ladder(&api.client()).await?).await;
    assert_eq!(items, ["a", "<stream_interrupted>", "a"]);
    assert_eq!(error.and_then(|it| it.stopped()), Some(Stopped::Attempts));
    api.assert_finished();

    // As long as nothing has been seen, all four tries are there.
    let api = FakeApi::start().await.events([] as [Value; 0]).unfinished().times(3);
    api.events([last("a")]);
    let (items, error) = read(ladder(&api.client()).await?).await;
    assert_eq!((items.len(), error.is_none()), (1, true));
    Ok(())
}
