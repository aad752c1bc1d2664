//! Lints of the user's own code. One that does not fire breaks its `expect`, and with it the build.

use openai_call::{Client, Error, openai_call};
use serde_json::Value;

/// In the body.
#[openai_call]
async fn body(client: &Client, path: Option<&str>) -> Result<Value, Error> {
    #[expect(clippy::unwrap_used, unused_variables, reason = "raised in a body")]
    let unused = path.unwrap();
    #[expect(clippy::needless_borrow, reason = "raised at the end of a body")]
    client.get(&"models")
}

/// In the code of the steps.
#[openai_call(
    on_context_length = repair({
        #[expect(clippy::unwrap_used, reason = "raised in a repair")]
        let last = messages.pop().unwrap();
        drop(last);
    }),
    on_rate_limit = [wait, fallback({
        #[expect(clippy::needless_borrow, reason = "raised in a fallback")]
        body(&client, None)
    })],
    on_quota = recover(|error| {
        #[expect(clippy::indexing_slicing, unused_variables, reason = "raised in a recovery")]
        let first = &messages[0];
        Value::Null
    }),
)]
#[expect(
    dead_code,
    unused_variables,
    reason = "raised of a function; the recovery ignores `error`"
)]
async fn steps(client: &Client, mut messages: Vec<String>) -> Result<Value, Error> {
    client.post("chat/completions").json(&messages)
}

/// In the signature, and of the function as a whole.
#[openai_call]
#[expect(dead_code, unused_mut, unused_variables, reason = "raised of a signature")]
#[expect(clippy::fn_params_excessive_bools, reason = "likewise")]
async fn signature(
    mut client: Client,
    one: bool,
    two: bool,
    three: bool,
    four: bool,
) -> Result<Value, Error> {
    #[expect(unused_must_use, reason = "raised of a call")]
    body(&client, None);
    client.get("models")
}
