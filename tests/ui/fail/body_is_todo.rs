use openai_call::{Error, openai_call};
use serde_json::Value;

#[openai_call]
async fn chat() -> Result<Value, Error> {
    todo!()
}

fn main() {}
