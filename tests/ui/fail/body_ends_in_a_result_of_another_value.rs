use openai_call::{Error, openai_call};
use serde_json::Value;

async fn ask() -> Result<String, Error> {
    Ok(String::new())
}

#[openai_call]
async fn chat() -> Result<Value, Error> {
    ask().await
}

fn main() {}
