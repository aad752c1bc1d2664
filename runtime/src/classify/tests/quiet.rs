use serde::Deserialize;
use serde_json::Value;

use crate::classify::Classify;
use crate::error::Error;
use crate::kind::ErrorKind;

#[derive(Debug, Deserialize)]
enum Shape {
    Known {
        #[expect(dead_code, reason = "it is only decoded")]
        id: u8,
    },
}

fn message_of<T: for<'de> Deserialize<'de>>(json: &str) -> String {
    let Err(error) = serde_json::from_str::<T>(json) else { panic!("{json} is none") };
    let error = error.classify();
    assert_eq!(error.kind(), ErrorKind::Decode, "{json}");
    error.message().to_owned()
}

/// A decoder may quote a part of the answer, which must not be logged.
#[test]
fn a_decoder_s_message_quotes_nothing_of_the_answer() {
    let messages = [
        message_of::<u8>(r#""my secret""#),
        message_of::<Shape>(r#"{ "my secret": 1 }"#),
        message_of::<Vec<u8>>(r#"["my secret"]"#),
    ];
    for message in messages {
        assert!(!message.contains("secret"), "{message}");
        assert!(message.contains("expected"), "{message}");
    }
}

#[test]
fn a_decoder_s_message_keeps_the_names_of_the_type() {
    assert!(message_of::<Shape>(r#"{ "Known": {} }"#).contains("missing field `id`"));
    assert!(message_of::<Value>("{").starts_with("EOF while parsing"));
}

#[test]
fn a_request_s_own_error_quotes_nothing_either() {
    let body = http::Response::new(r#""my secret""#);
    let response = reqwest::Response::from(body);
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let outcome = runtime.block_on(response.json::<u8>());
    let error: Error = outcome.expect_err("a text is no number").classify();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(!error.message().contains("secret"), "{error}");
}
