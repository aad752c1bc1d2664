#![deny(warnings)]

use openai_call::{Client, Error, openai_call};
use serde_json::Value;

#[openai_call(retry = "timeout | connection")]
async fn chat(client: &Client) -> Result<Value, Error> {
    #![allow(unused_variables, clippy::pedantic)]
    //! Inner documentation is an inner attribute too.
    let unused = 1;
    client.post("chat/completions")
}

fn main() {
    let _ = chat;
}
