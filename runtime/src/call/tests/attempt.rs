use http::StatusCode;
use proptest::prelude::*;
use serde::Deserialize;
use serde_json::Value;
use tokio::runtime::Builder;

use crate::{Error, ErrorKind, Raw, Reply, openai_call};

#[derive(Debug, Deserialize, PartialEq)]
struct Completion {
    id: String,
    choices: Vec<Value>,
}

#[openai_call(retry = "none")]
async fn completion(response: reqwest::Response) -> Result<Completion, Error> {
    response
}

#[openai_call(retry = "none")]
async fn value(response: reqwest::Response) -> Result<Value, Error> {
    response
}

#[openai_call(retry = "none")]
async fn reply(response: reqwest::Response) -> Result<Reply<Value>, Error> {
    response
}

#[openai_call(retry = "none")]
async fn raw(response: reqwest::Response) -> Result<Raw, Error> {
    response
}

fn response(status: u16, body: &[u8]) -> reqwest::Response {
    let mut response = http::Response::new(body.to_vec());
    *response.status_mut() = StatusCode::from_u16(status).expect("a status");
    response.into()
}

fn run<T>(future: impl Future<Output = T>) -> T {
    let runtime = Builder::new_current_thread().enable_time().build().expect("a runtime");
    runtime.block_on(future)
}

/// JSON, whole and cut, and anything else.
fn any_body() -> impl Strategy<Value = Vec<u8>> {
    let part = prop::sample::select(
        &[
            "{",
            "}",
            "[",
            "]",
            ":",
            ",",
            "\"id\"",
            "\"choices\"",
            "\"error\"",
            "\"status\"",
            "\"failed\"",
            "\"object\"",
            "\"response\"",
            "null",
            "1",
            "\"\"",
            "[{}]",
            "\\u0000",
            " ",
        ][..],
    );
    let whole = r#"{"id":"c","choices":[{"message":{"content":"an \"error\""}}],"error":null}"#;
    prop_oneof![
        any::<Vec<u8>>(),
        prop::collection::vec(part, 0..20).prop_map(|parts| parts.concat().into_bytes()),
        (0..=whole.len()).prop_map(move |end| whole.as_bytes()[..end].to_vec()),
    ]
}

proptest! {
    #[test]
    fn every_response_is_a_value_or_an_error(body in any_body(), status in 200_u16..600) {
        run(async {
            let as_value = value(response(status, &body)).await;
            let as_reply = reply(response(status, &body)).await;
            match (&as_value, as_reply) {
                (Ok(value), Ok(reply)) => prop_assert_eq!(value, &*reply),
                (Err(one), Err(other)) => prop_assert_eq!(one.kind(), other.kind()),
                (one, other) => prop_assert!(false, "{:?} and {:?}", one, other),
            }
            let is_json = serde_json::from_slice::<Value>(&body).is_ok();
            if as_value.is_ok() {
                prop_assert!(status == 204 || is_json);
            }
            // What is not a `Value` is not any other type either.
            let typed = completion(response(status, &body)).await;
            prop_assert!(typed.is_err() || as_value.is_ok());
            Ok(())
        })?;
    }

    #[test]
    fn a_raw_response_is_every_byte_of_it(body in any::<Vec<u8>>(), status in 200_u16..300) {
        let bytes = run(async {
            let raw = raw(response(status, &body)).await?;
            raw.into_inner().bytes().await.map_err(crate::Classify::classify)
        });
        prop_assert_eq!(bytes.map_err(|error| error.to_string()), Ok(body.into()));
    }
}

#[test]
fn a_completion_that_speaks_of_errors_is_no_error() {
    let body = r#"{"id":"c","choices":[{"message":{"content":"{\"error\": \"none\"}"}}]}"#;
    assert_eq!(
        run(completion(response(200, body.as_bytes()))).map(|it| it.id).ok(),
        Some("c".into())
    );
    let cut = run(completion(response(200, &body.as_bytes()[..20])));
    assert_eq!(cut.map_err(|error| error.kind()), Err(ErrorKind::Decode));
}
