use openai_call::{Client, Error, Reply, openai_call};

struct Chat;

#[openai_call]
async fn chat(client: &Client) -> Result<Reply<Chat>, Error> {
    client.post("chat/completions")
}

fn main() {}
