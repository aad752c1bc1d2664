//! [`ClientBuilder`]: the settings of a client, checked when it is built.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue};
use secrecy::SecretString;

use super::body;
use super::client::Client;
use super::credentials::{Account, Credentials, bad_header};
use super::endpoint::{Azure, Endpoint};
use super::secret::{Secret, TokenProvider};
use super::transport::{self, Adapt};
use crate::classify::Classify;
use crate::error::Error;
use crate::limits::{Lanes, Settings};
use crate::observe::Observer;

/// Collects the settings of a [`Client`]. See [`Client::builder`].
///
/// ```
/// use openai_call::{Client, Limits};
/// use std::time::Duration;
///
/// let client = Client::builder()
///     .base_url("https://api.groq.com/openai/v1")
///     .api_key("gsk_key")
///     .from_env() // OPENAI_ORG_ID, …; what is set already stays
///     .connect_timeout(Duration::from_secs(2))
///     .limits(Limits::per_minute().requests(30))
///     .concurrency(8)
///     .build()?;
/// # Ok::<(), openai_call::Error>(())
/// ```
#[derive(Clone, Default)]
#[must_use = "settings become a client by `.build()?`"]
pub struct ClientBuilder {
    base_url: Option<String>,
    azure: Option<Azure>,
    api_key: Option<Secret>,
    token_provider: Option<TokenProvider>,
    account: Account,
    headers: HeaderMap,
    /// What is wrong with the first header that cannot be sent.
    bad_header: Option<String>,
    http: Option<reqwest::Client>,
    connect_timeout: Option<Duration>,
    /// Changes the HTTP client that is used if none is set.
    adapted: Option<Adapt>,
    body_limit: Option<usize>,
    pub(super) limits: Settings,
    observer: Option<Arc<dyn Observer>>,
}

impl Client {
    /// Makes a client from environment variables: `OPENAI_API_KEY`, and `OPENAI_BASE_URL`,
    /// `OPENAI_ORG_ID` and `OPENAI_PROJECT_ID` if they are set.
    ///
    /// # Errors
    ///
    /// The same as for [`ClientBuilder::build`].
    pub fn from_env() -> Result<Self, Error> {
        Self::builder().from_env().build()
    }

    /// Starts a client; at least the key must be set.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }
}

impl ClientBuilder {
    /// Takes from the environment what has not been set: `OPENAI_API_KEY`, `OPENAI_BASE_URL`,
    /// `OPENAI_ORG_ID` and `OPENAI_PROJECT_ID`.
    pub fn from_env(mut self) -> Self {
        let set = |name| std::env::var(name).ok().filter(|value| !value.trim().is_empty());
        if self.api_key.is_none() && self.token_provider.is_none() {
            let key = std::env::var("OPENAI_API_KEY").ok();
            self.api_key = key.map(|key| Secret::new(SecretString::from(key)));
        }
        if self.azure.is_none() {
            self.base_url = self.base_url.or_else(|| set("OPENAI_BASE_URL"));
        }
        let account = &mut self.account;
        account.organization = account.organization.take().or_else(|| set("OPENAI_ORG_ID"));
        account.project = account.project.take().or_else(|| set("OPENAI_PROJECT_ID"));
        self
    }

    #[cfg(feature = "testing")]
    pub(crate) fn adapted(self, adapt: Adapt) -> Self {
        Self { adapted: Some(adapt), ..self }
    }

    /// Adds a header to every request to the origin of the base URL, unless the request has a
    /// header of this name. It is not sent to another origin.
    ///
    /// ```
    /// use openai_call::Client;
    ///
    /// # fn main() -> Result<(), openai_call::Error> {
    /// let client = Client::builder()
    ///     .api_key("0123456789abcdef")
    ///     .header("x-gateway-team", "search")
    ///     .build()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn header<K, V>(mut self, name: K, value: V) -> Self
    where
        HeaderName: TryFrom<K>,
        <HeaderName as TryFrom<K>>::Error: Into<http::Error>,
        HeaderValue: TryFrom<V>,
        <HeaderValue as TryFrom<V>>::Error: Into<http::Error>,
    {
        let name = HeaderName::try_from(name).map_err(Into::into);
        match name.and_then(|name| Ok((name, HeaderValue::try_from(value).map_err(Into::into)?))) {
            Ok((name, value)) => drop(self.headers.insert(name, value)),
            Err(error) => self.bad_header = self.bad_header.or(Some(error.to_string())),
        }
        self
    }

    /// Sets the URL that relative paths are joined to. The default is `https://api.openai.com/v1`.
    /// For a server on the loopback, proxies from the environment are not used.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// Uses a deployment of Azure `OpenAI`: paths that need a model go to the deployment, every
    /// request has the `api-version`, and the key is sent as `api-key`.
    ///
    /// For the newer API of Azure, under `/openai/v1`, use [`base_url`](Self::base_url) instead.
    ///
    /// ```
    /// use openai_call::Client;
    ///
    /// # fn main() -> Result<(), openai_call::Error> {
    /// let client = Client::builder()
    ///     .azure("https://example.openai.azure.com", "gpt-4o-mini", "2024-10-21")
    ///     .api_key("0123456789abcdef")
    ///     .build()?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// Source: the paths that openai-python sends to a deployment, in
    /// [`lib/azure.py`](https://github.com/openai/openai-python/blob/main/src/openai/lib/azure.py).
    pub fn azure(
        mut self,
        endpoint: impl Into<String>,
        deployment: impl Into<String>,
        api_version: impl Into<String>,
    ) -> Self {
        self.azure = Some(Azure {
            endpoint: endpoint.into(),
            deployment: deployment.into(),
            api_version: api_version.into(),
        });
        self
    }

    /// Sets the key, which is sent as a bearer token. For a server that needs no key, use any word.
    pub fn api_key(mut self, key: impl Into<String>) -> Self {
        self.api_key = Some(Secret::new(SecretString::from(key.into())));
        self
    }

    /// Gets a token before each attempt, and sends it instead of a key. Tokens are not cached here:
    /// the provider should keep a token as long as it is valid.
    ///
    /// An error of the provider fails the attempt, and the policy handles it.
    ///
    /// ```
    /// use openai_call::{Client, Error};
    ///
    /// # fn main() -> Result<(), Error> {
    /// let client = Client::builder()
    ///     .azure("https://example.openai.azure.com", "gpt-4o-mini", "2024-10-21")
    ///     .token_provider(async || Ok::<_, std::io::Error>("a token of Entra".to_owned()))
    ///     .build()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn token_provider<F, E>(mut self, provider: impl Fn() -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<String, E>> + Send + 'static,
        E: Classify,
    {
        self.token_provider = Some(Arc::new(move || {
            let token = provider();
            Box::pin(async move {
                let token = token.await.map_err(Classify::classify)?;
                Ok(Secret::new(SecretString::from(token)))
            })
        }));
        self
    }

    /// Sets the `OpenAI-Organization` header.
    pub fn organization(mut self, organization: impl Into<String>) -> Self {
        self.account.organization = Some(organization.into());
        self
    }

    /// Sets the `OpenAI-Project` header.
    pub fn project(mut self, project: impl Into<String>) -> Self {
        self.account.project = Some(project.into());
        self
    }

    /// Sets the HTTP client: for a proxy, for certificates, or to share its connections.
    ///
    /// The policy of each function counts requests and time, so the client should do neither. It
    /// needs two settings: by default reqwest follows redirects, also with the prompt to another
    /// origin, and repeats a request that an HTTP/2 server has refused. An answer that came from
    /// another origin is an [`InvalidRequest`](crate::ErrorKind::InvalidRequest).
    ///
    /// ```
    /// use openai_call::{Client, Error};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let http = reqwest::Client::builder()
    ///     .redirect(reqwest::redirect::Policy::none())
    ///     .retry(reqwest::retry::never())
    ///     .build()?;
    /// let client = Client::builder().api_key("0123456789abcdef").http(http).build()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn http(mut self, client: reqwest::Client) -> Self {
        self.http = Some(client);
        self
    }

    /// Sets how long a connection may take to be made. The default is 5 seconds, as in the official
    /// SDKs. It is not used with an HTTP client of your own.
    pub fn connect_timeout(mut self, time: Duration) -> Self {
        self.connect_timeout = Some(time);
        self
    }

    /// Sets an [`Observer`], or a closure, that gets each [event](crate::observe::Event) of the
    /// client's calls.
    pub fn observer(mut self, observer: impl Observer + 'static) -> Self {
        self.observer = Some(Arc::new(observer));
        self
    }

    /// Sets how many bytes the body of an answer may have. The default is 64 MiB. A longer one is a
    /// [`Decode`](crate::ErrorKind::Decode) error, unless the function returns a stream or
    /// [`Raw`](crate::Raw).
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.body_limit = Some(bytes);
        self
    }

    /// Makes the client.
    ///
    /// # Errors
    ///
    /// [`Authentication`](crate::ErrorKind::Authentication) for a key that is missing, empty or cannot be
    /// sent; [`InvalidRequest`](crate::ErrorKind::InvalidRequest) for a base URL, organization or project
    /// that cannot be used.
    pub fn build(self) -> Result<Client, Error> {
        if let Some(why) = self.bad_header {
            return Err(bad_header(format!("a default header cannot be sent: {why}")));
        }
        let is_azure = self.azure.is_some();
        let credentials = Credentials::new(
            self.api_key,
            self.token_provider,
            &self.account,
            self.headers,
            is_azure,
        )?;
        let endpoint = Endpoint::new(self.base_url.as_deref(), self.azure)?;
        let is_foreign = self.http.is_some();
        let default = || transport::build(&endpoint, self.connect_timeout, self.adapted);
        let http = self.http.map_or_else(default, Ok)?;
        let body_limit = self.body_limit.unwrap_or(body::LIMIT);
        #[cfg(feature = "prices")]
        crate::usage::prices::load();
        let server = endpoint.base().as_str().into();
        let lanes = Lanes::new(Settings { client: fastrand::u64(..), server, ..self.limits });
        let http = (http, is_foreign);
        Ok(Client::assemble(http, body_limit, endpoint, credentials, lanes, self.observer))
    }
}

/// Without the URL: it may contain a password, which only [`build`](ClientBuilder::build) refuses.
impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder").field("account", &self.account).finish_non_exhaustive()
    }
}
