//! Streams that begin anew.

use openai_call::{Client, Error, EventStream, Restartable, openai_call};
use serde_json::Value;

#[openai_call(on_stream_interrupted = [fallback(small(client)), restart])]
async fn restart_behind_a_fallback(
    client: &Client,
) -> Result<EventStream<Restartable<Value>>, Error> {
    client.post("chat/completions")
}

#[openai_call(on_stream_interrupted = reconnect)]
async fn restart_by_another_name(
    client: &Client,
) -> Result<EventStream<Restartable<Value>>, Error> {
    client.post("chat/completions")
}

#[openai_call(otherwise = restart)]
async fn restart_in_otherwise(client: &Client) -> Result<EventStream<Restartable<Value>>, Error> {
    client.post("chat/completions")
}

#[openai_call(on_timeout = restart)]
async fn restart_of_another_kind(
    client: &Client,
) -> Result<EventStream<Restartable<Value>>, Error> {
    client.post("chat/completions")
}

#[openai_call(on_transient = restart)]
async fn restart_of_many_kinds(client: &Client) -> Result<EventStream<Restartable<Value>>, Error> {
    client.post("chat/completions")
}

#[openai_call(on_stream_interrupted = [restart(attempts = 3), restart(attempts = 2)])]
async fn restart_that_goes_no_further(
    client: &Client,
) -> Result<EventStream<Restartable<Value>>, Error> {
    client.post("chat/completions")
}

#[openai_call]
async fn small(client: &Client) -> Result<EventStream<Restartable<Value>>, Error> {
    client.post("chat/completions")
}

fn main() {}
