//! Code that changes the request.

use openai_call::{Client, Error, openai_call};
use serde_json::Value;

#[openai_call(on_context_length = repair(drop(words.pop())))]
async fn shorter(client: &Client, mut words: Vec<String>) -> Result<Value, Error> {
    client.post("chat/completions").json(&words)
}

#[openai_call(on_invalid_request = repair(attempts = 2, |error| {
    if error.param() == Some("temperature") {
        temperature = None;
    }
}))]
async fn plainer(client: &Client, mut temperature: Option<f32>) -> Result<Value, Error> {
    client.post("chat/completions").json(&temperature)
}

#[openai_call(on_timeout = [retry(attempts = 2), repair(model = "small")])]
async fn smaller(client: &Client, mut model: &str) -> Result<Value, Error> {
    client.post("chat/completions").json(model)
}

#[test]
fn compile() {
    let _ = (shorter, plainer, smaller);
}
