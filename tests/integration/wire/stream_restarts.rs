//! Streams that begin anew, and tell their reader.

use openai_call::testing::{ErrorForm, FakeApi, StreamEvent};
use openai_call::{
    Client, Error, ErrorKind, Event, EventStream, Restartable, Stopped, openai_call,
};
use serde_json::{Value, json};

use crate::wire::support::{self, KEY};

#[openai_call(
    backoff = 1ms..2ms,
    timeout = 20s,
    attempts = 4,
    on_stream_interrupted = restart(attempts = 3),
)]
pub(super) async fn chat(client: &Client) -> Result<EventStream<Restartable<Value>>, Error> {
    client.post("chat/completions").json(&json!({ "model": "gpt-4o-mini", "messages": [] }))
}

pub(super) fn token(text: &str) -> StreamEvent {
    support::token(text).into()
}

pub(super) fn last(text: &str) -> StreamEvent {
    support::last(text).into()
}

/// What was read, one entry each: the text of a chunk, or what broke the stream.
pub(super) async fn read(
    mut stream: EventStream<Restartable<Value>>,
) -> (Vec<String>, Option<Error>) {
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
    api.events([token("c"), last("d")]);
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
    api.events([token("a"), token("b"), token("c")]).cut().events([last("z")]);
    assert_eq!(read(impatient(&client).await?).await.0, ["a", "<stream_interrupted>", "z"]);
    for form in [ErrorForm::Chunk, ErrorForm::Nested, ErrorForm::Choice] {
        api.events([token("a"), StreamEvent::error(form, "server_error", "broken")]);
        api.events([last("z")]);
        assert_eq!(read(impatient(&client).await?).await.0, ["a", "<server_error>", "z"]);
    }
    api.events([token("a")]).unfinished().hang().events([last("z")]);
    assert_eq!(read(impatient(&client).await?).await.0, ["a", "<timeout>", "z"]);
    api.assert_finished();
    Ok(())
}

/// Half an event is damage, and may pass; an event of another shape comes again.
#[tokio::test]
async fn an_event_that_is_no_json_is_an_interruption_too() -> Result<(), Error> {
    #[openai_call(backoff = 1ms..2ms, on_stream_interrupted = restart)]
    async fn numbers(client: &Client) -> Result<EventStream<Restartable<u32>>, Error> {
        client.post("numbers").json(&json!({}))
    }

    let api = FakeApi::start().await;
    let client = api.client();
    api.events([token("a"), StreamEvent::from("{\"choi")]).events([last("z")]);
    assert_eq!(read(chat(&client).await?).await.0, ["a", "<stream_interrupted>", "z"]);

    api.events([json!(1), json!("two")]);
    let mut stream = numbers(&client).await?;
    stream.next().await.expect("an item")?;
    let error = stream.next().await.expect("an end").expect_err("no number");
    assert_eq!((error.kind(), error.stopped()), (ErrorKind::Decode, Some(Stopped::Permanent)));
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
    api.assert_finished();
    Ok(())
}

/// Before the first item a restart is a retry, of which nobody has to be told.
#[tokio::test]
async fn a_stream_that_breaks_before_its_first_item_is_no_restart() -> Result<(), Error> {
    let api = FakeApi::start().await;
    api.events([] as [Value; 0]).unfinished().times(2).events([last("a")]);
    let (read, error) = read(chat(&api.client()).await?).await;
    assert_eq!((read, error.is_none()), (vec!["a".to_owned()], true));
    assert_eq!(api.requests().len(), 3);
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
