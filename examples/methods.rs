//! The attribute on methods: of a struct, of a trait's `impl`, and generic ones.
//!
//! `cargo run --example methods` needs neither a key nor a network.

use std::collections::VecDeque;
use std::fmt::Display;

use openai_call::testing::FakeApi;
use openai_call::{Client, Error, Parsed, Request, Text, openai_call};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// What to do on a failure is declared in each `impl`, not here.
trait Assistant {
    async fn ask(&mut self, prompt: &str) -> Result<Text, Error>;
}

struct Tutor {
    client: Client,
    model: &'static str,
    /// What was said before, as the API wants it.
    messages: VecDeque<Value>,
}

impl Assistant for Tutor {
    /// The steps see `self` as the body does. A conversation that is too long forgets its first message.
    #[openai_call(
        attempts = 4,
        backoff = 50ms..1s,
        deadline = 2min,
        on_context_length = repair(drop(self.messages.pop_front())),
    )]
    async fn ask(&mut self, prompt: &str) -> Result<Text, Error> {
        let question = json!({ "role": "user", "content": prompt });
        let messages: Vec<&Value> = self.messages.iter().chain([&question]).collect();
        self.request(&messages)
    }
}

impl Tutor {
    fn new(client: Client) -> Self {
        let hello = ["I like cats.", "I like dogs too."];
        let messages = hello.map(|said| json!({ "role": "user", "content": said })).into();
        Self { client, model: "gpt-4o-mini", messages }
    }

    /// Generic over what goes in and over what comes out.
    #[openai_call(deadline = 20s, on_rate_limit = fail, on_invalid_output = reask(attempts = 2))]
    async fn grade<G: DeserializeOwned>(&self, work: impl Display) -> Result<Parsed<G>, Error> {
        self.request(&[json!({ "role": "user", "content": format!("Grade this: {work}") })])
    }

    /// What all of them send is a plain method.
    fn request<M: Serialize>(&self, messages: &[M]) -> Request {
        let body = json!({ "model": self.model, "messages": messages });
        self.client.post("chat/completions").json(&body)
    }
}

/// Works with any assistant.
async fn ask_twice(assistant: &mut impl Assistant) -> Result<Text, Error> {
    println!("  {}", assistant.ask("What do I like?").await?);
    assistant.ask("And what not?").await
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let api = FakeApi::start().await;
    let too_long = json!({ "error": { "code": "context_length_exceeded" } });
    api.status(400).json(too_long).reply("Dogs.").status(500).reply("You have not said.");
    api.reply("Seven of ten.").reply("7");

    let mut tutor = Tutor::new(api.client());
    println!("A method of a trait, which repairs what it borrows");
    let last = ask_twice(&mut tutor).await?;
    println!(
        "  {last} ({} attempts, {} message kept)",
        last.attempts().len(),
        tutor.messages.len()
    );
    println!("\n{}\n", last.site());

    println!("A generic method, which asks again for what is no number");
    let grade: Parsed<u8> = tutor.grade("2 + 2 = 4, 3 + 3 = 7").await?;
    println!("  {} of 10 ({} attempts)", *grade, grade.attempts().len());
    println!("\n{}", grade.site());
    Ok(())
}
