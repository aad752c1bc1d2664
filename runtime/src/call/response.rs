//! [`Response`]: what a server answered with a status of success.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use serde::de::DeserializeOwned;

use crate::call::attempt::Context;
use crate::call::meta::Meta;
use crate::call::reply::{Raw, Reply, Usage};
use crate::call::run::Run;
use crate::classify::{self, Classify};
use crate::error::Error;
use crate::http::answer::Answer;
use crate::http::outgoing::Outgoing;
use crate::http::secret::Secret;
use crate::kind::ErrorKind;

/// A response with a status of success, its body not yet read. See
/// [`FromResponse`](crate::FromResponse).
#[derive(Debug)]
pub struct Response {
    pub(crate) inner: reqwest::Response,
    /// What must not be shown, should the server echo it.
    pub(crate) secret: Option<Secret>,
    /// How far its call has come.
    pub(crate) run: Run,
    /// How long that took.
    elapsed: Duration,
    /// The same request, for a stream that may begin anew.
    pub(crate) again: Option<Box<Outgoing>>,
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
        let meta = self.meta();
        let answer = self.read().await?;
        Ok(Reply::new(answer.decode()?, Usage::of(&answer.body), meta))
    }

    pub(crate) fn raw(self) -> Raw {
        let meta = self.meta();
        Raw::new(self.inner, meta)
    }

    pub(crate) fn meta(&self) -> Meta {
        Meta::of(self.inner.headers(), &self.run, self.elapsed)
    }

    /// The error of a success that is no stream of events: what its body says, or that it is none.
    #[cold]
    pub(crate) async fn no_stream(mut self) -> Error {
        let mut answer = Answer::empty(&self.inner, self.secret);
        answer.read_beginning(&mut self.inner, self.run.trial().left() / 2).await;
        if answer.is_error() {
            return answer.error();
        }
        let got = answer.media_type().unwrap_or("a body of no type");
        let message = format!("expected a stream of events, got {got}");
        answer.complete(Error::new(ErrorKind::Decode, message))
    }

    /// Sorts what came of a request: a response to decode, or the error that it is.
    pub(crate) async fn of(
        response: reqwest::Response,
        secret: Option<Secret>,
        context: Context<'_>,
    ) -> Result<Self, Error> {
        if let Some(id) = classify::request_id_of(response.headers()) {
            context.run.trial().answered(id.clone());
        }
        if response.status().is_success() {
            let (run, elapsed) = (context.run.clone(), context.run.elapsed());
            return Ok(Self { inner: response, secret, run, elapsed, again: None });
        }
        Err(refusal(response, secret, context).await)
    }

    async fn read(self) -> Result<Answer, Error> {
        let mut answer = Answer::empty(&self.inner, self.secret);
        answer.body = read(self.inner).await?;
        if answer.is_error() { Err(answer.error()) } else { Ok(answer) }
    }
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
    let mut answer = Answer::empty(&response, secret);
    let time = context.run.trial().left() / 2;
    answer.read_beginning(&mut response, time).await;
    answer.error()
}
