use openai_call::{Client, Error, openai_call};
use serde::Deserialize;

#[derive(Deserialize)]
struct Chat<'a> {
    #[serde(borrow)]
    id: &'a str,
}

#[openai_call]
async fn chat<'a>(client: &'a Client) -> Result<Chat<'a>, Error> {
    client.post("chat/completions")
}

fn main() {}
