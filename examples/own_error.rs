//! The error of a program: its own variants beside those of calls, `?` in a body, and a `match` that forgets
//! nothing. The compiler checks that, so the arms need no `_`.
//!
//! `cargo run --example own_error` needs neither a key nor a network.

use std::collections::HashMap;
use std::num::ParseIntError;

use openai_call::testing::FakeApi;
use openai_call::{CallError, Client, Text, openai_call};
use serde_json::json;

type Settings = HashMap<&'static str, &'static str>;

/// Whatever can go wrong in this program. A kind that no variant names would not compile.
#[derive(Debug, CallError)]
enum AppError {
    /// The service's fault, and it may pass.
    #[kinds(transient)]
    Busy(openai_call::Error),
    #[kinds(rest)]
    Failed(openai_call::Error),
    /// `#[from]` makes `?` work for it.
    Setting(#[from] ParseIntError),
    NoModel,
}

/// A `?` ends the call with the program's own error, before anything is sent. It is no attempt, so no step
/// is taken for it.
#[openai_call(attempts = 2, backoff = 50ms..1s, deadline = 30s)]
async fn chat(client: &Client, settings: &Settings, prompt: &str) -> Result<Text, AppError> {
    let model = settings.get("model").ok_or(AppError::NoModel)?;
    let limit: u32 = settings.get("max_tokens").unwrap_or(&"100").parse()?;
    client.post("chat/completions").json(&json!({
        "model": model,
        "max_completion_tokens": limit,
        "messages": [{ "role": "user", "content": prompt }],
    }))
}

/// Code that makes several calls hands the same error on.
async fn translated(client: &Client, settings: &Settings, text: &str) -> Result<Text, AppError> {
    let summary = chat(client, settings, &format!("Summarize: {text}")).await?;
    chat(client, settings, &format!("Translate into German: {summary}")).await
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let api = FakeApi::start().await;
    let client = api.client();
    api.status(500).reply("Retries help.").reply("Wiederholen hilft.");
    api.reply("Retries help.").status(503).times(2).status(401);

    let good = Settings::from([("model", "gpt-4o-mini")]);
    let wordy = Settings::from([("model", "gpt-4o-mini"), ("max_tokens", "many")]);
    let cases = [
        ("good settings", &good),
        ("an outage", &good),
        ("a wrong key", &good),
        ("no number", &wordy),
        ("no model", &Settings::new()),
    ];
    for (case, settings) in cases {
        let said = advice(translated(&client, settings, "A long text.").await);
        println!("{case:<15}{said}");
    }
    println!(
        "\n{} requests for five calls; no setting that is wrong was sent",
        api.requests().len()
    );
}

fn advice(outcome: Result<Text, AppError>) -> String {
    match outcome {
        Ok(text) => format!("{text}\n\n{}\n", text.site()),
        Err(AppError::Busy(error)) => format!("try again later: {}", error.attempts()),
        Err(AppError::Failed(error)) => format!("{}: {}", error.kind(), error.remedy()),
        Err(AppError::Setting(error)) => format!("mend `max_tokens`: {error}"),
        Err(AppError::NoModel) => "set `model`".to_owned(),
    }
}
