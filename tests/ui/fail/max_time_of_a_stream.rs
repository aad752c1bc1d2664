use openai_call::{Client, Error, EventStream, openai_call};
use serde_json::Value;

#[openai_call(max_time = 10min)]
async fn chat(client: &Client) -> Result<EventStream<Value>, Error> {
    client.post("chat/completions")
}

fn main() {}
