//! The retry budget of a client, which all of its calls share.

use openai_call::testing::FakeApi;
use openai_call::{
    Breaker, Client, Error, ErrorKind, EventStream, Restartable, RetryBudget, Stopped, Text,
    openai_call,
};
use serde_json::{Value, json};
use tokio::time::Instant;

use crate::log::Log;
use crate::support::ms;

#[openai_call(attempts = 5, on_rate_limit = wait(up_to = 10s))]
async fn chat(client: &Client) -> Result<Text, Error> {
    client.post("chat/completions").json(&json!({ "model": "gpt", "messages": [] }))
}

fn with_retries(api: &FakeApi, retries: u32) -> Client {
    api.client_with(|settings| {
        settings.retry_budget(RetryBudget::new(retries)).breaker(Breaker::never())
    })
}

#[tokio::test(start_paused = true)]
async fn an_empty_budget_ends_the_retries() {
    let api = FakeApi::in_memory().status(500).times(3);
    let error = chat(&with_retries(&api, 2)).await.unwrap_err();
    assert_eq!(error.stopped(), Some(Stopped::RetryBudget));
    assert_eq!((error.kind(), error.attempts().len()), (ErrorKind::ServerError, 3));
    let line = error.to_string();
    assert!(line.contains("not repeated because the client's retry budget is used up"), "{line}");
    assert!(line.contains("raise `retry_budget` of the client"), "{line}");
    api.assert_finished();
}

#[tokio::test(start_paused = true)]
async fn successes_fill_the_budget_again() {
    let api = FakeApi::in_memory().status(500).times(2);
    let client = with_retries(&api, 1);
    chat(&client).await.unwrap_err();
    api.reply("hello").times(10).status(500).reply("hello");
    for _ in 0..10 {
        chat(&client).await.unwrap();
    }
    chat(&client).await.unwrap();
    assert!(client.health().retries_left() < Some(1.0));
    api.assert_finished();
}

#[tokio::test(start_paused = true)]
async fn clones_share_the_budget_and_other_clients_do_not() {
    let api = FakeApi::in_memory().status(500).times(3).reply("hello");
    let client = with_retries(&api, 1);
    chat(&client.clone()).await.unwrap_err();
    chat(&client).await.unwrap_err();
    chat(&with_retries(&api, 1)).await.unwrap();
    api.assert_finished();
}

/// With a `wait`, the server says itself when to come back.
#[tokio::test(start_paused = true)]
async fn waiting_out_a_rate_limit_costs_nothing() {
    let api = FakeApi::in_memory().status(429).retry_after(1).times(3).reply("hello");
    let client = with_retries(&api, 0);
    chat(&client).await.unwrap();
    api.assert_finished();
}

#[openai_call(attempts = 4, on_no_output = retry, on_context_length = repair(()))]
async fn picky(client: &Client) -> Result<Text, Error> {
    client.post("chat/completions").json(&json!({ "model": "gpt", "messages": [] }))
}

#[tokio::test(start_paused = true)]
async fn asking_for_a_better_answer_costs_nothing() {
    let api = FakeApi::in_memory().reply("").times(2);
    api.status(400).json(json!({ "error": { "code": "context_length_exceeded" } })).reply("hello");
    picky(&with_retries(&api, 0)).await.unwrap();
    api.assert_finished();
}

#[openai_call(attempts = 4, on_stream_interrupted = restart)]
async fn stream(client: &Client) -> Result<EventStream<Restartable<Value>>, Error> {
    client.post("chat/completions").json(&json!({ "model": "gpt", "messages": [] }))
}

#[tokio::test(start_paused = true)]
async fn a_restart_costs_a_retry() {
    let api = FakeApi::in_memory().reply("hello").cut().times(2);
    let mut items = stream(&with_retries(&api, 1)).await.unwrap();
    let error = loop {
        if let Err(error) = items.next().await.expect("it ends in an error") {
            break error;
        }
    };
    assert_eq!(error.stopped(), Some(Stopped::RetryBudget));
    api.assert_finished();
}

#[openai_call(on_server_error = [retry, fallback(other(client))])]
async fn falling_back(client: &Client) -> Result<Text, Error> {
    client.post("chat/completions").json(&json!({ "model": "gpt", "messages": [] }))
}

#[openai_call]
async fn other(client: &Client) -> Result<Text, Error> {
    client.post("chat/completions").json(&json!({ "model": "other", "messages": [] }))
}

#[tokio::test(start_paused = true)]
async fn the_next_step_is_taken_at_once() {
    let api = FakeApi::in_memory().status(500).reply("from the other");
    let begun = Instant::now();
    let text = falling_back(&with_retries(&api, 0)).await.unwrap();
    assert_eq!(text.fallback_of().unwrap().stopped(), Some(Stopped::RetryBudget));
    assert!(begun.elapsed() < ms(100));
    api.assert_finished();
}

#[tokio::test(start_paused = true)]
async fn that_it_is_used_up_is_told_once() {
    let (log, _guards) = Log::begin();
    let api = FakeApi::in_memory().status(500).times(4);
    let client = with_retries(&api, 2);
    chat(&client).await.unwrap_err();
    chat(&client).await.unwrap_err();
    let warnings = ["WARN retry budget used up", "WARN gave up", "WARN gave up"];
    assert_eq!(log.messages()[..2], ["INFO trying again"; 2]);
    assert_eq!(log.messages()[2..], warnings);
    assert_eq!(log.text().matches("stopped=\"retry_budget\"").count(), 2, "{}", log.text());
    api.assert_finished();
}
