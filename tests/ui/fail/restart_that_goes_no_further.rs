use openai_call::{Client, Error, EventStream, Restartable, openai_call};
use serde_json::Value;

#[openai_call(on_stream_interrupted = [restart(attempts = 3), restart(attempts = 2)])]
async fn chat(client: &Client) -> Result<EventStream<Restartable<Value>>, Error> {
    client.post("chat/completions")
}

fn main() {}
