//! [`Client`]: the base URL, the key and the headers of every request, over reqwest.

use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use reqwest::Url;
use secrecy::{ExposeSecret, SecretString};

use crate::error::Error;
use crate::kind::ErrorKind;
use crate::redirect;
use crate::request::Request;

const OPENAI: &str = "https://api.openai.com/v1";
const ORGANIZATION: HeaderName = HeaderName::from_static("openai-organization");
const PROJECT: HeaderName = HeaderName::from_static("openai-project");

/// The official SDKs, too, give a connection five seconds.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// A shorter key is a word such as `none`, which a message may hold for another reason.
const SHORTEST_SECRET: usize = 8;

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
pub struct Client(Arc<Inner>);

struct Inner {
    http: reqwest::Client,
    base_url: Url,
    api_key: SecretString,
    /// Sent to the base URL's own origin only.
    credentials: HeaderMap,
}

/// Collects the settings of a [`Client`]. See [`Client::builder`].
#[derive(Clone, Default)]
#[must_use = "settings become a client by `.build()?`"]
pub struct ClientBuilder {
    base_url: Option<String>,
    api_key: Option<SecretString>,
    organization: Option<String>,
    project: Option<String>,
    http: Option<reqwest::Client>,
}

impl Client {
    /// A client with the settings of the environment: `OPENAI_API_KEY`, and if they are set
    /// `OPENAI_BASE_URL`, `OPENAI_ORG_ID` and `OPENAI_PROJECT_ID`.
    ///
    /// # Errors
    ///
    /// As [`ClientBuilder::build`].
    pub fn from_env() -> Result<Self, Error> {
        let set = |name| std::env::var(name).ok().filter(|value| !value.trim().is_empty());
        ClientBuilder {
            base_url: set("OPENAI_BASE_URL"),
            api_key: std::env::var("OPENAI_API_KEY").ok().map(SecretString::from),
            organization: set("OPENAI_ORG_ID"),
            project: set("OPENAI_PROJECT_ID"),
            http: None,
        }
        .build()
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
        self.0.base_url.as_str()
    }

    fn request(&self, method: Method, path: &str) -> Request {
        let request = self.url(path).map(|url| {
            let ours = url.origin() == self.0.base_url.origin();
            let request = self.0.http.request(method, url);
            if ours { request.headers(self.0.credentials.clone()) } else { request }
        });
        Request::new(self.clone(), request)
    }

    fn url(&self, path: &str) -> Result<Url, Error> {
        let absolute = path.starts_with("http://") || path.starts_with("https://");
        let url = if absolute {
            Url::parse(path)
        } else {
            // Behind `./` a colon, as in a fine-tuned model's name, does not start a scheme.
            self.0.base_url.join(&format!("./{}", path.trim_start_matches('/')))
        };
        url.map_err(|error| {
            let message = format!("`{path}` is neither a path nor a url: {error}");
            Error::new(ErrorKind::InvalidRequest, message)
        })
    }

    /// Sends a request, its credentials to the base URL's own origin only.
    pub(crate) async fn send(
        &self,
        request: reqwest::RequestBuilder,
    ) -> reqwest::Result<reqwest::Response> {
        let credentials: Vec<HeaderName> = self.0.credentials.keys().cloned().collect();
        redirect::send(&self.0.http, request.build()?, &credentials).await
    }

    /// The key, where it is long enough to be told from a word.
    pub(crate) fn secret(&self) -> Option<&str> {
        Some(self.0.api_key.expose_secret()).filter(|key| key.len() >= SHORTEST_SECRET)
    }
}

impl ClientBuilder {
    /// Where relative paths are joined to; `https://api.openai.com/v1` if it is not set. A proxy
    /// that the environment names is not asked for a server on the loopback.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// The key, sent as a bearer token. A server that needs none takes any word.
    pub fn api_key(mut self, key: impl Into<String>) -> Self {
        self.api_key = Some(SecretString::from(key.into()));
        self
    }

    /// The `OpenAI-Organization` header.
    pub fn organization(mut self, organization: impl Into<String>) -> Self {
        self.organization = Some(organization.into());
        self
    }

    /// The `OpenAI-Project` header.
    pub fn project(mut self, project: impl Into<String>) -> Self {
        self.project = Some(project.into());
        self
    }

    /// The HTTP client to send with: for a proxy, for certificates, or to share its connections.
    ///
    /// Leave its own timeout and retries alone: the policy of each function has better ones. Its
    /// redirects are its own too: reqwest takes the key from a request that is redirected to another
    /// origin, but neither the organization nor the project.
    pub fn http(mut self, client: reqwest::Client) -> Self {
        self.http = Some(client);
        self
    }

    /// The client with these settings.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Authentication`] for a key that is missing, blank or cannot be sent;
    /// [`ErrorKind::InvalidRequest`] for a base URL, organization or project that cannot be used.
    pub fn build(self) -> Result<Client, Error> {
        let api_key = self.api_key.ok_or_else(|| {
            bad_key("there is no api key; set `OPENAI_API_KEY`, or call `.api_key(…)`")
        })?;
        let mut credentials = HeaderMap::new();
        credentials.insert(header::AUTHORIZATION, bearer(&api_key)?);
        for (name, value) in [(ORGANIZATION, &self.organization), (PROJECT, &self.project)] {
            if let Some(value) = value {
                credentials.insert(name.clone(), plain_header(&name, value)?);
            }
        }
        let base_url = base_url(self.base_url.as_deref().unwrap_or(OPENAI))?;
        let http = self.http.map_or_else(|| default_http(&base_url), Ok)?;
        Ok(Client(Arc::new(Inner { http, base_url, api_key, credentials })))
    }
}

fn bearer(key: &SecretString) -> Result<HeaderValue, Error> {
    let key = key.expose_secret();
    if key.trim().is_empty() {
        return Err(bad_key(
            "the api key is empty; for a server that needs none, take any word such as `none`",
        ));
    }
    if let Some((index, byte)) = key.bytes().enumerate().find(|(_, it)| !it.is_ascii_graphic()) {
        let what = match byte {
            b'\n' | b'\r' => "a line break",
            b' ' | b'\t' => "a space",
            _ => "a character that no key has",
        };
        let place = index + 1;
        return Err(bad_key(format!("the api key has {what} at position {place}; remove it")));
    }
    let mut value = HeaderValue::from_str(&format!("Bearer {key}"))
        .map_err(|_| bad_key("the api key cannot be sent in a header"))?;
    // Keeps it out of every `Debug` on the way, reqwest's and hyper's included.
    value.set_sensitive(true);
    Ok(value)
}

fn bad_key(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::Authentication, message)
}

fn plain_header(name: &HeaderName, value: &str) -> Result<HeaderValue, Error> {
    HeaderValue::from_str(value).map_err(|_| {
        let message = format!("`{name}` cannot be sent: it has a line break or control character");
        Error::new(ErrorKind::InvalidRequest, message)
    })
}

fn base_url(text: &str) -> Result<Url, Error> {
    let bad = |why: &str| {
        let message = format!("the base url {why}; write one such as `{OPENAI}`");
        Error::new(ErrorKind::InvalidRequest, message)
    };
    let mut url = Url::parse(text.trim()).map_err(|error| bad(&format!("is none: {error}")))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(bad(&format!("begins with `{}:`, not with `https://`", url.scheme())));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(bad("holds a user name or password, which logs would show"));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(bad("has a `?` or `#` part, which joining a path would lose"));
    }
    if !url.path().ends_with('/') {
        url.set_path(&format!("{}/", url.path()));
    }
    Ok(url)
}

/// What a client has unless its user brings another.
fn default_http(base_url: &Url) -> Result<reqwest::Client, Error> {
    let mut http = reqwest::Client::builder()
        .connect_timeout(CONNECT_TIMEOUT)
        .redirect(redirect::within_origin())
        .user_agent(concat!("openai-call/", env!("CARGO_PKG_VERSION")));
    if is_loopback(base_url) {
        http = http.no_proxy();
    }
    http.build().map_err(|error| {
        Error::new(ErrorKind::Connection, "the http client cannot be set up").with_source(error)
    })
}

/// Whether the host is this machine, which no proxy could reach.
fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    host == "localhost" || host.parse().is_ok_and(|address: IpAddr| address.is_loopback())
}

/// Without the URL, which may hold a password until [`build`](ClientBuilder::build) has refused it.
impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("organization", &self.organization)
            .field("project", &self.project)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("base_url", &self.base_url())
            .field("organization", &self.0.credentials.get(ORGANIZATION))
            .field("project", &self.0.credentials.get(PROJECT))
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
