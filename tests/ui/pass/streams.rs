//! Streams.

use openai_call::{Client, Error, Event, EventStream, Restartable, openai_call, policy};
use serde_json::Value;

type Tokens = Result<EventStream<Value>, Error>;

policy! { pub(crate) patient => timeout = 30s, idle = 1min, deadline = 10min }
policy! { pub(crate) stubborn => policy = patient, on_stream_interrupted = restart(attempts = 2) }

#[openai_call]
async fn bare(client: &Client) -> Result<EventStream<Value>, Error> {
    client.post("chat/completions")
}

#[openai_call(timeout = 10s, idle = 30s, deadline = 5min, max_time = 5min)]
async fn bounded(client: &Client) -> Tokens {
    client.post("chat/completions")
}

#[openai_call(policy = patient)]
async fn named(client: &Client) -> Result<EventStream<Event<Value>>, Error> {
    client.post("responses")
}

#[openai_call(policy = stubborn, on_rate_limit = [wait, fallback(bare_restartable(client))])]
async fn restarted(client: &Client) -> Result<EventStream<Restartable<Event<Value>>>, Error> {
    client.post("responses")
}

#[openai_call(on_stream_interrupted = [retry(attempts = 5), restart(attempts = 2), fail], attempts = 5)]
async fn ladder(client: &Client) -> Result<EventStream<Restartable<Value>>, Error> {
    client.post("chat/completions")
}

#[openai_call]
async fn bare_restartable(
    client: &Client,
) -> Result<EventStream<Restartable<Event<Value>>>, Error> {
    client.post("responses")
}

fn is_send<T: Send>(_: T) {}

#[test]
fn compile() {
    let _ = (named, restarted, ladder);
    is_send(async |client: &Client| bounded(client).await.is_ok());
    is_send(async |client: &Client| bare(client).await.is_ok());
}
