//! With other attributes on the same function.

use openai_call::{Client, Error, openai_call};
use serde_json::Value;

use super::{Outcome, troubled};

#[openai_call(backoff = 1ms..2ms)]
#[allow(clippy::let_and_return, clippy::mixed_attributes_style)]
#[must_use = "of the whole, not of what comes of it"]
/// A comment between the attributes.
async fn other_attributes(client: &Client) -> Result<Value, Error> {
    #![allow(unused_variables)]
    let unused = 1;
    let request = client.get("models");
    request
}

#[tokio::test(start_paused = true)]
async fn other_attributes_stay() -> Outcome {
    let (_api, client) = troubled();
    other_attributes(&client).await?;
    Ok(())
}
