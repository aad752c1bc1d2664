//! Keys for answers on functions that return none, or whose request cannot be changed.

use openai_call::{Client, Error, Parsed, Reply, Text, openai_call, reqwest};
use serde_json::Value;

type Listed = Result<Value, Error>;

#[openai_call(on_truncated = recover(Value::Null))]
async fn no_answer(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

#[openai_call(on_answer = fail)]
async fn no_answer_behind_an_alias(client: &Client) -> Listed {
    client.get("models")
}

#[openai_call(on_invalid_output = reask)]
async fn reask_of_no_answer(client: &Client) -> Result<Reply<Value>, Error> {
    client.post("chat/completions")
}

#[openai_call(on_truncated = enlarge)]
async fn enlarge_of_another_client(client: &reqwest::Client) -> Result<Text, Error> {
    client.post("http://localhost/v1/chat/completions")
}

#[openai_call(on_invalid_output = reask)]
async fn reask_of_a_result() -> Result<Parsed<Value>, Error> {
    other().await
}

async fn other() -> Result<Parsed<Value>, Error> {
    todo!()
}

fn main() {}
