//! [`Outgoing`]: a request that is ready to be sent, with the client that sends it.

use std::fmt;

use http::{HeaderName, HeaderValue};

use super::client::Client;
use super::incoming::Incoming;
use super::request::Request;
use super::secret::Secret;
use crate::classify::Classify;
use crate::error::Error;
use crate::kind::ErrorKind;

/// See <https://platform.openai.com/docs/api-reference/debugging-requests>.
const CLIENT_REQUEST_ID: HeaderName = HeaderName::from_static("x-client-request-id");

pub(crate) struct Outgoing {
    sender: Sender,
    request: reqwest::Request,
    /// The key in its headers, once it is signed.
    secret: Option<Secret>,
}

#[derive(Clone, Debug)]
enum Sender {
    Ours(Client),
    Reqwest(reqwest::Client),
}

impl Outgoing {
    pub(crate) fn of(request: Request) -> Result<Self, Error> {
        let (client, request) = request.into_parts();
        let request = request?.build().map_err(Classify::classify)?;
        Ok(Self { sender: Sender::Ours(client), request, secret: None })
    }

    pub(crate) fn of_reqwest(request: reqwest::RequestBuilder) -> Result<Self, Error> {
        let (client, request) = request.build_split();
        let request = request.map_err(Classify::classify)?;
        Ok(Self { sender: Sender::Reqwest(client), request, secret: None })
    }

    /// A copy of the request.
    ///
    /// # Errors
    ///
    /// If its body can be read only once.
    pub(crate) fn again(&self) -> Result<Self, Error> {
        let request = self.request.try_clone().ok_or_else(read_once)?;
        Ok(Self { sender: self.sender.clone(), request, secret: None })
    }

    pub(crate) fn request_mut(&mut self) -> &mut reqwest::Request {
        &mut self.request
    }

    /// Adds the credentials, if it is sent by a [`Client`].
    ///
    /// # Errors
    ///
    /// Those of the token provider.
    pub(crate) async fn sign(&mut self) -> Result<(), Error> {
        if let Sender::Ours(client) = &self.sender {
            self.secret = client.sign(&mut self.request).await?;
        }
        Ok(())
    }

    /// Adds a client request id, unless there is one, if it is sent by a [`Client`]. With it the
    /// service can find the request even if there is no response.
    pub(crate) fn name(&mut self) -> Option<HeaderValue> {
        let Sender::Ours(_) = self.sender else { return None };
        let own = self.request.headers_mut().entry(CLIENT_REQUEST_ID).or_insert_with(|| {
            let id = format!("{:032x}", fastrand::u128(..));
            HeaderValue::try_from(id).unwrap_or(HeaderValue::from_static("openai-call"))
        });
        Some(own.clone())
    }

    pub(crate) async fn send(self) -> Result<Incoming, Error> {
        let response = match self.sender {
            Sender::Ours(client) => client.send(self.request).await,
            Sender::Reqwest(client) => client.execute(self.request).await,
        };
        Ok(Incoming::new(response.map_err(Classify::classify)?, self.secret))
    }
}

#[cold]
fn read_once() -> Error {
    let message = "the body of the request can be read only once, and `restart` sends it again; \
                   give it as bytes or as json";
    Error::new(ErrorKind::InvalidRequest, message)
}

/// Without the request, whose headers may hold a key.
impl fmt::Debug for Outgoing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outgoing").field("sender", &self.sender).finish_non_exhaustive()
    }
}
