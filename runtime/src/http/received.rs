//! [`Received`]: the status, headers and body that a server sent, and the errors made from them.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode, header};
use serde::de::DeserializeOwned;
use tokio::time::{Instant, timeout_at};

use super::decode;
use super::keys::Keys;
use crate::classify;
use crate::error::Error;
use crate::kind::ErrorKind;
use crate::observe::Heard;
use crate::usage::Usage;

/// The remedy if the request asked for a stream and the function returns a value.
const A_STREAM: &str = "return an `EventStream<T>`, or leave `stream` out of the body";

/// How much of an error's body is read to understand it; it keeps less.
const READ_LIMIT: usize = 1024 * 1024;

/// How long the body of a refusal may take, whose status is known.
const LONGEST_WAIT: Duration = Duration::from_secs(1);

/// The remedy for a function that returns a `String`, which is decoded from JSON like any other type.
const NO_TEXT: &str = "return `Text` for what a model says, `Body` for the text as it is, or a type with \
                       the members of the json";

/// The remedy for a body that nobody has decompressed.
const COMPRESSED: &str = "turn on the feature `gzip` of openai-call, or have the server send its \
                          answers as they are";

#[derive(Clone, Debug)]
pub(crate) struct Received {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(crate) body: Bytes,
    pub(super) is_whole: bool,
    /// The keys, which are removed from errors if the server echoes them.
    pub(super) keys: Keys,
}

impl Received {
    /// The status and headers of a response, which are taken out of it, without its body.
    pub(crate) fn head(response: &mut reqwest::Response, keys: Keys) -> Self {
        let (status, headers) = (response.status(), std::mem::take(response.headers_mut()));
        Self { status, headers, body: Bytes::new(), is_whole: true, keys }
    }

    pub(crate) fn decode<T: DeserializeOwned>(&self) -> Result<T, Error> {
        self.decode_as(std::any::type_name::<T>())
    }

    /// Like [`decode`](Self::decode), with another name for what is expected.
    pub(crate) fn decode_as<T: DeserializeOwned>(&self, expected: &str) -> Result<T, Error> {
        let json = if self.status == StatusCode::NO_CONTENT { b"null" } else { &self.body[..] };
        serde_json::from_slice(json).or_else(|error| self.decode_wrapped(&error, expected))
    }

    /// Decodes a body that is no JSON as it stands: it may be an error that is wrapped in something,
    /// or begin with a byte order mark.
    #[cold]
    fn decode_wrapped<T: DeserializeOwned>(
        &self,
        error: &serde_json::Error,
        expected: &str,
    ) -> Result<T, Error> {
        if self.says_error() {
            return Err(self.clone().error());
        }
        let unmarked = classify::without_mark(&self.body);
        let value = (unmarked.len() < self.body.len()).then(|| serde_json::from_slice(unmarked));
        let value = value.and_then(Result::ok).or_else(decode::of_anything);
        value.ok_or_else(|| self.undecodable::<T>(error, expected))
    }

    /// The status, the headers without the keys, and the body.
    pub(crate) fn into_parts(mut self) -> (StatusCode, HeaderMap, Bytes) {
        self.keys.out_of_headers(&mut self.headers);
        (self.status, self.headers, self.body)
    }

    /// What the answer says of itself, for those who observe the call.
    #[cold]
    pub(crate) fn heard(&self) -> Heard {
        self.heard_in(&self.body)
    }

    /// What an event of the answer says of it.
    #[cold]
    pub(crate) fn heard_in(&self, event: &[u8]) -> Heard {
        Heard::of(event, |text| self.keys.out_of_text(text))
    }

    pub(crate) fn media_type(&self) -> Option<&str> {
        media_type(&self.headers)
    }

    /// Whether the body is an error, whatever the status.
    pub(crate) fn is_error(&self) -> bool {
        classify::is_error(&self.body)
    }

    /// Like [`is_error`](Self::is_error), also if the error is wrapped in something.
    pub(super) fn says_error(&self) -> bool {
        classify::is_error(classify::unwrapped(&self.body).as_bytes())
    }

    /// The response as an error.
    #[cold]
    pub(crate) fn error(self) -> Error {
        // What has failed within a success was paid for.
        let usage = if self.status.is_success() { Usage::of(&self.body) } else { None };
        self.without_secret(classify::error_of).with_usage(usage)
    }

    /// Adds the response to an error.
    #[cold]
    pub(crate) fn complete(self, error: Error) -> Error {
        self.without_secret(|status, headers, body| {
            let id = classify::request_id(headers);
            let error = error.answered(status, headers, body);
            match id {
                Some(id) => error.identified(id),
                None => error,
            }
        })
    }

    /// The error of bytes that cannot be the file which was asked for: they are compressed, or are an
    /// error as JSON.
    pub(crate) fn as_bytes_error(&self) -> Option<Error> {
        let is_json = self.media_type().is_some_and(|media_type| media_type.contains("json"));
        let said = || (is_json && self.says_error()).then(|| self.clone().error());
        self.compressed("the bytes").or_else(said)
    }

    /// The error of a body that nobody has decompressed.
    fn compressed(&self, expected: &str) -> Option<Error> {
        let encoding = classify::encoding(&self.headers)?;
        let message = format!("expected {expected}, got a body that is compressed as {encoding}");
        let error = Error::new(ErrorKind::Decode, message).with_remedy(COMPRESSED);
        Some(self.clone().complete(error))
    }

    #[cold]
    fn undecodable<T: DeserializeOwned>(&self, error: &serde_json::Error, expected: &str) -> Error {
        if let Some(compressed) = self.compressed(&format!("`{expected}`")) {
            return compressed;
        }
        let message = match self.media_type() {
            _ if self.body.is_empty() => format!("expected `{expected}`, got an empty body"),
            Some(stream) if stream.contains("event-stream") => {
                let message = format!("expected `{expected}`, got a stream of events");
                let error = Error::new(ErrorKind::Decode, message);
                return self.clone().complete(error.with_remedy(A_STREAM));
            }
            Some(other) if !other.contains("json") => {
                format!("expected `{expected}` as json, got {other}")
            }
            _ => format!("expected `{expected}`: {}", decode::why::<T>(&self.body, error)),
        };
        let error = Error::new(ErrorKind::Decode, message);
        let is_text = expected == std::any::type_name::<String>();
        self.clone().complete(if is_text { error.with_remedy(NO_TEXT) } else { error })
    }

    /// The error that `make` makes of the response, without the keys.
    fn without_secret(
        mut self,
        make: impl FnOnce(StatusCode, &HeaderMap, Bytes) -> Error,
    ) -> Error {
        self.keys.out_of_error_headers(&mut self.headers);
        let body = self.keys.out_of_body(self.body, self.is_whole);
        self.keys.out_of_error(make(self.status, &self.headers, body))
    }
}

/// Reads as much of the body as is needed to understand an error, for at most `time`. Returns what has
/// arrived by then, and whether that is the whole.
pub(super) async fn beginning(response: &mut reqwest::Response, time: Duration) -> (Bytes, bool) {
    let end = Instant::now() + time.min(LONGEST_WAIT);
    // The first part is copied into as much as it needs, and most bodies come in one.
    let mut body = Vec::new();
    let is_whole = loop {
        if body.len() == READ_LIMIT {
            break false;
        }
        match timeout_at(end, response.chunk()).await {
            Ok(Ok(Some(chunk))) => {
                body.extend_from_slice(&chunk[..chunk.len().min(READ_LIMIT - body.len())]);
            }
            Ok(Ok(None)) => break true,
            Ok(Err(_)) | Err(_) => break false,
        }
    };
    (body.into(), is_whole)
}

pub(crate) fn media_type(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::CONTENT_TYPE)?.to_str().ok()
}
