//! [`Line`]: what came of a request, as it stands in a journal.

use std::borrow::Cow;
use std::fmt::Display;

use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};

use super::identity::{Half, half};
use super::journalled::Journalled;
use super::outcome::Outcome;
use super::run_error::RunError;
use crate::error::{Attempts, Error};
use crate::kind::ErrorKind;
use crate::usage::Usage;

/// How every line begins, so that a part of one is known again.
pub(super) const BEGINNING: &[u8] = b"{\"custom_id\":\"";

/// A line with its end, and the file that it belongs to.
pub(super) enum Line {
    Answer(Vec<u8>),
    Error(Vec<u8>),
}

#[derive(Serialize)]
struct Success<'a, V> {
    custom_id: &'a str,
    key: &'a str,
    answer: V,
    #[serde(skip_serializing_if = "Option::is_none")]
    attempts: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    usage: Option<Usage>,
}

#[derive(Serialize)]
struct Failure<'a> {
    custom_id: &'a str,
    key: &'a str,
    kind: Option<ErrorKind>,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    request_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    client_request_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    attempts: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    usage: Option<Usage>,
}

impl Line {
    pub(super) fn of<T: Journalled, E: Display>(outcome: &Outcome<T, E>) -> Result<Self, RunError> {
        let (custom_id, key) = (outcome.custom_id(), outcome.key());
        let attempts = outcome.attempts().map(Attempts::len);
        let usage = outcome.usage();
        let line = match outcome.result() {
            Ok(answer) => {
                let answer = answer.answer();
                ended(&Success { custom_id, key, answer, attempts, usage }).map(Self::Answer)
            }
            Err(error) => {
                let call_error = outcome.call_error();
                let message = call_error.map(|it| it.message().to_owned());
                let failure = Failure {
                    custom_id,
                    key,
                    kind: outcome.kind(),
                    message: message.unwrap_or_else(|| error.to_string()),
                    status: call_error.and_then(Error::status).map(|status| status.as_u16()),
                    request_id: call_error.and_then(Error::request_id),
                    client_request_id: call_error.and_then(Error::client_request_id),
                    attempts,
                    usage,
                };
                ended(&failure).map(Self::Error)
            }
        };
        line.map_err(|source| RunError::Unwritable { custom_id: custom_id.to_owned(), source })
    }
}

/// A line with its end, and no other one: a raw value may be pretty-printed. In JSON a line end stands only
/// between two tokens, where a space means the same.
fn ended(line: &impl Serialize) -> serde_json::Result<Vec<u8>> {
    let mut bytes = serde_json::to_vec(line)?;
    for byte in bytes.iter_mut().filter(|byte| matches!(**byte, b'\n' | b'\r')) {
        *byte = b' ';
    }
    bytes.push(b'\n');
    Ok(bytes)
}

/// What a line says of its request.
pub(super) struct Entry {
    pub(super) id: Half,
    pub(super) key: Half,
    /// What went wrong; `None` too for an error that is none of a call.
    pub(super) kind: Option<ErrorKind>,
}

impl Entry {
    pub(super) fn of_answer(line: &[u8]) -> serde_json::Result<Self> {
        #[derive(Deserialize)]
        struct Read<'a> {
            #[serde(borrow)]
            custom_id: Cow<'a, str>,
            #[serde(borrow)]
            key: Cow<'a, str>,
            #[serde(rename = "answer")]
            _answer: IgnoredAny,
        }
        let Read { custom_id, key, .. } = serde_json::from_slice(line)?;
        Ok(Self { id: half(&custom_id), key: half(&key), kind: None })
    }

    pub(super) fn of_error(line: &[u8]) -> serde_json::Result<Self> {
        #[derive(Deserialize)]
        struct Read<'a> {
            #[serde(borrow)]
            custom_id: Cow<'a, str>,
            #[serde(borrow)]
            key: Cow<'a, str>,
            #[serde(borrow)]
            kind: Option<Cow<'a, str>>,
            #[serde(rename = "message")]
            _message: IgnoredAny,
        }
        let Read { custom_id, key, kind, .. } = serde_json::from_slice(line)?;
        let named = |name: &str| ErrorKind::ALL.iter().copied().find(|kind| kind.name() == name);
        Ok(Self { id: half(&custom_id), key: half(&key), kind: kind.as_deref().and_then(named) })
    }
}
