//! Connections that ran out.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use openai_call::testing::FakeApi;
use openai_call::{Breaker, Client, Error, Limits, RetryBudget, openai_call};
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use crate::wire::support::{get, listen};

/// <https://github.com/openai/openai-python/issues/769>, #1195, #821, #2539: many calls at once hang, or
/// a full pool is reported as a timeout.
#[tokio::test]
async fn two_hundred_calls_at_once_are_answered() {
    const CALLS: usize = 200;

    let api = FakeApi::start().await;
    api.reply("hello").delay(Duration::from_millis(20)).times(CALLS);
    let client = api.client();
    let mut calls = JoinSet::new();
    for _ in 0..CALLS {
        let client = client.clone();
        calls.spawn(async move { get(&client, "models").await });
    }
    let outcomes = calls.join_all().await;
    assert!(outcomes.iter().all(Result::is_ok), "{outcomes:?}");
    assert_eq!(api.requests().len(), CALLS, "nothing was asked twice");
    api.assert_finished();
}

/// Answers every request of a connection with a 500.
async fn fail(mut stream: TcpStream) {
    let mut head = Vec::new();
    while stream.read_buf(&mut head).await.is_ok_and(|read| read > 0) {
        if head.ends_with(b"\r\n\r\n") {
            head.clear();
            let answer = b"HTTP/1.1 500 Oh\r\ncontent-length: 2\r\n\r\nno";
            if stream.write_all(answer).await.is_err() {
                return;
            }
        }
    }
}

/// <https://github.com/openai/openai-python/issues/933>: too many open files while retrying.
#[tokio::test]
async fn a_hundred_attempts_need_one_connection() {
    #[openai_call(attempts = 100, backoff = 1ms..1ms)]
    async fn stubborn(client: &Client) -> Result<Value, Error> {
        client.get("models")
    }

    let (listener, url) = listen().await;
    let connections = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&connections);
    let server = tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            count.fetch_add(1, Ordering::Relaxed);
            tokio::spawn(fail(stream));
        }
    });
    let settings = Client::builder().base_url(&url).api_key("sk-none");
    let settings = settings.retry_budget(RetryBudget::unlimited()).breaker(Breaker::never());
    let settings = settings.limits(Limits::unlimited());
    let error = stubborn(&settings.build().unwrap()).await.unwrap_err();
    server.abort();
    assert_eq!(error.attempts().len(), 100);
    let connections = connections.load(Ordering::Relaxed);
    assert!(connections <= 2, "{connections} connections for one call");
}
