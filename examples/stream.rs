//! Tokens as they come: an error event on the first attempt, then an answer, then one that is cut.
//!
//! `cargo run --example stream` needs neither a key nor a network.

use std::future::poll_fn;
use std::io::Write;
use std::pin::Pin;

use futures_core::Stream;
use openai_call::testing::FakeApi;
use openai_call::{Client, Error, EventStream, openai_call};
use serde_json::{Value, json};

/// `timeout` is for the first token, `deadline` for the whole stream.
#[openai_call(backoff = 200ms..1s, timeout = 30s, deadline = 2min)]
async fn chat(client: &Client, prompt: &str) -> Result<EventStream<Value>, Error> {
    client.post("chat/completions").json(&json!({
        "model": "gpt-4o-mini",
        "messages": [{ "role": "user", "content": prompt }],
    }))
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let api = FakeApi::start().await;
    api.events([
        json!({ "error": { "code": "server_is_overloaded", "message": "Later, please." } }),
    ]);
    api.events(tokens("A stream is a river of tokens."));
    api.events(tokens("This one dries up half way, and says so.")).cut();

    for prompt in ["What is a stream?", "And another?"] {
        println!("{prompt}");
        let mut stream = chat(&api.client(), prompt).await?;
        println!("  attempt {}", stream.attempts().len());
        match print_tokens(&mut stream).await {
            Ok(()) => println!("\n  finished: {}\n", stream.finish_reason().unwrap_or("unknown")),
            Err(error) => println!("\n  {error}"),
        }
    }
    Ok(())
}

async fn print_tokens(stream: &mut EventStream<Value>) -> Result<(), Error> {
    print!("  ");
    while let Some(event) = poll_fn(|cx| Pin::new(&mut *stream).poll_next(cx)).await {
        print!("{}", event?["choices"][0]["delta"]["content"].as_str().unwrap_or_default());
        // What cannot be shown at once is shown with the next line.
        let _ = std::io::stdout().flush();
    }
    Ok(())
}

/// What a server sends to say `text`.
fn tokens(text: &str) -> Vec<Value> {
    let chunk = |delta: Value, reason: Value| json!({ "choices": [{ "index": 0, "delta": delta, "finish_reason": reason }] });
    let words =
        text.split_inclusive(' ').map(|word| chunk(json!({ "content": word }), Value::Null));
    words.chain([chunk(json!({}), json!("stop"))]).collect()
}
