//! A module of named policies, which functions share; one function changes a key of its own. What each of
//! them comes to can be printed.
//!
//! `cargo run --example policies` needs neither a key nor a network.

use openai_call::testing::FakeApi;
use openai_call::{Client, Error, Reply, Text, openai_call};
use serde_json::{Value, json};

/// How this program treats failures, in one place.
mod policies {
    openai_call::policy! {
        /// Somebody waits for the answer.
        pub(crate) interactive =>
            attempts = 2,
            backoff = 50ms..1s,
            timeout = 10s,
            deadline = 20s,
            on_rate_limit = wait(up_to = 2s),
    }
    openai_call::policy! {
        /// Nobody waits: it may take its time, and others go first.
        pub(crate) batch =>
            attempts = 6,
            deadline = 1h,
            on_rate_limit = wait(up_to = 10min),
            priority = "low",
    }
    openai_call::policy! {
        /// As `batch`, for what must not be done twice.
        pub(crate) once => policy = batch, replay = "unsent"
    }
}

#[openai_call(policy = policies::interactive)]
async fn chat(client: &Client, prompt: &str) -> Result<Text, Error> {
    client.post("chat/completions").json(&question(prompt))
}

/// A title is not worth a wait: the keys of a function win over those of its policy.
#[openai_call(
    policy = policies::interactive,
    on_rate_limit = recover(|error| Text::recovered("Untitled", error)),
)]
async fn title(client: &Client, prompt: &str) -> Result<Text, Error> {
    client.post("chat/completions").json(&question(prompt))
}

#[openai_call(policy = policies::batch)]
async fn models(client: &Client) -> Result<Reply<Value>, Error> {
    client.get("models")
}

#[openai_call(policy = policies::once)]
async fn create(client: &Client, file: &str) -> Result<Reply<Value>, Error> {
    client.post("batches").json(&json!({ "input_file_id": file }))
}

fn question(prompt: &str) -> Value {
    json!({ "model": "gpt-4o-mini", "messages": [{ "role": "user", "content": prompt }] })
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let api = FakeApi::start().await;
    let client = api.client();
    api.on("chat/completions").status(500).reply("Fine.").status(429).retry_after(1);
    api.on("models").reply(json!({ "data": [] }));
    api.on("batches").status(500);

    let text = chat(&client, "How are you?").await?;
    println!("{text}\n{}\n", text.site());

    let untitled = title(&client, "A title for this?").await?;
    println!("{untitled}\n{}\n", untitled.site());

    let listed = models(&client).await?;
    println!("{} models\n{}\n", listed["data"].as_array().map_or(0, Vec::len), listed.site());

    // Whether the batch was made is not known, so it is not made again.
    if let Err(error) = create(&client, "file-1").await {
        println!("{error}");
        println!("{}", error.site().map(ToString::to_string).unwrap_or_default());
    }
    Ok(())
}
