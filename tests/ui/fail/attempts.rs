//! How often a call is tried.

use openai_call::{Client, Error, openai_call};
use serde_json::Value;

#[openai_call(attempts = 101)]
async fn attempts_above_100(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(attempts = 99999999999)]
async fn attempts_above_u32(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(attempts = ATTEMPTS)]
async fn attempts_by_name(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(attempts = "4")]
async fn attempts_in_quotes(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(attempts = -1)]
async fn attempts_negative(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(attempts = 1, backoff = 1s..8s)]
async fn attempts_one_beside_a_backoff(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(attempts = 1, on_timeout = retry)]
async fn attempts_one_beside_a_step(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(retry = "transient", attempts = 1)]
async fn attempts_one_beside_retry(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(attempts = 3.0)]
async fn attempts_with_a_fraction(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(attempts = 3u8)]
async fn attempts_with_a_suffix(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(attempts = 0)]
async fn attempts_zero(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(attempts = self.tries)]
async fn attempts_of_a_field(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

#[openai_call(attempts = 2, on_timeout = [retry, repair(drop(client))])]
async fn attempts_leave_the_repair_no_try(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

#[openai_call(attempts = 4, on_timeout = [repair(drop(client)), retry])]
async fn attempts_leave_the_retry_behind_a_repair_no_try(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

#[openai_call(on_timeout = [retry(attempts = 5), repair(attempts = 4, drop(client))])]
async fn attempts_of_the_repair_leave_it_no_try(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

fn main() {}
