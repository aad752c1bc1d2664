//! What somebody writes in an editor.

use openai_call::{Client, Error, openai_call, policy};

policy! {
    /// For work that may take all night.
    pub(crate) nightly => attempts = 6, backoff = 1s..30s
}

#[openai_call(retry = "timeout | connection", attempts = 4, on_rate_limit = [wait(up_to = 30s), fail])]
pub async fn chat(client: &Client, prompt: &str) -> Result<(), Error> {
    let request = client.post("chat/completions");
    request.body(prompt.to_owned())
}

#[openai_call(policy = nightly)]
pub async fn models(client: &Client) -> Result<(), Error> {
    client.get("models")
}
