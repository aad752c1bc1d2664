//! Types of answers and of errors.

use openai_call::{Client, Error, EventStream, Reply, openai_call};
use serde_json::Value;

struct MyError;

struct Token;

struct Chat;

#[openai_call]
async fn error_type_without_from(client: &Client) -> Result<Value, MyError> {
    client.post("chat/completions")
}

#[openai_call]
async fn item_type_not_deserialize(client: &Client) -> Result<EventStream<Token>, Error> {
    client.post("chat/completions")
}

#[openai_call]
async fn value_type_in_reply_not_deserialize(client: &Client) -> Result<Reply<Chat>, Error> {
    client.post("chat/completions")
}

#[openai_call]
async fn value_type_not_deserialize(client: &Client) -> Result<Chat, Error> {
    client.post("chat/completions")
}

#[openai_call]
async fn return_type_of_ones_own_without_result(client: &Client) -> Chat {
    client.post("chat/completions")
}

fn main() {}
