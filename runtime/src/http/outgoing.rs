//! [`Outgoing`]: a request that is ready to be sent, with the client that sends it.

use std::fmt;

use http::{HeaderName, HeaderValue};

use super::body;
use super::client::Client;
use super::hops::Hops;
use super::incoming::Incoming;
use super::keys::Keys;
use super::origin::same_origin;
use super::redirect::place;
use super::request::Request;
use crate::classify::{Classify, NO_REDIRECTS};
use crate::error::Error;
use crate::kind::ErrorKind;

/// See <https://platform.openai.com/docs/api-reference/debugging-requests>.
const CLIENT_REQUEST_ID: HeaderName = HeaderName::from_static("x-client-request-id");

pub(crate) struct Outgoing {
    sender: Sender,
    request: reqwest::Request,
    /// The keys in its headers, once it is signed.
    keys: Keys,
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
        Ok(Self { sender: Sender::Ours(client), request, keys: Keys::default() })
    }

    pub(crate) fn of_reqwest(request: reqwest::RequestBuilder) -> Result<Self, Error> {
        let (client, request) = request.build_split();
        let request = request.map_err(Classify::classify)?;
        Ok(Self { sender: Sender::Reqwest(client), request, keys: Keys::default() })
    }

    /// A copy of the request.
    ///
    /// # Errors
    ///
    /// If its body can be read only once.
    pub(crate) fn again(&self) -> Result<Self, Error> {
        let request = self.request.try_clone().ok_or_else(read_once)?;
        Ok(Self { sender: self.sender.clone(), request, keys: Keys::default() })
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
        self.keys = Keys::by_hand(self.request.headers()).with_query(self.request.url());
        if let Sender::Ours(client) = &self.sender {
            let own = client.sign(&mut self.request).await?;
            self.keys =
                std::mem::take(&mut self.keys).with_own(own).with_default(client.default_keys());
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

    /// Sends the request. Redirects within the origin are followed, until the call has followed
    /// `most`; each is counted.
    ///
    /// # Errors
    ///
    /// If there is no response, or if a client of the user's own followed a redirect to it.
    pub(crate) async fn send(self, hops: &Hops, most: u32) -> Result<Incoming, Error> {
        let body_limit = match &self.sender {
            Sender::Reqwest(_) => body::LIMIT,
            Sender::Ours(client) => client.body_limit(),
        };
        #[cfg(feature = "testing")]
        if let Sender::Ours(client) = &self.sender
            && let Some(in_process) = client.in_process()
        {
            let response = in_process.answer(self.request).await?;
            return Ok(Incoming::new(response, self.keys, body_limit));
        }
        let response = match &self.sender {
            Sender::Reqwest(client) => send_by(client, self.request, &self.keys).await?,
            Sender::Ours(client) => match client.foreign() {
                Some(foreign) => send_by(foreign, self.request, &self.keys).await?,
                None => client.send(self.request, hops, most).await.map_err(Classify::classify)?,
            },
        };
        Ok(Incoming::new(response, self.keys, body_limit))
    }
}

/// Sends the request by a client of the user's own, which follows redirects its own way.
async fn send_by(
    client: &reqwest::Client,
    request: reqwest::Request,
    keys: &Keys,
) -> Result<reqwest::Response, Error> {
    let asked = request.url().clone();
    let response = client.execute(request).await.map_err(Classify::classify)?;
    if asked == *response.url() {
        return Ok(response);
    }
    let is_near = same_origin(&asked, response.url());
    Err(keys.out_of_error(astray(&response, is_near)))
}

/// The error for an answer that came from elsewhere: nobody counted the requests that led there.
#[cold]
fn astray(response: &reqwest::Response, is_near: bool) -> Error {
    let place = place(response.url());
    let message = format!("the http client followed a redirect to `{place}`");
    let cause = if is_near {
        "the request was sent more often than the policy knows"
    } else {
        "the request was sent to another server"
    };
    Error::new(ErrorKind::InvalidRequest, message).with_cause(cause).with_remedy(NO_REDIRECTS)
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
