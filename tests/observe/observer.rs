//! What an observer is told.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use openai_call::observe::{Event, EventKind};
use openai_call::testing::FakeApi;
use openai_call::{Client, Error, ErrorKind, EventStream, Observer, Stopped, Text, openai_call};
use serde_json::json;

#[derive(Clone, Default)]
struct Told(Arc<Mutex<Vec<EventKind>>>);

impl Observer for Told {
    fn observe(&self, event: &Event<'_>) {
        self.0.lock().expect("nobody panicked").push(event.kind());
    }
}

impl Told {
    fn take(&self) -> Vec<EventKind> {
        std::mem::take(&mut self.0.lock().expect("nobody panicked"))
    }
}

#[openai_call(attempts = 2, backoff = 1ms..2ms, on_quota = fallback(other(client)))]
async fn chat(client: &Client) -> Result<Text, Error> {
    client.post("chat/completions").json(&json!({ "model": "gpt-4o", "messages": [] }))
}

#[openai_call]
async fn other(client: &Client) -> Result<Text, Error> {
    client.post("chat/completions").json(&json!({ "model": "gpt-4o-mini", "messages": [] }))
}

#[openai_call]
async fn stream(client: &Client) -> Result<EventStream<Text>, Error> {
    client.post("chat/completions").json(&json!({ "model": "gpt-4o", "messages": [] }))
}

#[tokio::test(start_paused = true)]
async fn each_decision_is_told_in_its_order() {
    use EventKind::{Again, AttemptFailed, FellBack, GaveUp, StreamEnded, Succeeded};

    let (api, told) = (FakeApi::in_memory(), Told::default());
    let client = api.client_with(|settings| settings.observer(told.clone()));
    api.status(500).reply("Hello");
    chat(&client).await.expect("an answer");
    assert_eq!(told.take(), [AttemptFailed, Again, Succeeded]);
    api.status(429).json(json!({ "error": { "code": "insufficient_quota" } })).reply("Hello");
    chat(&client).await.expect("an answer");
    assert_eq!(told.take(), [AttemptFailed, FellBack, Succeeded]);
    api.status(401);
    chat(&client).await.unwrap_err();
    assert_eq!(told.take(), [AttemptFailed, GaveUp]);
    api.reply("Hello");
    let mut pieces = stream(&client).await.expect("a stream");
    while pieces.next().await.is_some() {}
    assert_eq!(told.take(), [Succeeded, StreamEnded]);
}

#[tokio::test(start_paused = true)]
async fn an_event_says_what_has_happened() {
    let api = FakeApi::in_memory()
        .status(429)
        .retry_after(3)
        .status(429)
        .json(json!({ "error": { "code": "insufficient_quota" } }))
        .status(401);
    let observer = |event: &Event<'_>| match event.kind() {
        EventKind::Again => {
            assert_eq!((event.error_kind(), event.attempts()), (Some(ErrorKind::RateLimit), 1));
            assert_eq!(event.status().map(|it| it.as_u16()), Some(429));
            assert!(event.time() >= Some(Duration::from_secs(3)));
            assert_eq!((event.model(), event.site().name()), (Some("gpt-4o"), "chat"));
        }
        EventKind::FellBack => assert_eq!(event.stopped(), Some(Stopped::Permanent)),
        EventKind::GaveUp => assert_eq!(event.model(), Some("gpt-4o-mini")),
        EventKind::AttemptFailed | EventKind::WaitedForTurn => {}
        other => panic!("{other:?}"),
    };
    let client = api.client_with(|settings| settings.observer(observer));
    chat(&client).await.unwrap_err();
}

/// An observer may use the client itself.
#[tokio::test(start_paused = true)]
async fn an_observer_may_ask_the_client() {
    let api = FakeApi::in_memory().status(500).reply("Hello");
    let slot: Arc<Mutex<Option<Client>>> = Arc::default();
    let own = Arc::clone(&slot);
    let client = api.client_with(move |settings| {
        settings.observer(move |_: &Event<'_>| {
            let client = own.lock().expect("nobody panicked").clone().expect("set before");
            assert_eq!(client.health().lanes().len(), 1);
            let _ = client.usage();
        })
    });
    *slot.lock().expect("nobody panicked") = Some(client.clone());
    chat(&client).await.expect("an answer");
    slot.lock().expect("nobody panicked").take();
}
