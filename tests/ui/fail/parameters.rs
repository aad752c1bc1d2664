//! Parameters of steps.

use openai_call::{Client, Error, openai_call};
use serde_json::Value;

#[openai_call(on_conflict = retry(2))]
async fn parameter_count_without_its_name(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(on_rate_limit = wait(upto = 10s))]
async fn parameter_misspelled(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(on_rate_limit = wait(backoff = 1s..8s))]
async fn parameter_of_another_step(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(on_rate_limit = wait(up_to = 10s, up_to = 20s))]
async fn parameter_twice(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(on_timeout = retry(times = 3))]
async fn parameter_unknown(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(on_timeout = retry(up_to = 10s))]
async fn parameter_up_to_of_retry(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(on_rate_limit = wait(10s))]
async fn parameter_without_name(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(on_rate_limit = wait(up_to))]
async fn parameter_without_value(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(on_rate_limit = wait(up_to =))]
async fn parameter_without_value_behind_the_equals(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(on_rate_limit = wait[up_to = 10s])]
async fn parameters_in_brackets(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(on_rate_limit = wait(up_to = 10s attempts = 3))]
async fn parameters_without_comma(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(on_timeout = retry(atempts = 3, backof = 1s..2s, up_to = 1s))]
async fn parameters_with_several_mistakes(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

fn main() {}
