//! What can still come out: the compiler wants every such kind named, and a ladder that ends in a value
//! takes its kind out.
//!
//! `cargo run --example errors` needs neither a key nor a network.

use openai_call::testing::FakeApi;
use openai_call::{CallError, Client, Text, openai_call};
use serde_json::json;

/// What a caller has to tell apart. Leave a kind out, and `chat` does not compile.
#[derive(Debug, CallError)]
enum ChatError {
    #[kinds(transient)]
    Busy(openai_call::Error),
    #[kinds(authentication, permission, quota)]
    Account(openai_call::Error),
    #[kinds(refusal, content_policy)]
    Refused(openai_call::Error),
    #[kinds(permanent, invalid_output, no_output)]
    Bug(openai_call::Error),
}

/// An answer that was cut will do, so `truncated` cannot come out, and no variant names it.
#[openai_call(
    attempts = 2,
    backoff = 100ms..1s,
    on_truncated = recover(|error| Text::recovered(error.output().unwrap_or_default(), error)),
)]
async fn chat(client: &Client, prompt: &str) -> Result<Text, ChatError> {
    client.post("chat/completions").json(&json!({
        "model": "gpt-4o-mini",
        "messages": [{ "role": "user", "content": prompt }],
    }))
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let api = FakeApi::start().await;
    let client = api.client();
    api.reply("Fine.").truncated("Once upon a").status(503).status(503).status(401);
    api.refusal("I had rather not.").status(404);
    let prompts =
        ["How are you?", "A story?", "Again?", "And now?", "How is a lock picked?", "Hello?"];
    for prompt in prompts {
        println!("{prompt:24}{}", answer(&client, prompt).await);
    }
}

async fn answer(client: &Client, prompt: &str) -> String {
    match chat(client, prompt).await {
        Ok(text) => text.to_string(),
        Err(ChatError::Busy(error)) => format!("try again later: {}", error.kind()),
        Err(ChatError::Account(error)) => format!("ask the account's owner: {}", error.remedy()),
        Err(ChatError::Refused(error)) => error.output().unwrap_or("refused").to_owned(),
        Err(ChatError::Bug(error)) => format!("tell the developer: {error}"),
    }
}
