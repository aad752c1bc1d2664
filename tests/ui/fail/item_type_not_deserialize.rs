use openai_call::{Client, Error, EventStream, openai_call};
struct Token;

#[openai_call]
async fn chat(client: &Client) -> Result<EventStream<Token>, Error> {
    client.post("chat/completions")
}

fn main() {}
