use openai_call::{Client, Error, openai_call};
use serde_json::Value;

trait Chat {
    async fn chat(&self, prompt: &str) -> Result<Value, Error>;
}

impl Chat for Client {
    #[openai_call(on_quota = wait)]
    async fn chat(&self, prompt: &str) -> Result<Value, Error> {
        self.post("chat/completions").json(&prompt)
    }
}

fn main() {}
