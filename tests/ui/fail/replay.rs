//! What stands in vain beside `replay = "unsent"`.

use openai_call::{
    Client, Error, EventStream, Parsed, Restartable, Text, openai_call, policy,
};
use serde_json::Value;

#[openai_call(replay = "unsent", on_invalid_output = reask)]
async fn asks_again(client: &Client) -> Result<Parsed<u8>, Error> {
    client.post("chat/completions")
}

#[openai_call(on_truncated = [enlarge, recover(|error| Text::recovered("", error))], replay = unsent)]
async fn enlarges(client: &Client) -> Result<Text, Error> {
    client.post("chat/completions")
}

#[openai_call(replay = "unsent", on_stream_interrupted = restart)]
async fn restarts(client: &Client) -> Result<EventStream<Restartable<Value>>, Error> {
    client.post("chat/completions")
}

#[openai_call(replay = "unsent", on_answer = repair(drop(client)))]
async fn repairs_an_answer(client: &Client) -> Result<Text, Error> {
    client.post("chat/completions")
}

#[openai_call(replay = "unsent", on_server_error = [retry, fail])]
async fn repeats_what_has_run(client: &Client) -> Result<Text, Error> {
    client.post("chat/completions")
}

#[openai_call(replay = "unsent", on_decode = retry, on_timeout = retry)]
async fn repeats_what_was_answered(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(replay = "unsent", on_server_error = repair(drop(client)))]
async fn repairs_what_has_run(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(replay = "unsent", retry = "timeout | server_error | stream_interrupted")]
async fn names_what_has_run(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

policy! { careful => replay = "unsent" }

#[openai_call(policy = careful, on_server_error = retry)]
async fn repeats_beside_its_policy(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

policy! { torn => replay = "unsent", on_server_error = retry }

#[openai_call(replay = "never")]
async fn another_word(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(replay = true)]
async fn no_word(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(replay)]
async fn no_value(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(idempotent = true)]
async fn another_name(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

fn main() {}
