//! Error types that have no value for what can still come out.

use std::convert::Infallible;

use openai_call::{CallError, Client, Error, Text, openai_call};
use serde_json::Value;

#[derive(Debug, CallError)]
enum ChatError {
    #[kinds(transient, authentication)]
    Passing(Error),
    #[kinds(permanent)]
    Lasting(Error),
}

#[derive(Debug, CallError)]
enum QuotaError {
    #[kinds(quota)]
    Quota(Error),
}

#[derive(Debug, CallError)]
enum GenericError<T: std::fmt::Display> {
    #[kinds(permanent)]
    Call(Error),
    Own(T),
}

type ChatResult<T> = Result<T, ChatError>;

#[openai_call(on_permanent = recover(Value::Null), on_transient = [retry, recover(Value::Null)],
    on_rate_limit = retry(attempts = 3))]
async fn one_kind(client: &Client) -> Result<Value, QuotaError> {
    client.get("models")
}

#[openai_call(attempts = 5, on_permanent = fail)]
async fn many_kinds(client: &Client) -> Result<Value, QuotaError> {
    client.get("models")
}

#[openai_call]
async fn kinds_of_an_answer(client: &Client) -> Result<Text, ChatError> {
    client.post("chat/completions")
}

#[openai_call]
async fn alias(client: &Client) -> ChatResult<Text> {
    client.post("chat/completions")
}

#[openai_call]
async fn result_of_another_client(client: &Client) -> ChatResult<Value> {
    elsewhere(client).await
}

async fn elsewhere(_: &Client) -> Result<Value, Error> {
    Ok(Value::Null)
}

struct Api(Client);

impl Api {
    #[openai_call]
    async fn method(&self) -> Result<Text, self::ChatError> {
        self.0.post("chat/completions")
    }
}

#[openai_call]
async fn error_type_with_parameters(client: &Client) -> Result<Value, GenericError<String>> {
    client.get("models")
}

#[openai_call(deadline = 20min, on_quota = fail, otherwise = fallback(never(client)))]
async fn deadline_beside_a_fallback(client: &Client) -> Result<Value, QuotaError> {
    client.get("models")
}

#[openai_call(on_quota = fail, on_context_length = [repair(waits(client).await), fallback(never(client))],
    on_any = recover(Value::Null))]
async fn repair_that_awaits(client: &Client) -> Result<Value, QuotaError> {
    client.get("models")
}

async fn waits(_: &Client) {}

#[openai_call]
async fn infallible_and_fails(client: &Client) -> Result<Value, Infallible> {
    client.get("models")
}

#[openai_call(on_rate_limit = [wait, fail], otherwise = recover(Value::Null))]
async fn infallible_but_for_one_kind(client: &Client) -> Result<Value, Infallible> {
    client.get("models")
}

#[openai_call(on_transient = recover(Value::Null), on_permanent = recover(Value::Null))]
async fn infallible_but_for_other_clients(client: &Client) -> Result<Value, Infallible> {
    client.get("models")
}

#[openai_call(on_server_error = [retry, fail], on_transient = recover(Value::Null), otherwise = recover(Value::Null))]
async fn infallible_but_for_what_a_server_asks(client: &Client) -> Result<Value, Infallible> {
    client.get("models")
}

#[openai_call(deadline = 20min, otherwise = fallback(never(client)))]
async fn infallible_beside_a_deadline(client: &Client) -> Result<Value, Infallible> {
    client.get("models")
}

#[openai_call(otherwise = recover(Value::Null))]
async fn never(client: &Client) -> Result<Value, Infallible> {
    client.get("models")
}

fn main() {}
