//! What takes longer than the deadline.

use openai_call::{Client, Error, EventStream, openai_call};
use serde_json::Value;

#[openai_call(backoff = fixed(40s), deadline = 30s)]
async fn deadline_below_a_fixed_delay(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(on_timeout = retry(backoff = 40s..60s), deadline = 30s)]
async fn deadline_below_a_step_delay(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(on_rate_limit = wait(up_to = 2min), deadline = 30s)]
async fn deadline_below_a_wait(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(backoff = 40s..60s, deadline = 30s)]
async fn deadline_below_the_first_delay(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(timeout = 60s, deadline = 30s)]
async fn deadline_below_timeout(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(idle = 60s, deadline = 30s)]
async fn idle_longer_than_the_deadline(client: &Client) -> Result<EventStream<Value>, Error> {
    client.post("chat/completions")
}

fn main() {}
