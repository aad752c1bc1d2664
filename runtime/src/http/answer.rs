//! [`Answer`]: the status, headers and body that a server sent, and the errors that are made of them.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::{HeaderMap, StatusCode, header};
use serde::de::DeserializeOwned;
use tokio::time::{Instant, timeout_at};

use crate::classify;
use crate::error::{BODY_LIMIT, Error};
use crate::http::secret::Secret;
use crate::kind::ErrorKind;

/// What helps where a stream was asked for and a value is returned.
const A_STREAM: &str = "return an `EventStream<T>`, or leave `stream` out of the body";

#[derive(Debug)]
pub(crate) struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    pub(crate) body: Bytes,
    is_whole: bool,
    /// What must not be shown, should the server echo it.
    secret: Option<Secret>,
}

impl Answer {
    /// Without its body yet.
    pub(crate) fn empty(response: &reqwest::Response, secret: Option<Secret>) -> Self {
        let (status, headers) = (response.status(), response.headers().clone());
        Self { status, headers, body: Bytes::new(), is_whole: true, secret }
    }

    /// Reads no more of the body than an error keeps, and no longer than `time`. Whatever comes of it is
    /// kept.
    pub(crate) async fn read_beginning(
        &mut self,
        response: &mut reqwest::Response,
        time: Duration,
    ) {
        let limit = BODY_LIMIT + self.secret.as_ref().map_or(0, Secret::len);
        let end = Instant::now() + time;
        let mut body = BytesMut::new();
        self.is_whole = loop {
            if body.len() == limit {
                break false;
            }
            match timeout_at(end, response.chunk()).await {
                Ok(Ok(Some(chunk))) => {
                    body.extend_from_slice(&chunk[..chunk.len().min(limit - body.len())]);
                }
                Ok(Ok(None)) => break true,
                Ok(Err(_)) | Err(_) => break false,
            }
        };
        self.body = body.freeze();
    }

    pub(crate) fn decode<T: DeserializeOwned>(&self) -> Result<T, Error> {
        let json = if self.status == StatusCode::NO_CONTENT { b"null" } else { &self.body[..] };
        serde_json::from_slice(json).map_err(|error| self.undecodable::<T>(&error))
    }

    pub(crate) fn media_type(&self) -> Option<&str> {
        media_type(&self.headers)
    }

    /// Whether the body is an error in spite of a status of success.
    pub(crate) fn is_error(&self) -> bool {
        classify::is_error(&self.body)
    }

    /// The error that the answer is.
    #[cold]
    pub(crate) fn error(&self) -> Error {
        self.without_secret(Error::from_response)
    }

    /// An error of another source, with what the answer has to tell.
    #[cold]
    pub(crate) fn complete(&self, mut error: Error) -> Error {
        self.without_secret(|status, headers, body: Bytes| {
            let inner = error.inner_mut();
            inner.status = Some(status);
            inner.request_id = classify::request_id(&headers);
            inner.headers = headers;
            // A slice would keep the rest alive.
            inner.body =
                body.get(..BODY_LIMIT).map_or_else(|| body.clone(), Bytes::copy_from_slice);
            error
        })
    }

    #[cold]
    fn undecodable<T>(&self, error: &serde_json::Error) -> Error {
        let expected = std::any::type_name::<T>();
        let message = match self.media_type() {
            _ if self.body.is_empty() => format!("expected `{expected}`, got an empty body"),
            Some(stream) if stream.contains("event-stream") => {
                let message = format!("expected `{expected}`, got a stream of events");
                let error = Error::new(ErrorKind::Decode, message);
                return self.complete(error.with_remedy(A_STREAM));
            }
            Some(other) if !other.contains("json") => {
                format!("expected `{expected}` as json, got {other}")
            }
            _ => format!("expected `{expected}`: {}", without_values(&error.to_string())),
        };
        self.complete(Error::new(ErrorKind::Decode, message))
    }

    /// The error that `make` sees in the answer, which the key is taken out of.
    fn without_secret(&self, make: impl FnOnce(StatusCode, HeaderMap, Bytes) -> Error) -> Error {
        let (mut headers, body) = (self.headers.clone(), self.body.clone());
        let Some(secret) = &self.secret else { return make(self.status, headers, body) };
        secret.out_of_headers(&mut headers);
        let body = secret.out_of_body(body, self.is_whole);
        secret.out_of_error(make(self.status, headers, body))
    }
}

pub(crate) fn media_type(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::CONTENT_TYPE)?.to_str().ok()
}

/// The message of serde without what it quotes of the answer, which has no place in a log. The
/// fields that are missing or doubled are those of the type.
pub(crate) fn without_values(message: &str) -> String {
    let names_a_field =
        ["missing field", "duplicate field"].iter().any(|it| message.starts_with(it));
    let quote = message.find(['"', '`', '\'']).filter(|_| !names_a_field);
    let Some(quote) = quote else { return message.to_owned() };
    let rest = &message[quote..];
    let known = rest.rfind(", expected").or_else(|| rest.rfind(" at line"));
    format!("{}…{}", &message[..quote], known.map_or("", |known| &rest[known..]))
}
