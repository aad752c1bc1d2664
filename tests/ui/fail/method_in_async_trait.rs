use async_trait::async_trait;
use openai_call::{Client, Error, openai_call};
use serde_json::Value;

#[async_trait]
trait Chat {
    async fn chat(&self) -> Result<Value, Error>;
}

#[async_trait]
impl Chat for Client {
    #[openai_call]
    async fn chat(&self) -> Result<Value, Error> {
        self.post("chat/completions")
    }
}

fn main() {}
