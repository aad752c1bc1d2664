//! How much a future holds. An `async fn` holds an argument that it awaits twice, so that a thin layer
//! around a layer doubles everything below it, and a nested call overflows the stack of a debug build.

use openai_call::{Client, Error, EventStream, Reply, openai_call};
use serde_json::Value;

/// What a call may hold, in bytes: no more than a loop around reqwest that is written by hand.
const CALL: usize = 1_488;

#[openai_call]
async fn value(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

#[openai_call]
async fn reply(client: &Client) -> Result<Reply<Value>, Error> {
    client.get("models")
}

#[openai_call]
async fn stream(client: &Client) -> Result<EventStream<Value>, Error> {
    client.get("events")
}

#[openai_call]
async fn nested(client: &Client) -> Result<Value, Error> {
    value(client).await
}

#[openai_call(otherwise = fallback(value(client)))]
async fn falling_back(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

fn small(name: &str, size: usize, most: usize) {
    assert!(size <= most, "`{name}` has {size} bytes, and not {most} at most");
}

#[test]
fn a_call_is_small() -> Result<(), Error> {
    let client = Client::builder().base_url("http://127.0.0.1:1").api_key("sk-none").build()?;
    small("value", size_of_val(&value(&client)), CALL);
    small("reply", size_of_val(&reply(&client)), CALL + 128);
    small("stream", size_of_val(&stream(&client)), 2 * CALL);
    small("nested", size_of_val(&nested(&client)), 2 * CALL);
    small("falling_back", size_of_val(&falling_back(&client)), 3 * CALL);
    Ok(())
}
