//! [`Incoming`]: a response of which the head has come.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode};

use super::received::Received;
use super::secret::Secret;
use crate::classify::{self, Classify};
use crate::error::Error;
use crate::kind::ErrorKind;

#[derive(Debug)]
pub(crate) struct Incoming {
    response: reqwest::Response,
    /// What must not be shown, should the server echo it.
    secret: Option<Secret>,
}

impl Incoming {
    pub(crate) fn new(response: reqwest::Response, secret: Option<Secret>) -> Self {
        Self { response, secret }
    }

    pub(crate) fn status(&self) -> StatusCode {
        self.response.status()
    }

    pub(crate) fn headers(&self) -> &HeaderMap {
        self.response.headers()
    }

    /// What the service calls the request.
    pub(crate) fn request_id(&self) -> Option<&HeaderValue> {
        classify::request_id_of(self.headers())
    }

    pub(crate) fn into_response(self) -> reqwest::Response {
        self.response
    }

    pub(crate) fn into_parts(self) -> (reqwest::Response, Option<Secret>) {
        (self.response, self.secret)
    }

    /// The response, if its status is one of success.
    ///
    /// # Errors
    ///
    /// What the server says. The status has said enough: whatever comes of the body within `time` is
    /// kept, but a server that hangs up on the way or does not go on changes nothing.
    pub(crate) async fn success(self, time: Duration) -> Result<Self, Error> {
        if self.status().is_success() { Ok(self) } else { Err(self.beginning(time).await.error()) }
    }

    /// The error of a success that is no stream of events: what its body says, or that it is none.
    #[cold]
    pub(crate) async fn no_stream(self, time: Duration) -> Error {
        let received = self.beginning(time).await;
        if received.is_error() {
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
    /// What the body says where it is an error in spite of the status;
    /// [`Connection`](ErrorKind::Connection) if the server hung up before its end.
    pub(crate) async fn read(self) -> Result<Received, Error> {
        let mut received = Received::head(&self.response, self.secret);
        received.body = read(self.response).await?;
        if received.is_error() { Err(received.error()) } else { Ok(received) }
    }

    pub(crate) async fn bytes(self) -> Result<Bytes, Error> {
        read(self.response).await
    }

    /// As much of the body as an error keeps.
    #[cold]
    async fn beginning(mut self, time: Duration) -> Received {
        let mut received = Received::head(&self.response, self.secret);
        received.read_beginning(&mut self.response, time).await;
        received
    }
}

async fn read(response: reqwest::Response) -> Result<Bytes, Error> {
    response.bytes().await.map_err(Classify::classify)
}
