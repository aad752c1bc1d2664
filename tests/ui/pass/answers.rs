//! Steps for the kinds of an answer.

use openai_call::{Client, Error, EventStream, Parsed, Reply, Text, openai_call};
use serde_json::Value;

type Said = Result<Text, Error>;

#[openai_call(
    on_truncated = [
        enlarge(attempts = 3, up_to = 16_000),
        recover(|error| Parsed::recovered(Value::Null, error)),
    ],
    on_refusal = [repair(prompt.clear()), fallback(exhaustive(client))],
    on_invalid_output = [reask, retry, fail],
    on_no_output = retry(attempts = 2),
)]
async fn each_step(client: &Client, mut prompt: String) -> Result<Parsed<Value>, Error> {
    client.post("chat/completions").json(&prompt)
}

#[openai_call(on_truncated = enlarge)]
async fn behind_an_alias(client: &Client) -> Said {
    client.post("chat/completions")
}

#[openai_call(on_answer = fallback(other(client)))]
async fn group(client: &Client) -> Result<Text, Error> {
    client.post("chat/completions")
}

#[openai_call(exhaustive, on_transient = retry, on_permanent = fail, on_answer = fail)]
async fn exhaustive(client: &Client) -> Result<Parsed<Value>, Error> {
    client.post("chat/completions")
}

#[openai_call(exhaustive, on_transient = retry, on_permanent = fail)]
async fn exhaustive_without_an_answer(client: &Client) -> Result<Reply<Value>, Error> {
    client.post("chat/completions")
}

#[openai_call(on_any = [retry, fallback(other(client))], on_permanent = fail)]
async fn any(client: &Client) -> Result<Text, Error> {
    client.post("chat/completions")
}

#[openai_call(on_no_output = retry)]
async fn of_another_client() -> Result<Value, Error> {
    Ok::<_, Error>(Value::Null)
}

#[openai_call(idle = 10s)]
async fn stream(client: &Client) -> Result<EventStream<Value>, Error> {
    client.post("chat/completions")
}

#[openai_call]
async fn other(client: &Client) -> Result<Text, Error> {
    client.post("chat/completions")
}

#[test]
fn compile() {
    let _ = (each_step, behind_an_alias, group, exhaustive, exhaustive_without_an_answer);
    let _ = (any, of_another_client, stream);
}
