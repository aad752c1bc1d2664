//! [`Client`]: where requests go and who makes them, over reqwest.

use std::fmt;
use std::future::Future;
use std::sync::Arc;

use http::Method;

use super::credentials::{Credentials, NAMES};
use super::endpoint::Endpoint;
use crate::error::Error;
use crate::http::Request;
use crate::http::redirect;
use crate::http::secret::Secret;

use super::builder::ClientBuilder;

/// Where requests go and who makes them. Cheap to clone: the clones share their connections.
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
pub struct Client(pub(super) Arc<Inner>);

pub(super) struct Inner {
    pub(super) http: reqwest::Client,
    pub(super) endpoint: Endpoint,
    pub(super) credentials: Credentials,
}

impl Client {
    /// A client with the settings of the environment: `OPENAI_API_KEY`, and if they are set
    /// `OPENAI_BASE_URL`, `OPENAI_ORG_ID` and `OPENAI_PROJECT_ID`.
    ///
    /// # Errors
    ///
    /// As [`ClientBuilder::build`].
    pub fn from_env() -> Result<Self, Error> {
        ClientBuilder::from_env().build()
    }

    /// Settings to fill in: at least the key.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }

    /// A `POST` to `path`, which is joined to the base URL; an absolute URL is taken as it is, and
    /// the key is not sent to another origin.
    pub fn post(&self, path: &str) -> Request {
        self.request(Method::POST, path)
    }

    /// A `GET` of `path`. See [`post`](Self::post).
    pub fn get(&self, path: &str) -> Request {
        self.request(Method::GET, path)
    }

    /// A `DELETE` of `path`. See [`post`](Self::post).
    pub fn delete(&self, path: &str) -> Request {
        self.request(Method::DELETE, path)
    }

    /// The URL that relative paths are joined to; it ends in a slash.
    pub fn base_url(&self) -> &str {
        self.0.endpoint.base().as_str()
    }

    fn request(&self, method: Method, path: &str) -> Request {
        let request = self.0.endpoint.url(path).map(|url| self.0.http.request(method, url));
        Request::new(self.clone(), request)
    }

    /// What the request is sent with, on the base URL's own origin only.
    pub(crate) async fn sign(
        &self,
        request: &mut reqwest::Request,
    ) -> Result<Option<Secret>, Error> {
        if !self.0.endpoint.owns(request.url()) {
            return Ok(None);
        }
        self.0.credentials.sign(request).await.map(Some)
    }

    /// Sends the request, and what signed it to no other origin.
    pub(crate) fn send(
        &self,
        request: reqwest::Request,
    ) -> impl Future<Output = reqwest::Result<reqwest::Response>> + Send {
        redirect::send(&self.0.http, request, &NAMES)
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
