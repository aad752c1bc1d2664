//! What a mistake does not bring about, and several at once.

use openai_call::{Client, Error, openai_call};
use serde_json::Value;

#[openai_call(timeout = 60)]
async fn mistake_does_not_hide_the_body(client: &Client) -> Result<Value, Error> {
    let model = default_model();
    client.post("chat/completions").json(&model)
}

#[openai_call(attemps = 3)]
async fn mistake_does_not_reach_callers(client: &Client, prompt: &str) -> Result<Value, Error> {
    client.post("chat/completions").json(&prompt)
}

async fn caller(client: &Client) -> Result<Value, Error> {
    let value = mistake_does_not_reach_callers(client, "What is a retry?").await?;
    Ok(value["choices"].clone())
}

trait MistakeDoesNotReachTraits {
    async fn chat(&self, prompt: &str) -> Result<Value, Error>;
}

impl MistakeDoesNotReachTraits for Client {
    #[openai_call(on_quota = wait)]
    async fn chat(&self, prompt: &str) -> Result<Value, Error> {
        self.post("chat/completions").json(&prompt)
    }
}

async fn small(client: &Client, model: &str) -> Result<Value, Error> {
    Ok(Value::from(format!("{}{model}", client.base_url())))
}

#[openai_call(attemps = 3, on_quota = fallback(small(client, model)), on_decode = repair(tries += 1))]
async fn mistake_leaves_nothing_unused(
    client: &Client,
    model: &str,
    mut tries: u8,
) -> Result<Value, Error> {
    client.get("models")
}

#[openai_call(attemps = 3)]
async fn mistake_moves_nothing(client: &Client, prompt: String) -> Result<Value, Error> {
    client.post("chat/completions").body(prompt)
}

#[openai_call]
fn mistake_in_a_signature_does_not_reach_callers(client: &Client) -> Result<Value, Error> {
    let models: Value = Value::from(client.base_url());
    client.post("chat/completions").json(&models)
}

async fn caller_of_it(client: &Client) -> Result<Value, Error> {
    mistake_in_a_signature_does_not_reach_callers(client).await
}

#[openai_call(attemps = 3, timeout = 60, backoff = 8s..500ms, on_quota = wait, retry = "sometimes")]
async fn several_mistakes(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

fn main() {}
