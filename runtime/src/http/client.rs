//! [`Client`]: the HTTP client, the base URL and the credentials.

use std::fmt;
use std::sync::Arc;

use http::Method;
use tokio::time::Instant;

use super::credentials::Credentials;
use super::endpoint::Endpoint;
use super::in_process::InProcess;
use super::keys::Keys;
use super::lane_key;
use super::secret::{Secret, Token};
use crate::error::Error;
use crate::limits::{Lane, Lanes};
use crate::observe::Observer;

/// A client of one server, with its base URL and credentials. It is cheap to clone, and clones
/// share their connections and what they know of the server's limits.
///
/// Make one for each key, and keep it. The calls of a client to one model go one after the other, as fast as
/// the server's [limits](crate::Limits) allow, and share a [retry budget](crate::RetryBudget) and a
/// [breaker](crate::Breaker). Two clients know nothing of each other. [`health`](Self::health) shows what a
/// client knows.
///
/// ```
/// use openai_call::Client;
///
/// # fn main() -> Result<(), openai_call::Error> {
/// let client = Client::builder()
///     .base_url("http://localhost:11434/v1")
///     .api_key("ollama")
///     .build()?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Client(Arc<Inner>);

struct Inner {
    http: reqwest::Client,
    /// Whether the HTTP client is the user's, which follows redirects its own way.
    is_foreign: bool,
    /// The most bytes that the body of an answer may have.
    body_limit: usize,
    endpoint: Endpoint,
    credentials: Credentials,
    lanes: Lanes,
    observer: Option<Arc<dyn Observer>>,
    #[cfg(feature = "testing")]
    in_process: Option<Arc<dyn InProcess>>,
}

impl Client {
    pub(super) fn assemble(
        (http, is_foreign): (reqwest::Client, bool),
        body_limit: usize,
        endpoint: Endpoint,
        credentials: Credentials,
        lanes: Lanes,
        observer: Option<Arc<dyn Observer>>,
    ) -> Self {
        Self(Arc::new(Inner {
            http,
            is_foreign,
            body_limit,
            endpoint,
            credentials,
            lanes,
            observer,
            #[cfg(feature = "testing")]
            in_process: None,
        }))
    }

    /// A client whose requests are answered without a network. Must not be shared yet.
    #[cfg(feature = "testing")]
    pub(crate) fn answered_by(mut self, in_process: Arc<dyn InProcess>) -> Self {
        if let Some(inner) = Arc::get_mut(&mut self.0) {
            // Nor is there anything that would follow a redirect.
            (inner.in_process, inner.is_foreign) = (Some(in_process), false);
        }
        self
    }

    /// What answers in the place of a network, in tests.
    pub(super) fn in_process(&self) -> Option<Arc<dyn InProcess>> {
        #[cfg(feature = "testing")]
        return self.0.in_process.clone();
        #[cfg(not(feature = "testing"))]
        None
    }

    /// The keys in the default headers.
    pub(super) fn default_keys(&self) -> &Keys {
        self.0.credentials.default_keys()
    }

    pub(super) fn body_limit(&self) -> usize {
        self.0.body_limit
    }

    pub(super) fn http(&self) -> &reqwest::Client {
        &self.0.http
    }

    pub(super) fn is_foreign(&self) -> bool {
        self.0.is_foreign
    }

    /// The URL that relative paths are joined to; it ends with a slash.
    pub fn base_url(&self) -> &str {
        self.0.endpoint.base().as_str()
    }

    pub(super) fn begin(
        &self,
        method: Method,
        path: &str,
    ) -> Result<reqwest::RequestBuilder, Error> {
        self.0.endpoint.url(path).map(|url| self.0.http.request(method, url))
    }

    /// The token of the provider, if there is one and the request goes to the origin of the base URL.
    pub(super) fn token(&self, request: &reqwest::Request) -> Option<Token> {
        let provider = self.0.credentials.provider()?;
        self.0.endpoint.owns(request.url()).then(|| provider())
    }

    pub(super) fn observer(&self) -> Option<&Arc<dyn Observer>> {
        self.0.observer.as_ref()
    }

    /// The path of the base URL.
    pub(super) fn base_path(&self) -> &str {
        self.0.endpoint.base().path()
    }

    pub(super) fn lanes(&self) -> &Lanes {
        &self.0.lanes
    }

    /// The lane of a request; `None` if it goes to another origin than the base URL.
    pub(super) fn lane(&self, request: &reqwest::Request, now: Instant) -> Option<Arc<Lane>> {
        let endpoint = &self.0.endpoint;
        let is_ours = endpoint.owns(request.url());
        is_ours.then(|| self.lanes().lane(lane_key::of(request, endpoint.base().path()), now))
    }

    /// Adds the credentials, if the request goes to the origin of the base URL. Returns the secret.
    pub(super) fn sign(
        &self,
        request: &mut reqwest::Request,
        token: Option<Secret>,
    ) -> Result<Option<Secret>, Error> {
        if !self.0.endpoint.owns(request.url()) {
            return Ok(None);
        }
        self.0.credentials.sign(request, token)
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("base_url", &self.base_url())
            .field("credentials", &self.0.credentials)
            .finish_non_exhaustive()
    }
}
