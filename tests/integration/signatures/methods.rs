use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use openai_call::{Client, Error, Reply, openai_call};
use serde_json::{Value, json};

use super::{Outcome, troubled};

struct Assistant {
    client: Client,
    turns: Vec<String>,
}

impl Assistant {
    #[openai_call(backoff = 1ms..2ms)]
    async fn by_reference(&self) -> Result<Value, Error> {
        self.client.post("chat/completions").json(&self.turns)
    }

    #[openai_call(backoff = 1ms..2ms)]
    async fn by_mutable_reference(&mut self, turn: &str) -> Result<Value, Error> {
        self.turns.push(turn.to_owned());
        self.client.post("chat/completions").json(&self.turns)
    }

    #[openai_call(backoff = 1ms..2ms)]
    async fn by_arc(self: Arc<Self>) -> Result<Value, Error> {
        self.client.post("chat/completions").json(&self.turns)
    }

    #[openai_call(backoff = 1ms..2ms)]
    async fn by_pinned_box(self: Pin<Box<Self>>) -> Result<Value, Error> {
        self.client.post("chat/completions").json(&self.turns)
    }

    #[openai_call(retry = "none")]
    async fn by_value(self) -> Result<Value, Error> {
        let Self { client, turns } = self;
        client.post("chat/completions").json(&turns)
    }

    /// Gives back what the receiver is.
    #[openai_call(backoff = 1ms..2ms)]
    async fn associated(client: Client, turns: Vec<String>) -> Result<Self, Error> {
        let answer = Self { client: client.clone(), turns: turns.clone() };
        let value = answer.by_reference().await;
        value.map(|_| answer)
    }
}

trait Chat {
    async fn chat(&self, prompt: &str) -> Result<Value, Error>;

    /// With the promise that tasks need.
    fn chat_in_a_task(&self, prompt: &str) -> impl Future<Output = Result<Value, Error>> + Send;

    #[openai_call(backoff = 1ms..2ms)]
    async fn provided(&self, client: &Client) -> Result<Reply<Value>, Error> {
        client.get("models")
    }
}

impl Chat for Assistant {
    #[openai_call(backoff = 1ms..2ms)]
    async fn chat(&self, prompt: &str) -> Result<Value, Error> {
        self.client.post("chat/completions").json(&json!({ "prompt": prompt }))
    }

    #[openai_call(backoff = 1ms..2ms)]
    async fn chat_in_a_task(&self, prompt: &str) -> Result<Value, Error> {
        self.client.post("chat/completions").json(&json!({ "prompt": prompt }))
    }
}

#[tokio::test(start_paused = true)]
async fn every_receiver() -> Outcome {
    let (api, client) = troubled();
    for _ in 0..4 {
        api.status(503).reply("again");
    }
    let mut assistant = Assistant { client, turns: vec![] };
    assistant.by_reference().await?;
    assistant.by_mutable_reference("hi").await?;
    assert_eq!(assistant.turns, ["hi", "hi"], "the body ran twice");
    let Assistant { client, turns } = assistant;
    let again = || Assistant { client: client.clone(), turns: turns.clone() };
    Arc::new(again()).by_arc().await?;
    Box::pin(again()).by_pinned_box().await?;
    Assistant::associated(client.clone(), turns.clone()).await?;
    api.reply("once");
    again().by_value().await?;
    api.assert_finished();
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn trait_methods() -> Result<(), Box<dyn std::error::Error>> {
    let (api, client) = troubled();
    api.status(500).reply("b").status(500).reply("c");
    let assistant = Arc::new(Assistant { client: client.clone(), turns: vec![] });
    assistant.chat("a").await?;
    let task = Arc::clone(&assistant);
    tokio::spawn(async move { task.chat_in_a_task("b").await }).await??;
    let reply = assistant.provided(&client).await?;
    assert_eq!(reply.site().name(), "provided");
    api.assert_finished();
    Ok(())
}
