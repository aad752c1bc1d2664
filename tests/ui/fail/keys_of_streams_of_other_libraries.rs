use openai_call::{Client, Error, EventStream, openai_call};
use serde_json::Value;

#[openai_call(
    idle_timeout = 30s,
    first_token_timeout = 10s,
    stream = true,
)]
async fn chat(client: &Client) -> Result<EventStream<Value>, Error> {
    client.post("chat/completions")
}

fn main() {}
