use openai_call::{Error, openai_call};
use serde_json::Value;

struct ClientError;

async fn ask() -> Result<Value, ClientError> {
    Err(ClientError)
}

#[openai_call]
async fn chat() -> Result<Value, Error> {
    ask().await
}

fn main() {}
