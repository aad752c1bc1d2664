use openai_call::{Client, Error, openai_call};
use serde_json::Value;

#[openai_call(on_stream_interrupted = restart)]
async fn chat(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

fn main() {}
