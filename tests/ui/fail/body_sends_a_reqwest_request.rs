use openai_call::{Error, openai_call};
use serde_json::Value;

#[openai_call]
async fn chat(http: &reqwest::Client) -> Result<Value, Error> {
    http.post("http://localhost/v1/chat/completions").send().await
}

fn main() {}
