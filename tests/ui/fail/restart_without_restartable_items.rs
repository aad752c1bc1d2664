use openai_call::{Client, Error, EventStream, openai_call};
use serde_json::Value;

#[openai_call(on_stream_interrupted = restart)]
async fn chat(client: &Client) -> Result<EventStream<Value>, Error> {
    client.post("chat/completions")
}

fn main() {}
