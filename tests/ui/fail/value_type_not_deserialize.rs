use openai_call::{Client, Error, openai_call};

struct Chat;

#[openai_call]
async fn chat(client: &Client) -> Result<Chat, Error> {
    client.post("chat/completions")
}

fn main() {}
