use openai_call::{Client, Request, openai_call};

#[openai_call]
async fn chat(client: &Client) -> Request {
    client.post("chat/completions")
}

fn main() {}
