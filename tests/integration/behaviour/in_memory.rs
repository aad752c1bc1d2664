//! The fake API in memory: as over sockets, but in no time.

use std::time::Duration;

use openai_call::testing::{ErrorForm, FakeApi, StreamEvent};
use openai_call::{Client, Error, EventStream, Reply, openai_call};
use serde_json::{Value, json};
use tokio::time::{Instant, timeout};

use crate::support::ms;

#[openai_call(backoff = 1ms..2ms, timeout = 300ms)]
async fn chat(client: &Client) -> Result<Reply<Value>, Error> {
    client.post("chat/completions").query(&[("a", "b")]).json(&json!({ "model": "m" }))
}

#[openai_call(backoff = 1ms..2ms, timeout = 300ms)]
async fn stream(client: &Client) -> Result<EventStream<Value>, Error> {
    client.post("chat/completions").json(&json!({ "model": "m", "messages": [] }))
}

fn token() -> StreamEvent {
    json!({ "choices": [{ "index": 0, "delta": { "content": "a" }, "finish_reason": null }] })
        .into()
}

/// What a call and a stream came to, in words.
async fn outcome(api: &FakeApi) -> Vec<String> {
    let client = api.client();
    let whole = chat(&client).await;
    let whole = whole.as_ref().map_or_else(said, |reply| {
        format!("{} {:?} {}", reply.attempts().len(), reply.request_id(), **reply)
    });
    let mut words = vec![whole];
    match stream(&client).await {
        Err(error) => words.push(said(&error)),
        Ok(mut stream) => {
            while let Some(item) = stream.next().await {
                words.push(item.as_ref().map_or_else(said, |item| item["choices"].to_string()));
            }
        }
    }
    let requests = api.requests();
    words.extend(requests.iter().map(|it| format!("{} {:?} {}", it.path(), it.query(), it.json())));
    words
}

fn said(error: &Error) -> String {
    let statuses = error.attempts().iter().map(|attempt| (attempt.kind(), attempt.status()));
    format!("{} {:?} {:?}", error.kind(), error.request_id(), statuses.collect::<Vec<_>>())
}

#[tokio::test]
async fn the_same_scripts_come_out_as_over_sockets() {
    let scripts: [fn(&FakeApi) -> FakeApi; 9] = [
        |api| api.reply(json!({ "a": 1 })).reply("Hello there"),
        |api| api.status(500).status(429).status(401).status(503).reply("Hello"),
        |api| api.disconnect().status(503).reply(json!({ "a": 1 })).disconnect().times(3),
        |api| api.reply(json!({ "a": 1 })).cut().times(3).events([token(), token()]).cut(),
        |api| api.stall().times(3).events([token()]).hang(),
        |api| api.reply(json!({ "a": 1 })).delay(ms(20)).events([token()]).unfinished(),
        |api| api.reply(json!({ "a": 1 })).drip(ms(1)).events([token()]).packets(3),
        |api| {
            let broken = StreamEvent::error(ErrorForm::Nested, "server_error", "No.");
            api.status(204).events([token(), broken])
        },
        |api| {
            api.status(422).header("x-request-id", "own").status(404).json(json!({ "error": "no" }))
        },
    ];
    for (number, script) in scripts.into_iter().enumerate() {
        let (near, far) = (FakeApi::in_memory(), FakeApi::start().await);
        let outcomes = (outcome(&script(&near)).await, outcome(&script(&far)).await);
        assert_eq!(outcomes.0, outcomes.1, "script {number}");
        near.assert_finished();
    }
}

#[tokio::test(start_paused = true)]
async fn half_an_hour_takes_no_time_and_ends_to_the_millisecond() {
    #[openai_call(on_rate_limit = wait(up_to = 1h))]
    async fn patient(client: &Client) -> Result<Reply<Value>, Error> {
        client.post("chat/completions").json(&json!({ "model": "m" }))
    }

    let begun = Instant::now();
    let api = FakeApi::in_memory().status(429).retry_after(1_800).reply("Hello");
    patient(&api.client()).await.unwrap();
    let [first, second] = api.requests().try_into().unwrap();
    let waited = second.arrived_at().duration_since(first.arrived_at());
    let (asked, jitter) = (Duration::from_secs(1_800), Duration::from_secs(1));
    assert!((asked..=asked + jitter + ms(1)).contains(&waited), "{waited:?}");
    assert_eq!(begun.elapsed(), waited);
}

/// As the README has it. The best of many, because the machine may be busy.
#[tokio::test(start_paused = true)]
async fn a_wait_of_two_minutes_is_tested_in_less_than_ten_milliseconds() {
    #[openai_call(on_rate_limit = wait(up_to = 2min))]
    async fn models(client: &Client) -> Result<Value, Error> {
        client.get("models")
    }

    let mut best = Duration::MAX;
    for _ in 0..20 {
        let (begun, really_begun) = (Instant::now(), std::time::Instant::now());
        let api = FakeApi::in_memory().status(429).retry_after(110).reply("hello");

        models(&api.client()).await.unwrap();
        assert!(begun.elapsed() >= Duration::from_secs(110));
        best = best.min(really_begun.elapsed());
    }
    assert!(best < ms(10), "{best:?}");
}

#[tokio::test(start_paused = true)]
async fn a_client_that_hangs_up_is_seen() {
    let api = FakeApi::in_memory().stall().reply("Hello").hang();
    let client = api.client();
    assert!(timeout(ms(10), chat(&client)).await.is_err());
    assert_eq!(api.hang_ups(), 1);
    drop(stream(&client).await.unwrap());
    api.wait_for_hang_ups(2).await;
}

#[tokio::test(start_paused = true)]
async fn a_stream_pauses_by_the_paused_clock() {
    let begun = Instant::now();
    let api = FakeApi::in_memory().events([token(), token(), token()]).pause(ms(200));
    let mut stream = stream(&api.client()).await.unwrap();
    let mut times = Vec::new();
    while let Some(item) = stream.next().await {
        if item.is_ok() {
            times.push(begun.elapsed());
        }
    }
    assert_eq!(times, [ms(0), ms(200), ms(400)]);
}
