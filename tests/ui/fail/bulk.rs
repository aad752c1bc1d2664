//! Runs of many calls.

use openai_call::bulk::Run;
use openai_call::{Body, Client, Error, openai_call};

#[openai_call]
async fn speech(client: &Client) -> Result<Body, Error> {
    client.post("audio/speech")
}

fn answer_that_is_no_json(client: &Client) {
    let _ = Run::new([()], |()| speech(client)).run();
}

fn main() {}
