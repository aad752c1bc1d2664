//! Code that changes the request.

use openai_call::{Client, Error, openai_call};
use serde_json::Value;

#[openai_call(on_context_length = [fallback(small(client)), repair(|_| ())])]
async fn repair_behind_a_fallback(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

#[openai_call(otherwise = repair(|_| ()))]
async fn repair_in_otherwise(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

#[openai_call(on_context_length = repair(move |_| ()))]
async fn repair_is_a_moved_closure(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

#[openai_call(on_context_length = repair(|error))]
async fn repair_of_a_missing_bar(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

#[openai_call(on_context_length = repair(|error|))]
async fn repair_of_no_code(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

#[openai_call(on_context_length = [repair(|_| ()), repair(|_| ())])]
async fn repair_twice(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

#[openai_call(on_context_length = repair())]
async fn repair_with_empty_parentheses(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

#[openai_call(on_context_length = repair(attempts = 1, |_| ()))]
async fn repair_with_one_attempt(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

#[openai_call(on_context_length = repair)]
async fn repair_without_code(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

#[openai_call(on_context_length = repair(fix))]
async fn repair_is_a_path(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

#[openai_call(on_context_length = repair(|error| fix))]
async fn repair_is_a_path_behind_bars(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

#[openai_call(on_context_length = repair(|error| async move { fix(error) }))]
async fn repair_is_an_async_block(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

#[openai_call(on_context_length = repair(|error| { fix(error); }, attempts = 2))]
async fn repair_with_parameters_behind_its_code(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

#[openai_call(on_context_length = repair(println!("{error}")))]
async fn repair_prints_an_error_without_bars(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

#[openai_call(on_context_length = repair(fix(error)))]
async fn repair_uses_an_error_without_bars(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

#[openai_call]
async fn small(client: &Client) -> Result<Value, Error> {
    client.get("models/small")
}

#[openai_call(on_context_length = repair(|error, client| drop(client)))]
async fn repair_with_two_arguments(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

fn main() {}
