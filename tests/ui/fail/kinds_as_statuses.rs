use openai_call::{Client, Error, openai_call};
use serde_json::Value;

#[openai_call(
    on_429 = wait,
    on_500 = retry,
    on_503 = wait,
    on_529 = wait,
    on_408 = retry,
    on_409 = retry,
    on_400 = fail,
    on_401 = fail,
    on_402 = fail,
    on_403 = fail,
    on_404 = fail,
    on_413 = fail,
    on_422 = fail,
)]
async fn chat(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

fn main() {}
