//! How long is written.

use openai_call::{Client, Error, openai_call};
use serde_json::Value;

#[openai_call(deadline = 721h)]
async fn duration_above_30_days(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(timeout = 0.0004s)]
async fn duration_below_a_millisecond(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(timeout = TIMEOUT)]
async fn duration_by_name(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(deadline = 2d)]
async fn duration_in_days(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(deadline = 2hours)]
async fn duration_in_hours_spelt_out(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(timeout = 500millis)]
async fn duration_in_millis(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(timeout = "60s")]
async fn duration_in_quotes(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(timeout = true)]
async fn duration_is_a_bool(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(timeout = Duration::from_secs(60))]
async fn duration_is_a_call(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(timeout = -1s)]
async fn duration_negative(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(timeout = 1min 30s)]
async fn duration_of_two_literals(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(timeout = 1min30s)]
async fn duration_of_two_units(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(timeout = 100us)]
async fn duration_too_fine(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(timeout = 60sec)]
async fn duration_with_a_long_unit(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(deadline = 2 min)]
async fn duration_with_a_space(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(timeout = 5m)]
async fn duration_with_an_ambiguous_unit(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(timeout = 7parsecs)]
async fn duration_with_an_unknown_unit(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(timeout = 60)]
async fn duration_without_unit(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(timeout = 0s)]
async fn duration_zero(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(timeout = self.timeout)]
async fn duration_of_a_field(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

#[openai_call(deadline = none)]
async fn duration_none(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

fn main() {}
