//! What the spans of one call say of its course.

use std::time::Duration;

use openai_call::testing::FakeApi;
use openai_call::{Client, Error, EventStream, Limits, Restartable, Text, openai_call};
use serde_json::{Value, json};

use crate::recorded::Recorded;

type Pieces = EventStream<Restartable<Text>>;

#[openai_call(attempts = 2, backoff = 1s..2s, otherwise = fallback(small(client)))]
async fn answer(client: &Client) -> Result<Pieces, Error> {
    client.post("chat/completions").json(&json!({ "model": "gpt-4o", "messages": [] }))
}

#[openai_call(backoff = 1s..2s, on_stream_interrupted = restart(attempts = 2))]
async fn small(client: &Client) -> Result<Pieces, Error> {
    client.post("chat/completions").json(&json!({ "model": "gpt-4o-mini", "messages": [] }))
}

#[tokio::test(start_paused = true)]
async fn a_fallback_a_wait_and_a_restart_are_a_tree() {
    let recorded = Recorded::begin();
    let api = FakeApi::in_memory().on("chat/completions").status(503).times(2);
    let api = api.reply("Half of it is lost.").cut().reply("Hello");
    // One every ten seconds.
    let client = api.client_with(|settings| settings.limits(Limits::per_minute().requests(6)));
    let mut pieces = answer(&client).await.expect("a stream");
    while let Some(piece) = pieces.next().await {
        piece.expect("a piece");
    }
    drop(pieces);

    let spans = recorded.spans();
    let told: Vec<_> = spans
        .iter()
        .map(|span| (&*span.fields["otel.name"], span.parent.as_deref().unwrap_or("-")))
        .collect();
    assert_eq!(
        told,
        [
            ("chat gpt-4o", "openai_call answer"),
            ("chat gpt-4o", "openai_call answer"),
            ("chat gpt-4o-mini", "openai_call small"),
            ("chat gpt-4o-mini", "openai_call small"),
            ("openai_call small", "openai_call answer"),
            // It ended before, and is told once all within it are over.
            ("openai_call answer", "-"),
        ]
    );
    let [first, second, broken, whole, inner, outer] = &spans[..] else { panic!("{spans:#?}") };
    assert!(!first.fields.contains_key("http.request.resend_count"), "{first:?}");
    assert!(second.has("http.request.resend_count", "1"), "{second:?}");
    assert!(second.seconds("openai_call.pacer.wait") > 5.0, "{second:?}");
    assert!(outer.has("openai_call.outcome", "fell_back"), "{outer:?}");
    assert!(outer.has("openai_call.stopped", "attempts") && outer.has("openai_call.attempts", "2"));
    assert!(broken.has("error.type", "stream_interrupted"), "{broken:?}");
    assert!(broken.has("gen_ai.response.finish_reasons", r#"["error"]"#), "{broken:?}");
    assert!(whole.has("gen_ai.response.finish_reasons", r#"["stop"]"#), "{whole:?}");
    assert!(inner.has("openai_call.outcome", "succeeded"), "{inner:?}");
    assert!(inner.seconds("openai_call.pacer.wait") > 5.0, "{inner:?}");
}

/// The span of a request lasts as long as the request, and not as the wait for its turn.
#[tokio::test(start_paused = true)]
async fn a_wait_is_no_part_of_a_request() {
    let recorded = Recorded::begin();
    let api = FakeApi::in_memory();
    let client = api.client_with(|settings| settings.limits(Limits::per_minute().requests(6)));
    for _ in 0..3 {
        small(&client).await.expect("a stream").next().await;
    }
    let metrics = recorded.metrics();
    let sum =
        |name: &str| metrics.iter().filter(|it| it.name == name).map(|it| it.value).sum::<f64>();
    assert!(sum("openai_call.pacer.wait") > 15.0, "{metrics:#?}");
    assert!(sum("gen_ai.client.inference.duration") < 1.0, "{metrics:#?}");
}

#[openai_call]
async fn left(client: &Client, number: &str) -> Result<Value, Failed> {
    let number: u32 = number.parse()?;
    client.post("chat/completions").json(&json!({ "model": "gpt-4o", "n": number }))
}

#[derive(Debug)]
struct Failed;

impl From<std::num::ParseIntError> for Failed {
    fn from(_: std::num::ParseIntError) -> Self {
        Self
    }
}

impl From<Error> for Failed {
    fn from(_: Error) -> Self {
        Self
    }
}

#[tokio::test(start_paused = true)]
async fn a_call_says_how_it_ended() {
    let recorded = Recorded::begin();
    let api = FakeApi::in_memory().status(401).stall();
    let client = api.client();
    left(&client, "no number").await.unwrap_err();
    left(&client, "1").await.unwrap_err();
    let dropped = tokio::time::timeout(Duration::from_secs(1), left(&client, "1"));
    dropped.await.unwrap_err();
    let outcomes = recorded.spans().into_iter().filter(|span| span.name == "openai_call");
    let outcomes: Vec<_> =
        outcomes.filter_map(|mut it| it.fields.remove("openai_call.outcome")).collect();
    assert_eq!(outcomes, ["left", "gave_up", "cancelled"]);
}

/// The events of the body and of what it calls stand within the span of the call.
#[tokio::test(start_paused = true)]
async fn what_happens_inside_is_inside() {
    #[openai_call(retry = "none")]
    async fn outer(client: &Client) -> Result<Value, Error> {
        tokio::time::sleep(Duration::from_secs(1)).await;
        drop(tracing::info_span!("own", otel.name = "own"));
        inner(client).await
    }

    #[openai_call]
    async fn inner(client: &Client) -> Result<Value, Error> {
        client.post("chat/completions").json(&json!({ "model": "gpt-4o" }))
    }

    let recorded = Recorded::begin();
    outer(&FakeApi::in_memory().client()).await.expect("an answer");
    assert_eq!(recorded.span("own").parent.as_deref(), Some("openai_call outer"));
    assert_eq!(recorded.span("openai_call inner").parent.as_deref(), Some("openai_call outer"));
    assert_eq!(recorded.span("chat gpt-4o").parent.as_deref(), Some("openai_call inner"));
}
