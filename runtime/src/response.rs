//! [`Response`]: what a server answered with a status of success.

use bytes::{Bytes, BytesMut};
use http::{HeaderMap, StatusCode, header};
use serde::de::DeserializeOwned;
use tokio::time::{Instant, timeout};

use crate::attempt::Context;
use crate::classify::{self, Classify};
use crate::error::{BODY_LIMIT, Error};
use crate::kind::ErrorKind;
use crate::reply::{Meta, Raw, Reply, Usage};
use crate::secret::Secret;

/// A response with a status of success, its body not yet read. See
/// [`FromResponse`](crate::FromResponse).
#[derive(Debug)]
pub struct Response {
    inner: reqwest::Response,
    /// What must not be shown, should the server echo it.
    secret: Option<Secret>,
    meta: Meta,
    deadline: Option<Instant>,
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
        self.read().await?.decode()
    }

    pub(crate) async fn reply<T: DeserializeOwned>(self) -> Result<Reply<T>, Error> {
        let meta = self.meta.clone();
        let answer = self.read().await?;
        Ok(Reply::new(answer.decode()?, Usage::of(&answer.body), meta))
    }

    pub(crate) fn raw(self) -> Raw {
        Raw::new(self.inner, self.meta)
    }

    pub(crate) fn meta(&self) -> &Meta {
        &self.meta
    }

    /// When the whole call has to be over.
    pub(crate) fn deadline(&self) -> Option<Instant> {
        self.deadline
    }

    pub(crate) fn into_parts(self) -> (reqwest::Response, Option<Secret>) {
        (self.inner, self.secret)
    }

    /// The error of a success that is no stream of events: what its body says, or that it is none.
    #[cold]
    pub(crate) async fn no_stream(self) -> Error {
        match self.read().await {
            Ok(answer) => answer.undecodable_as("a stream of events"),
            Err(error) => error,
        }
    }

    /// Sorts what came of a request: a response to decode, or the error that it is.
    pub(crate) async fn of(
        response: reqwest::Response,
        secret: Option<Secret>,
        context: Context<'_>,
    ) -> Result<Self, Error> {
        if response.status().is_success() {
            let meta = Meta::of(response.headers(), context);
            let deadline = context.deadline();
            return Ok(Self { inner: response, secret, meta, deadline });
        }
        Err(refusal(response, secret, context).await)
    }

    async fn read(self) -> Result<Answer, Error> {
        let (status, headers) = (self.inner.status(), self.inner.headers().clone());
        let body = read(self.inner).await?;
        let answer = Answer { status, headers, body, is_whole: true, secret: self.secret };
        if classify::is_error(&answer.body) {
            return Err(answer.error(Error::from_response));
        }
        Ok(answer)
    }
}

/// A response with its body.
struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
    is_whole: bool,
    secret: Option<Secret>,
}

impl Answer {
    fn decode<T: DeserializeOwned>(&self) -> Result<T, Error> {
        let json = if self.status == StatusCode::NO_CONTENT { b"null" } else { &self.body[..] };
        serde_json::from_slice(json).map_err(|error| self.undecodable::<T>(&error))
    }

    #[cold]
    fn undecodable_as(&self, expected: &str) -> Error {
        let content_type = self.headers.get(header::CONTENT_TYPE).and_then(|it| it.to_str().ok());
        let found = content_type.unwrap_or("a body of no type");
        self.decode_error(format!("expected {expected}, got {found}"))
    }

    #[cold]
    fn undecodable<T>(&self, error: &serde_json::Error) -> Error {
        let expected = std::any::type_name::<T>();
        let content_type = self.headers.get(header::CONTENT_TYPE).and_then(|it| it.to_str().ok());
        let message = match content_type {
            _ if self.body.is_empty() => format!("expected `{expected}`, got an empty body"),
            Some(other) if !other.contains("json") => {
                format!("expected `{expected}` as json, got {other}")
            }
            _ => format!("expected `{expected}`: {}", without_values(&error.to_string())),
        };
        self.decode_error(message)
    }

    fn decode_error(&self, message: String) -> Error {
        self.error(|status, headers, body: Bytes| {
            let mut error = Error::new(ErrorKind::Decode, message);
            let inner = error.inner_mut();
            inner.status = Some(status);
            inner.request_id = classify::request_id(&headers);
            inner.headers = headers;
            inner.body = body.slice(..body.len().min(BODY_LIMIT));
            error
        })
    }

    /// The error that `make` sees in the answer, which the key is taken out of.
    #[cold]
    fn error(&self, make: impl FnOnce(StatusCode, HeaderMap, Bytes) -> Error) -> Error {
        let (mut headers, body) = (self.headers.clone(), self.body.clone());
        let Some(secret) = &self.secret else { return make(self.status, headers, body) };
        secret.out_of_headers(&mut headers);
        let body = secret.out_of_body(body, self.is_whole);
        secret.out_of_error(make(self.status, headers, body))
    }
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

async fn read(response: reqwest::Response) -> Result<Bytes, Error> {
    response.bytes().await.map_err(Classify::classify)
}

/// The error of a response whose status is none of success. The status has said enough: whatever
/// comes of the body is kept, but a server that hangs up on the way or does not go on changes
/// nothing.
#[cold]
async fn refusal(
    mut response: reqwest::Response,
    secret: Option<Secret>,
    context: Context<'_>,
) -> Error {
    let (status, headers) = (response.status(), response.headers().clone());
    let limit = BODY_LIMIT + secret.as_ref().map_or(0, Secret::len);
    let mut body = BytesMut::new();
    let reading = read_up_to(limit, &mut response, &mut body);
    let is_whole = timeout(context.left() / 2, reading).await.unwrap_or(false);
    let answer = Answer { status, headers, body: body.freeze(), is_whole, secret };
    answer.error(Error::from_response)
}

/// Reads the first `limit` bytes, and whether they are all.
async fn read_up_to(limit: usize, response: &mut reqwest::Response, body: &mut BytesMut) -> bool {
    loop {
        let chunk = match response.chunk().await {
            Ok(Some(chunk)) => chunk,
            end => return end.is_ok(),
        };
        body.extend_from_slice(&chunk[..chunk.len().min(limit - body.len())]);
        if body.len() == limit {
            return false;
        }
    }
}
