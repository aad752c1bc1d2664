//! A conversation that has grown too long: the oldest message goes, and the call is made again.
//!
//! `cargo run --example shorten` needs neither a key nor a network.

use openai_call::testing::{FakeApi, RecordedRequest};
use openai_call::{Client, Error, Reply, openai_call};
use serde::Serialize;
use serde_json::{Value, json};

#[derive(Clone, Serialize)]
struct Message {
    role: &'static str,
    content: &'static str,
}

/// What is changed stays changed: each attempt sends what the one before has left.
#[openai_call(
    attempts = 4,
    on_context_length = repair(|error| {
        println!("  too long: {}", error.message());
        println!("  forgets \"{}\"", forget_oldest(&mut messages)?.content);
    }),
)]
async fn chat(client: &Client, mut messages: Vec<Message>) -> Result<Reply<Value>, Error> {
    client.post("chat/completions").json(&json!({ "model": "gpt-4o-mini", "messages": messages }))
}

/// The system's message and the question at the end are never the oldest.
fn forget_oldest(messages: &mut Vec<Message>) -> Result<Message, Error> {
    let question = messages.len().saturating_sub(1);
    let oldest = messages.iter().take(question).position(|message| message.role != "system");
    let nothing_left = || {
        let message = "the system's message and the question alone do not fit";
        Error::new(openai_call::ErrorKind::ContextLength, message)
    };
    Ok(messages.remove(oldest.ok_or_else(nothing_left)?))
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let api = FakeApi::start().await;
    let too_long = json!({ "error": {
        "message": "this model reads 8192 tokens, and these are more",
        "code": "context_length_exceeded",
    }});
    api.status(400).json(too_long).times(2).reply("That you like short answers.");

    println!("Asking with five messages");
    let reply = chat(&api.client(), conversation()).await?;
    let sent = api.requests().last().map_or(Value::Null, RecordedRequest::json);
    let messages = sent["messages"].as_array().map_or(0, Vec::len);
    println!("  answered with {messages} messages, attempt {}\n", reply.attempts().len());
    println!("  {}", reply["choices"][0]["message"]["content"]);
    Ok(())
}

fn conversation() -> Vec<Message> {
    let message = |role, content| Message { role, content };
    vec![
        message("system", "You remember what matters."),
        message("user", "Here is the whole of War and Peace."),
        message("assistant", "A long book."),
        message("user", "I like short answers."),
        message("user", "What do you know of me?"),
    ]
}
