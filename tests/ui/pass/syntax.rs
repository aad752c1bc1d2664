//! The ways to write the attribute.

use openai_call::{Client, Error, openai_call};
use serde_json::Value;

#[openai_call]
async fn bare(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(
    // What is worth another try.
    retry = "transient",
    /* How often. */
    attempts = 4,
)]
async fn comments_and_lines(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(crate = ::openai_call)]
async fn crate_from_the_root(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call()]
async fn empty_parentheses(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call(retry = "timeout | connection")]
async fn inner_attributes(client: &Client) -> Result<Value, Error> {
    #![allow(unused_variables, clippy::pedantic)]
    //! Inner documentation is an inner attribute too.
    let unused = 1;
    client.post("chat/completions")
}

/// A body that is still to be written.
#[openai_call]
async fn still_to_be_written(_client: &Client) -> Result<Value, Error> {
    todo!()
}

#[openai_call(retry = none)]
async fn still_to_be_written_with_a_semicolon() -> Result<Value, Error> {
    unimplemented!("soon");
}

#[openai_call(attempts = 4, backoff = 1s..8s,)]
async fn trailing_comma(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[test]
fn compile() {
    let _ = (
        bare,
        comments_and_lines,
        crate_from_the_root,
        empty_parentheses,
        inner_attributes,
        still_to_be_written,
        still_to_be_written_with_a_semicolon,
        trailing_comma,
    );
}
