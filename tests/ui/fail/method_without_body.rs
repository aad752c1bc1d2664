use openai_call::{Error, openai_call};
use serde_json::Value;

trait Chat {
    #[openai_call]
    async fn chat(&self) -> Result<Value, Error>;
}

fn main() {}
