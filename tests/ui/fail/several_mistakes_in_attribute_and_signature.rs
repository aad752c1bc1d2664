use openai_call::{Client, openai_call};

#[openai_call(retries = 2, timeout = 5m)]
const fn chat(client: &Client) {
    client.post("chat/completions")
}

fn main() {}
