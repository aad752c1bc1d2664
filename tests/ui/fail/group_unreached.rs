use openai_call::{Client, Error, openai_call};
use serde_json::Value;

#[openai_call(on_transient = fail, on_any = fail, on_permanent = fail)]
async fn models(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

fn main() {}
