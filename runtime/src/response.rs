//! [`Response`]: what a server answered with a status of success.

use bytes::{Bytes, BytesMut};
use http::{HeaderMap, StatusCode, header};
use serde::de::DeserializeOwned;

use crate::attempt::Context;
use crate::classify::{self, Classify};
use crate::client::Client;
use crate::error::{BODY_LIMIT, Error};
use crate::kind::ErrorKind;
use crate::reply::{Meta, Raw, Reply, Usage};

/// A response with a status of success, its body not yet read. See
/// [`FromResponse`](crate::FromResponse).
#[derive(Debug)]
pub struct Response {
    inner: reqwest::Response,
    /// Whose key must not be shown, should the server echo it.
    client: Option<Client>,
    meta: Meta,
}

impl Response {
    /// The status, 200 to 299.
    pub fn status(&self) -> StatusCode {
        self.inner.status()
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        self.inner.headers()
    }

    /// The whole body.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Connection`] if the server hung up before the body was complete.
    pub async fn bytes(self) -> Result<Bytes, Error> {
        read(self.inner).await
    }

    /// The body, decoded from JSON.
    ///
    /// # Errors
    ///
    /// What the body says where it is an error in spite of the status; [`ErrorKind::Decode`] where
    /// it is no JSON or no `T`; [`ErrorKind::Connection`] if the server hung up before its end.
    pub async fn json<T: DeserializeOwned>(self) -> Result<T, Error> {
        let success = self.read().await?;
        success.decode()
    }

    pub(crate) async fn reply<T: DeserializeOwned>(self) -> Result<Reply<T>, Error> {
        let meta = self.meta.clone();
        let success = self.read().await?;
        Ok(Reply::new(success.decode()?, Usage::of(&success.body), meta))
    }

    pub(crate) fn raw(self) -> Raw {
        Raw::new(self.inner, self.meta)
    }

    /// Sorts what came of a request: a response to decode, or the error that it is.
    pub(crate) async fn of(
        sent: reqwest::Result<reqwest::Response>,
        client: Option<Client>,
        context: Context<'_>,
    ) -> Result<Self, Error> {
        let response = sent.map_err(Classify::classify)?;
        if response.status().is_success() {
            let meta = Meta::of(response.headers(), context);
            return Ok(Self { inner: response, client, meta });
        }
        let (status, headers) = (response.status(), response.headers().clone());
        let body = read_bounded(response).await;
        Err(redacted(Error::from_response(status, headers, body), client.as_ref()))
    }

    async fn read(self) -> Result<Success, Error> {
        let (status, headers) = (self.inner.status(), self.inner.headers().clone());
        let body = read(self.inner).await?;
        match classify::in_band(status, &headers, &body) {
            Some(error) => Err(redacted(error, self.client.as_ref())),
            None => Ok(Success { status, headers, body }),
        }
    }
}

/// A response with its body, which is no error.
struct Success {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
}

impl Success {
    fn decode<T: DeserializeOwned>(&self) -> Result<T, Error> {
        serde_json::from_slice(&self.body).map_err(|error| self.undecodable::<T>(error))
    }

    #[cold]
    fn undecodable<T>(&self, source: serde_json::Error) -> Error {
        let expected = std::any::type_name::<T>();
        let content_type = self.headers.get(header::CONTENT_TYPE).and_then(|it| it.to_str().ok());
        let message = match content_type {
            _ if self.body.is_empty() => format!("expected `{expected}`, got an empty body"),
            Some(other) if !other.contains("json") => {
                format!("expected `{expected}` as json, got {other}")
            }
            _ => format!("expected `{expected}`: {}", without_values(&source.to_string())),
        };
        let mut error = Error::new(ErrorKind::Decode, message).with_source(source);
        let inner = error.inner_mut();
        inner.status = Some(self.status);
        inner.request_id = classify::request_id(&self.headers);
        inner.headers = self.headers.clone();
        inner.body = self.body.slice(..self.body.len().min(BODY_LIMIT));
        error
    }
}

/// The message of serde without the text that it quotes: an answer has no place in a log.
fn without_values(message: &str) -> String {
    match (message.find('"'), message.rfind('"')) {
        (Some(first), Some(last)) if first < last => {
            format!("{}…{}", &message[..first], &message[last + 1..])
        }
        _ => message.to_owned(),
    }
}

async fn read(response: reqwest::Response) -> Result<Bytes, Error> {
    response.bytes().await.map_err(Classify::classify)
}

/// The beginning of an error's body. A server that hangs up on the way has said enough: the status
/// is known, and whatever came of the body is kept.
async fn read_bounded(mut response: reqwest::Response) -> Bytes {
    let mut body = BytesMut::new();
    while let Ok(Some(chunk)) = response.chunk().await {
        body.extend_from_slice(&chunk[..chunk.len().min(BODY_LIMIT - body.len())]);
        if body.len() == BODY_LIMIT {
            break;
        }
    }
    body.freeze()
}

fn redacted(error: Error, client: Option<&Client>) -> Error {
    match client {
        Some(client) => client.redact(error),
        None => error,
    }
}
