use openai_call::{Client, Error, EventStream, openai_call};
use serde_json::Value;

#[openai_call(idle = 60s, deadline = 30s)]
async fn chat(client: &Client) -> Result<EventStream<Value>, Error> {
    client.post("chat/completions")
}

fn main() {}
