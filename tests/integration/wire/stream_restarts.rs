//! Streams that begin anew, and tell their reader.

use openai_call::testing::{ErrorForm, FakeApi, StreamEvent};
use openai_call::{
    Client, Error, ErrorKind, Event, EventStream, Restartable, Stopped, openai_call,
};
use serde_json::{Value, json};

use crate::wire::support::{self, KEY, client};

#[openai_call(
    backoff = 1ms..2ms,
    timeout = 20s,
    attempts = 4,
    on_stream_interrupted = restart(attempts = 3),
)]
async fn chat(client: &Client) -> Result<EventStream<Restartable<Value>>, Error> {
    client.post("chat/completions").json(&json!({ "model": "gpt-4o-mini", "messages": [] }))
}

fn token(text: &str) -> StreamEvent {
    support::token(text).into()
}

/// What was read, one entry each: the text of a chunk, or what broke the stream.
async fn read(mut stream: EventStream<Restartable<Value>>) -> (Vec<String>, Option<Error>) {
    let mut read = Vec::new();
    while let Some(item) = stream.next().await {
        match item {
            Ok(Restartable::Item(chunk)) => {
                read.push(
                    chunk["choices"][0]["delta"]["content"].as_str().unwrap_or("").to_owned(),
                );
            }
            Ok(Restartable::Restarted(error)) => read.push(format!("<{}>", error.kind())),
            Err(error) => return (read, Some(error)),
        }
    }
    assert!(stream.is_complete());
    (read, None)
}

#[tokio::test]
async fn a_broken_stream_begins_anew_and_says_so() -> Result<(), Error> {
    let api = FakeApi::start().await;
    api.events([token("a"), token("b")]).unfinished();
    api.events([token("c"), token("d")]);
    let (read, error) = read(chat(&api.client()).await?).await;
    assert_eq!(read, ["a", "b", "<stream_interrupted>", "c", "d"]);
    assert!(error.is_none());
    let requests = api.requests();
    assert_eq!(requests.len(), 2);
    assert_eq!(requests[0].body(), requests[1].body());
    assert_eq!(requests[1].header("authorization"), Some("Bearer sk-fake"));
    let ids = requests.iter().map(|it| it.header("x-client-request-id"));
    assert!(ids.clone().all(|id| id.is_some()));
    assert_ne!(ids.clone().next(), ids.last(), "each attempt has an id of its own");
    Ok(())
}

/// Whatever broke it: a cut, an error event that may pass, an idle server.
#[tokio::test]
async fn everything_that_may_pass_is_an_interruption() -> Result<(), Error> {
    #[openai_call(
        backoff = 1ms..2ms,
        idle = 100ms,
        timeout = 20s,
        on_server_error = fail,
        on_stream_interrupted = restart,
    )]
    async fn impatient(client: &Client) -> Result<EventStream<Restartable<Value>>, Error> {
        client.post("chat/completions").json(&json!({}))
    }

    let api = FakeApi::start().await;
    let client = api.client();
    api.events([token("a"), token("b"), token("c")]).cut().events([token("z")]);
    assert_eq!(read(impatient(&client).await?).await.0, ["a", "<stream_interrupted>", "z"]);
    for form in [ErrorForm::Chunk, ErrorForm::Nested, ErrorForm::Choice] {
        api.events([token("a"), StreamEvent::error(form, "server_error", "broken")]);
        api.events([token("z")]);
        assert_eq!(read(impatient(&client).await?).await.0, ["a", "<server_error>", "z"]);
    }
    api.events([token("a")]).unfinished().hang().events([token("z")]);
    assert_eq!(read(impatient(&client).await?).await.0, ["a", "<timeout>", "z"]);
    api.assert_finished();
    Ok(())
}

#[tokio::test]
async fn what_cannot_pass_is_none() -> Result<(), Error> {
    let api = FakeApi::start().await;
    let client = api.client();
    for (code, kind) in
        [("content_filter", ErrorKind::ContentPolicy), ("insufficient_quota", ErrorKind::Quota)]
    {
        api.events([token("a"), StreamEvent::error(ErrorForm::Chunk, code, "no")]);
        let (read, error) = read(chat(&client).await?).await;
        let error = error.expect("an error that is permanent");
        assert_eq!((read.len(), error.kind()), (1, kind));
        assert_eq!(error.stopped(), Some(Stopped::Permanent));
    }
    api.events([token("a"), StreamEvent::from("none")]);
    let (_, error) = read(chat(&client).await?).await;
    assert_eq!(error.map(|it| it.kind()), Some(ErrorKind::Decode));
    api.assert_finished();
    Ok(())
}

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
    api.events([token("z")]);
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

/// Before the first item a restart is a retry, of which nobody has to be told.
#[tokio::test]
async fn a_stream_that_breaks_before_its_first_item_is_no_restart() -> Result<(), Error> {
    let api = FakeApi::start().await;
    api.events([] as [Value; 0]).unfinished().times(2).events([token("a")]);
    let (read, error) = read(chat(&api.client()).await?).await;
    assert_eq!((read, error.is_none()), (vec!["a".to_owned()], true));
    assert_eq!(api.requests().len(), 3);
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
async fn a_stream_that_is_dropped_while_it_restarts_hangs_up() -> Result<(), Error> {
    let api = FakeApi::start().await.events([token("a")]).unfinished().stall();
    let mut stream = chat(&api.client()).await?;
    stream.next().await.expect("an item")?;
    let reading = tokio::spawn(async move { stream.next().await.is_some() });
    while api.requests().len() < 2 {
        tokio::task::yield_now().await;
    }
    reading.abort();
    api.wait_for_hang_ups(1).await;
    Ok(())
}

/// The reader's view after a restart is that of the new answer.
#[tokio::test]
async fn what_is_told_is_of_the_last_answer() -> Result<(), Error> {
    let api = FakeApi::start().await.events([token("a")]).unfinished();
    let finish = json!({ "choices": [{ "delta": {}, "finish_reason": "length" }] });
    api.events([token("z"), finish.into()]);
    let mut stream = chat(&api.client()).await?;
    assert_eq!((stream.request_id(), stream.attempts().len()), (Some("req_1"), 1));
    while let Some(item) = stream.next().await {
        if let Restartable::Restarted(error) = item? {
            assert_eq!(error.request_id(), Some("req_1"));
            assert_eq!(error.attempts().len(), 1);
        }
    }
    assert_eq!((stream.request_id(), stream.attempts().len()), (Some("req_2"), 2));
    assert_eq!(stream.finish_reason(), Some("length"));
    Ok(())
}

#[tokio::test]
async fn the_names_of_events_and_a_request_of_reqwest_s_restart_too() -> Result<(), Error> {
    #[openai_call(backoff = 1ms..2ms, on_stream_interrupted = restart)]
    async fn named(api: &FakeApi) -> Result<EventStream<Restartable<Event<Value>>>, Error> {
        let request = reqwest::Client::new().post(format!("{}/responses", api.url()));
        request.bearer_auth(KEY).json(&json!({ "input": "" }))
    }

    let api = FakeApi::start().await.events([token("a")]).unfinished().reply("hello");
    let mut stream = named(&api).await?;
    let mut names = Vec::new();
    while let Some(item) = stream.next().await {
        names.extend(item?.into_item().and_then(|event| event.name().map(str::to_owned)));
    }
    assert!(names.iter().any(|name| name == "response.output_text.delta"));
    assert_eq!(api.requests()[1].header("authorization"), Some(&*format!("Bearer {KEY}")));
    assert!(!format!("{stream:?}").contains(KEY));
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
    api.events([token("a")]);
    let (items, error) = read(ladder(&api.client()).await?).await;
    assert_eq!((items.len(), error.is_none()), (1, true));
    Ok(())
}
