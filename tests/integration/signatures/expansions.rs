//! Functions that a `macro_rules!` writes.

use openai_call::{Client, Error, openai_call};
use serde_json::{Value, json};

use super::{Outcome, troubled};

macro_rules! endpoint {
    ($(#[$attribute:meta])* $name:ident($argument:ident: $type:ty) => $path:literal, $retry:tt, $first:literal) => {
        $(#[$attribute])*
        #[openai_call(retry = $retry, backoff = $first..2ms)]
        async fn $name(client: &Client, $argument: $type) -> Result<Value, Error> {
            let body = json!({ stringify!($argument): $argument });
            client.post($path).json(&body)
        }
    };
}

endpoint!(chat(prompt: &str) => "chat/completions", "transient", 1ms);
endpoint!(
    /// With documentation of its own.
    embed(input: Vec<&str>) => "embeddings", "server_error | timeout", 1ms
);

macro_rules! with_body {
    ($name:ident, $body:expr) => {
        #[openai_call(backoff = 1ms..2ms)]
        async fn $name(client: &Client) -> Result<Value, Error> {
            let _ = client;
            $body
        }
    };
}

with_body!(from_an_expression, Ok::<Value, Error>(json!({ "answer": 42 })));

#[tokio::test(start_paused = true)]
async fn functions_in_macro_rules() -> Outcome {
    let (api, client) = troubled();
    api.status(500).reply("b");
    chat(&client, "hi").await?;
    embed(&client, vec!["hi"]).await?;
    assert_eq!(api.requests()[3].path(), "/v1/embeddings");
    assert_eq!(from_an_expression(&client).await?["answer"], 42);
    api.assert_finished();
    Ok(())
}
