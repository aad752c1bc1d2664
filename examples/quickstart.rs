//! A call that meets a rate limit, a server error and a reset connection before it succeeds, and
//! one that must fail.
//!
//! `cargo run --example quickstart` needs neither a key nor a network. Add `-- --real` to ask a server
//! instead: that of `OPENAI_BASE_URL`, or OpenAI's, with `OPENAI_API_KEY`.

use openai_call::testing::FakeApi;
use openai_call::{Client, Error, Text, openai_call};
use serde_json::json;

#[openai_call(retry = "transient", attempts = 5, on_rate_limit = wait)]
async fn chat(client: &Client, prompt: &str) -> Result<Text, Error> {
    client.post("chat/completions").json(&json!({
        "model": "gpt-4o-mini",
        "messages": [{ "role": "user", "content": prompt }],
    }))
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    // The fake API ends with its handle, so it is kept until the end.
    let is_real = std::env::args().any(|argument| argument == "--real");
    let fake = if is_real { None } else { Some(troubled_api().await) };
    let client = fake.as_ref().map_or_else(Client::from_env, |fake| Ok(fake.client()))?;

    println!("Asking {}", client.base_url());
    let prompt = "What is a retry?";
    let text = chat(&client, prompt).await?;
    print_account(&text);
    println!("\n  {prompt}\n  {text}\n");

    println!("And with a bad key");
    let stranger = Client::builder().base_url(client.base_url()).api_key("sk-nobody").build()?;
    match chat(&stranger, prompt).await {
        Err(error) => println!("  {error}"),
        Ok(_) => println!("  this server takes any key"),
    }
    Ok(())
}

/// A bad day in production, in one call.
async fn troubled_api() -> FakeApi {
    let api = FakeApi::start().await;
    api.status(429).retry_after(1);
    api.status(500);
    api.disconnect();
    api.reply("Asking again, in the hope that this time it works.");
    api.status(401)
}

fn print_account(text: &Text) {
    let attempts = text.attempts();
    println!("  attempt  outcome                        waited    request id");
    for (index, attempt) in attempts.failed().iter().enumerate() {
        let status = attempt.status().map(|status| format!("{} ", status.as_u16()));
        let outcome = format!("{}{}", status.unwrap_or_default(), attempt.kind());
        let waited = format!("{:.2?}", attempt.waited().unwrap_or_default());
        let id = attempt.request_id().unwrap_or("-");
        println!("  {:<7}  {outcome:<29}  {waited:<8}  {id}", index + 1);
    }
    println!(
        "  {:<7}  {:<29}  {:<8}  {}",
        attempts.len(),
        "ok",
        "",
        text.request_id().unwrap_or("-")
    );
}
