//! [`Incoming`]: a response whose status and headers have arrived.

use std::mem;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode};

use super::body;
use super::hops::Hops;
use super::keys::Keys;
use super::received::{self, Received};
use super::redirect;
use crate::classify;
use crate::error::Error;
use crate::kind::ErrorKind;

/// The remedy for a path that is not found because its version stands in the base url as well.
const DOUBLED: &str = "leave `v1` out of the path: the base url ends with it";

#[derive(Debug)]
pub struct Incoming {
    response: reqwest::Response,
    keys: Keys,
    /// The most bytes of a body that a success may have.
    body_limit: usize,
}

impl Incoming {
    pub(crate) fn new(response: reqwest::Response, keys: Keys, body_limit: usize) -> Self {
        Self { response, keys, body_limit }
    }

    pub(crate) fn status(&self) -> StatusCode {
        self.response.status()
    }

    pub(crate) fn headers(&self) -> &HeaderMap {
        self.response.headers()
    }

    /// The id that the service gave the request.
    pub(crate) fn request_id(&self) -> Option<HeaderValue> {
        let is_error = !self.status().is_success();
        classify::request_id_of(self.headers()).map(|id| self.keys.out_of_header(id, is_error))
    }

    pub(crate) fn into_response(self) -> reqwest::Response {
        self.response
    }

    pub(crate) fn into_parts(self) -> (reqwest::Response, Keys) {
        (self.response, self.keys)
    }

    /// The error for a status that is no success. It has as much of the body as arrives within
    /// `time`: it does not matter if the server hangs up or stops sending, because the status is
    /// known.
    #[cold]
    pub(crate) async fn refusal(&mut self, time: Duration, hops: &Hops) -> Error {
        let target = redirect::target(&self.response);
        let is_doubled = self.response.url().path().contains("/v1/v1/");
        let received = self.beginning(time).await;
        if let Some(target) = target {
            return received.complete(redirect::not_followed(&target, hops.are_used_up()));
        }
        let error = received.error();
        let is_unknown = error.kind() == ErrorKind::NotFound;
        if is_doubled && is_unknown { error.with_remedy(DOUBLED) } else { error }
    }

    /// The error for a success that is not a stream of events: the error in its body, or that it is
    /// not a stream.
    #[cold]
    pub(crate) async fn no_stream(&mut self, time: Duration) -> Error {
        let received = self.beginning(time).await;
        if received.says_error() {
            return received.error();
        }
        let got = received.media_type().unwrap_or("a body of no type");
        let message = format!("expected a stream of events, got {got}");
        received.complete(Error::new(ErrorKind::Decode, message))
    }

    /// The whole response.
    ///
    /// # Errors
    ///
    /// The error in the body, if it is one in spite of the status;
    /// [`Connection`](ErrorKind::Connection) if the server hung up before the end.
    pub(crate) async fn read(&mut self) -> Result<Received, Error> {
        let received = self.whole().await?;
        if received.is_error() { Err(received.error()) } else { Ok(received) }
    }

    /// The whole response, also if its body is an error.
    ///
    /// # Errors
    ///
    /// If the server hung up before the end, or the body is too long.
    pub(crate) async fn whole(&mut self) -> Result<Received, Error> {
        let body = self.bytes().await?;
        Ok(Received { body, ..self.head() })
    }

    pub(crate) async fn bytes(&mut self) -> Result<Bytes, Error> {
        body::read(&mut self.response, self.body_limit).await
    }

    /// What has arrived before the body, which is taken out of here.
    fn head(&mut self) -> Received {
        Received::head(&mut self.response, mem::take(&mut self.keys))
    }

    /// Reads as much of the body as an error keeps.
    #[cold]
    async fn beginning(&mut self, time: Duration) -> Received {
        let (body, is_whole) = received::beginning(&mut self.response, time).await;
        Received { body, is_whole, ..self.head() }
    }
}
