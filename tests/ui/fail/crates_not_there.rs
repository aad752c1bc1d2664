//! A crate that is not there.

use openai_call::{Client, Error, openai_call};
use serde_json::Value;

#[openai_call(crate = crate::openai)]
async fn crate_is_a_re_export_not_there(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(crate = ::openai)]
async fn crate_not_there(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

fn main() {}
