//! Steps and lists of steps.

use openai_call::{Client, Error, openai_call};
use serde_json::Value;

#[openai_call(on_timeout = [fail, retry])]
async fn step_after_fail(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(on_quota = [fail, fail])]
async fn step_fail_twice(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(on_quota = fail(attempts = 2))]
async fn step_fail_with_a_parameter(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(on_timeout = "retry")]
async fn step_in_quotes(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(on_quota = |error| ())]
async fn step_is_a_closure(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(on_timeout = 3)]
async fn step_is_a_number(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(on_rate_limit = (wait, retry))]
async fn step_list_in_parentheses(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(on_timeout = [])]
async fn step_list_is_empty(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(on_rate_limit = wait | retry)]
async fn step_list_of_a_bar(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(on_rate_limit = wait, retry)]
async fn step_list_without_brackets(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(on_rate_limit = [wait retry])]
async fn step_list_without_comma(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(on_timeout = retyr)]
async fn step_misspelled(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(on_timeout = abort)]
async fn step_unknown(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(attempts = 3, on_timeout = retry(attempts = 5))]
async fn step_with_more_attempts_than_the_call(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(on_timeout = retry(attempts = 1))]
async fn step_with_one_attempt(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(on_rate_limit = wait, fail)]
async fn steps_as_settings(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

#[openai_call(on_timeout = [retyr, abort, wait(10s)])]
async fn steps_with_several_mistakes(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

#[openai_call(on_rate_limit = wait { up_to = 10s })]
async fn step_with_braces(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

#[openai_call(on_rate_limit = wait => fail)]
async fn steps_with_an_arrow(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

#[openai_call(on_quota = Ok(Value::Null))]
async fn step_that_is_a_value(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

fn main() {}
