//! What a body that runs more than once does with its arguments, and what an answer borrows.

use openai_call::{Client, Error, openai_call};
use serde::Deserialize;
use serde_json::Value;

#[openai_call(deadline = 1min, on_timeout = retry)]
async fn argument_moved_under_a_step(client: &Client, prompt: String) -> Result<Value, Error> {
    client.post("chat/completions").body(prompt)
}

#[openai_call(timeout = 60s)]
async fn argument_moved_under_a_timeout(client: &Client, prompt: String) -> Result<Value, Error> {
    client.post("chat/completions").body(prompt)
}

#[openai_call(attempts = 3)]
async fn argument_moved_under_attempts(client: &Client, prompt: String) -> Result<Value, Error> {
    client.post("chat/completions").body(prompt)
}

#[openai_call(retry = "transient")]
async fn argument_moved_under_retry(client: &Client, prompt: String) -> Result<Value, Error> {
    client.post("chat/completions").body(prompt)
}

#[openai_call]
async fn argument_moved_under_the_defaults(
    client: &Client,
    prompt: String,
) -> Result<Value, Error> {
    client.post("chat/completions").body(prompt)
}

#[openai_call]
async fn argument_mutated_but_not_mut(
    client: &Client,
    messages: Vec<String>,
) -> Result<Value, Error> {
    messages.push(String::from("Again."));
    client.post("chat/completions").json(&messages)
}

#[openai_call(on_context_length = repair(count -= 1))]
async fn repair_changes_an_argument_that_is_not_mut(
    client: &Client,
    count: u32,
) -> Result<Value, Error> {
    client.get("models").query(&[("limit", count)])
}

#[derive(Deserialize)]
struct Chat<'a> {
    #[serde(borrow)]
    id: &'a str,
}

#[openai_call]
async fn value_type_borrows<'a>(client: &'a Client) -> Result<Chat<'a>, Error> {
    client.post("chat/completions")
}

fn main() {}
