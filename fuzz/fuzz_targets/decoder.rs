//! Any successful response is a value or an error, and what it is does not depend on how its type
//! is asked for.
#![no_main]

use libfuzzer_sys::fuzz_target;
use openai_call::{Error, Reply, openai_call};
use serde_json::Value;

#[openai_call(retry = "none")]
async fn value(response: reqwest::Response) -> Result<Value, Error> {
    response
}

#[openai_call(retry = "none")]
async fn reply(response: reqwest::Response) -> Result<Reply<Value>, Error> {
    response
}

fn response(body: &[u8]) -> reqwest::Response {
    http::Response::new(body.to_vec()).into()
}

fuzz_target!(|body: &[u8]| {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
    runtime.expect("a runtime").block_on(async {
        let (value, reply) = (value(response(body)).await, reply(response(body)).await);
        match (value, reply) {
            (Ok(value), Ok(reply)) => assert_eq!(value, *reply),
            (Err(one), Err(other)) => assert_eq!(one.kind(), other.kind()),
            (one, other) => panic!("{one:?} and {other:?}"),
        }
    });
});
