#![deny(warnings)]

use openai_call::{Client, Error, openai_call};
use serde_json::Value;

#[openai_call(
    retry = "server_error | timeout | connection | rate_limit | service_unavailable",
    attempts = 6,
    backoff = 250ms..30s,
    timeout = 90s,
    deadline = 5min,
    on_rate_limit = [wait(up_to = 1min, attempts = 4), retry(attempts = 6, backoff = 5s..1min)],
    on_service_unavailable = wait(up_to = 30s),
    on_timeout = retry(attempts = 2, backoff = fixed(100ms)),
    on_conflict = [retry(attempts = 3), fail],
    on_invalid_request = fail,
    on_quota = fail,
    crate = ::openai_call,
)]
async fn chat(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

fn main() {
    let _ = chat;
}
