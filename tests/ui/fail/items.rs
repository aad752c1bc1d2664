//! What the attribute does not go on.

use openai_call::{Client, Error, openai_call};
use serde_json::Value;

trait MethodWithoutBody {
    #[openai_call]
    async fn chat(&self) -> Result<Value, Error>;
}

#[openai_call]
#[openai_call(attempts = 3)]
async fn on_a_function_twice(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call]
mod on_a_module {}

#[openai_call]
struct OnAStruct;

#[openai_call]
trait OnATrait {}

struct OnAnImpl;

#[openai_call]
impl OnAnImpl {}

fn main() {}
