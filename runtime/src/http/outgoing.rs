//! [`Outgoing`]: a request that is ready to be sent, with the client that sends it.

use std::fmt;
use std::pin::pin;
use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderName, HeaderValue};
use tokio::time::Instant;

use super::body;
use super::client::Client;
use super::estimate;
use super::hops::Hops;
use super::in_process::Answering;
use super::incoming::Incoming;
use super::keys::Keys;
use super::origin::same_origin;
use super::redirect::{self, place};
use super::request::Request;
use super::secret::{Secret, Token};
use crate::classify::{Classify, NO_REDIRECTS};
use crate::error::Error;
use crate::kind::ErrorKind;
use crate::limits::Lane;
use crate::observe::{Asked, Observer};

/// See <https://platform.openai.com/docs/api-reference/debugging-requests>.
const CLIENT_REQUEST_ID: HeaderName = HeaderName::from_static("x-client-request-id");

pub struct Outgoing {
    sender: Sender,
    request: reqwest::Request,
    /// The keys in its headers, once it is signed.
    keys: Keys,
    /// What it costs of a limit on tokens, if that was said.
    tokens: Option<u32>,
}

#[derive(Clone, Debug)]
enum Sender {
    Ours(Client),
    Reqwest(reqwest::Client),
    /// The client, and what the request carries for its middleware.
    #[cfg(feature = "reqwest-middleware")]
    Middleware(Box<(reqwest_middleware::ClientWithMiddleware, http::Extensions)>),
}

impl Outgoing {
    pub(crate) fn of(request: Request) -> Result<Self, Error> {
        let (client, request, tokens) = request.into_parts();
        let request = request?.build().map_err(Classify::classify)?;
        Ok(Self { sender: Sender::Ours(client), request, keys: Keys::default(), tokens })
    }

    pub(crate) fn of_reqwest(request: reqwest::RequestBuilder) -> Result<Self, Error> {
        let (client, request) = request.build_split();
        let request = request.map_err(Classify::classify)?;
        Ok(Self { sender: Sender::Reqwest(client), request, keys: Keys::default(), tokens: None })
    }

    #[cfg(feature = "reqwest-middleware")]
    pub(crate) fn of_middleware(
        mut request: reqwest_middleware::RequestBuilder,
    ) -> Result<Self, Error> {
        let extensions = std::mem::take(request.extensions());
        let (client, request) = request.build_split();
        let request = request.map_err(Classify::classify)?;
        let sender = Sender::Middleware(Box::new((client, extensions)));
        Ok(Self { sender, request, keys: Keys::default(), tokens: None })
    }

    /// A copy of the request.
    ///
    /// # Errors
    ///
    /// If its body can be read only once.
    pub(crate) fn again(&self) -> Result<Self, Error> {
        let request = self.request.try_clone().ok_or_else(read_once)?;
        Ok(Self {
            sender: self.sender.clone(),
            request,
            keys: Keys::default(),
            tokens: self.tokens,
        })
    }

    pub(crate) fn request_mut(&mut self) -> &mut reqwest::Request {
        &mut self.request
    }

    /// The token to be waited for before it is signed, if a provider has it.
    pub(crate) fn token(&self) -> Option<Token> {
        let Sender::Ours(client) = &self.sender else { return None };
        client.token(&self.request)
    }

    /// Its lane, if it is sent by a [`Client`] to the server of that.
    pub(crate) fn lane(&self, now: Instant) -> Option<Arc<Lane>> {
        let Sender::Ours(client) = &self.sender else { return None };
        client.lane(&self.request, now)
    }

    /// Who observes the calls of its client.
    pub(crate) fn observer(&self) -> Option<&Arc<dyn Observer>> {
        let Sender::Ours(client) = &self.sender else { return None };
        client.observer()
    }

    /// What it asks for, for those who observe the call.
    #[cold]
    pub(crate) fn asked(&self) -> Asked {
        let base = if let Sender::Ours(client) = &self.sender { client.base_path() } else { "/" };
        Asked::of(&self.request, base)
    }

    /// What it costs of a limit on tokens.
    pub(crate) fn tokens(&self) -> u32 {
        self.tokens.unwrap_or_else(|| estimate::tokens(&self.request))
    }

    /// Adds the credentials, if it is sent by a [`Client`].
    ///
    /// # Errors
    ///
    /// If the token cannot be sent.
    pub(crate) fn sign(&mut self, token: Option<Secret>) -> Result<(), Error> {
        let mut keys = Keys::by_hand(self.request.headers()).with_query(self.request.url());
        if let Sender::Ours(client) = &self.sender {
            let own = client.sign(&mut self.request, token)?;
            keys = keys.with_own(own).with_default(client.default_keys());
        }
        self.keys = keys;
        Ok(())
    }

    /// Adds a client request id, unless there is one, if it is sent by a [`Client`]. With it the
    /// service can find the request even if there is no response.
    pub(crate) fn name(&mut self) -> Option<HeaderValue> {
        let Sender::Ours(_) = self.sender else { return None };
        let headers = self.request.headers_mut();
        Some(headers.entry(CLIENT_REQUEST_ID).or_insert_with(random_id).clone())
    }

    /// Sends the request. Redirects within the origin are followed, until the call has followed
    /// `most`; each is counted. Not an `async fn`, which would hold the request until the response.
    ///
    /// # Errors
    ///
    /// If there is no response, or if a client of the user's own followed a redirect to it.
    pub(crate) fn send(
        self,
        hops: &Hops,
        most: u32,
    ) -> impl Future<Output = Result<Incoming, Error>> + use<'_> {
        let Self { sender, request, keys, tokens: _ } = self;
        let (is_foreign, body_limit) = if let Sender::Ours(client) = &sender {
            (client.is_foreign(), client.body_limit())
        } else {
            (true, body::LIMIT)
        };
        let asked = is_foreign.then(|| Box::new(request.url().clone()));
        let is_read = redirect::is_read(&request);
        let way = match sender {
            Sender::Reqwest(http) => Way::Http(http.execute(request)),
            Sender::Ours(client) => match client.in_process() {
                Some(in_process) => Way::Boxed(in_process.answer(request)),
                None => Way::Http(client.http().execute(request)),
            },
            #[cfg(feature = "reqwest-middleware")]
            Sender::Middleware(sender) => Way::Boxed(Box::pin(async move {
                let (client, mut extensions) = *sender;
                let sending = client.execute_with_extensions(request, &mut extensions);
                sending.await.map_err(Classify::classify)
            })),
        };
        async move {
            let response = match way {
                Way::Http(sending) => redirect::follow(pin!(sending), is_read, hops, most)
                    .await
                    .map_err(Classify::classify)?,
                Way::Boxed(answering) => answering.await?,
            };
            match asked {
                Some(asked) if *asked != *response.url() => {
                    let is_near = same_origin(&asked, response.url());
                    Err(keys.out_of_error(astray(&response, is_near)))
                }
                _ => Ok(Incoming::new(response, keys, body_limit)),
            }
        }
    }
}

/// The way of a request to what answers it.
enum Way<F> {
    Http(F),
    Boxed(Answering),
}

/// 32 random hexadecimal digits.
fn random_id() -> HeaderValue {
    let mut digits = fastrand::u128(..).to_le_bytes().map(|byte| [byte >> 4, byte & 0xf]);
    for digit in digits.as_flattened_mut() {
        *digit = b"0123456789abcdef"[usize::from(*digit)];
    }
    // An owner is shared by clones as it is, where a slice would be moved once more.
    let id = Bytes::from_owner(Digits(digits));
    HeaderValue::from_maybe_shared(id).unwrap_or(HeaderValue::from_static("openai-call"))
}

struct Digits([[u8; 2]; 16]);

impl AsRef<[u8]> for Digits {
    fn as_ref(&self) -> &[u8] {
        self.0.as_flattened()
    }
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
    let error = Error::new(ErrorKind::InvalidRequest, message);
    let mut error = error.with_cause(cause).with_remedy(NO_REDIRECTS);
    error.has_begun();
    error
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
