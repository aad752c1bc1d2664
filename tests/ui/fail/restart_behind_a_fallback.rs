use openai_call::{Client, Error, EventStream, Restartable, openai_call};
use serde_json::Value;

#[openai_call(on_stream_interrupted = [fallback(small(client)), restart])]
async fn chat(client: &Client) -> Result<EventStream<Restartable<Value>>, Error> {
    client.post("chat/completions")
}

#[openai_call]
async fn small(client: &Client) -> Result<EventStream<Restartable<Value>>, Error> {
    client.post("chat/completions")
}

fn main() {}
