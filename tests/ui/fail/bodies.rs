//! What a body does with its request.

use openai_call::{Client, Error, openai_call};
use serde_json::Value;

#[openai_call]
async fn body_awaits_the_request(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions").await?
}

#[openai_call]
async fn body_breaks_out(client: &Client, prompt: &str) -> Result<Value, Error> {
    if prompt.is_empty() {
        break;
    }
    client.post("chat/completions").json(&prompt)
}

#[openai_call]
async fn body_returns_early(client: &Client, prompt: &str) -> Result<Value, Error> {
    if prompt.is_empty() {
        return Ok(Value::Null);
    }
    client.post("chat/completions").json(&prompt)
}

#[openai_call]
async fn body_sends_the_request(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions").send().await?
}

#[openai_call]
async fn call_in_the_body_with_a_wrong_type(client: &Client) -> Result<Value, Error> {
    client.post(42)
}

#[openai_call]
async fn method_unknown_in_the_body(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions").jason(&1)
}

#[openai_call]
async fn question_mark_of_another_error(client: &Client, number: &str) -> Result<Value, Error> {
    let number: u32 = number.parse()?;
    client.post("chat/completions").json(&number)
}

#[openai_call]
async fn body_sends_the_request_and_keeps_the_result(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions").send().await
}

#[openai_call]
async fn body_sends_the_request_and_decodes(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions").send().await?.json().await
}

#[openai_call]
async fn body_sends_the_request_behind_its_json(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions").json(&1).send().await?
}

fn main() {}
