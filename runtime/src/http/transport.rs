//! The HTTP client that is used if none is set.

use std::time::Duration;

use super::endpoint::Endpoint;
use super::redirect;
use crate::error::Error;
use crate::kind::ErrorKind;

/// As in the official SDKs.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// Changes its settings.
pub(super) type Adapt = fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder;

pub(super) fn build(
    endpoint: &Endpoint,
    connect_timeout: Option<Duration>,
    adapt: Option<Adapt>,
) -> Result<reqwest::Client, Error> {
    let mut http = reqwest::Client::builder()
        .connect_timeout(connect_timeout.unwrap_or(CONNECT_TIMEOUT))
        .redirect(redirect::policy())
        .referer(false)
        // Without the bound it copies each request, and throws the copy away.
        .retry(reqwest::retry::never().max_retries_per_request(0))
        .user_agent(concat!("openai-call/", env!("CARGO_PKG_VERSION")));
    if endpoint.is_loopback() {
        http = http.no_proxy();
    }
    if let Some(adapt) = adapt {
        http = adapt(http);
    }
    http.build().map_err(|error| {
        Error::new(ErrorKind::Connection, "the http client cannot be set up").with_source(error)
    })
}
