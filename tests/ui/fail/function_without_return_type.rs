use openai_call::{Client, openai_call};

#[openai_call]
async fn chat(client: &Client) {
    client.post("chat/completions")
}

fn main() {}
