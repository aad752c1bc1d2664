use openai_call::{Error, openai_call};
use serde_json::Value;

async fn ask() -> Result<Value, Error> {
    Ok(Value::Null)
}

#[openai_call]
async fn chat() -> Result<Value, Error> {
    ask()
}

fn main() {}
