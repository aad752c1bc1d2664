//! [`Credentials`]: the headers that identify the account.

use std::fmt;

use http::{HeaderMap, HeaderName, HeaderValue, header};

use super::keys::Keys;
use super::secret::{Secret, TokenProvider};
use crate::error::Error;
use crate::kind::ErrorKind;

const API_KEY: HeaderName = HeaderName::from_static("api-key");
const ORGANIZATION: HeaderName = HeaderName::from_static("openai-organization");
const PROJECT: HeaderName = HeaderName::from_static("openai-project");

/// The organization and project that the requests are for.
#[derive(Clone, Debug, Default)]
pub(super) struct Account {
    pub(super) organization: Option<String>,
    pub(super) project: Option<String>,
}

pub(super) struct Credentials {
    key: Key,
    /// The default headers, with the organization and the project.
    headers: HeaderMap,
    default_keys: Keys,
}

/// The key, or where to get a token.
enum Key {
    Fixed { name: HeaderName, value: HeaderValue, secret: Secret },
    Provided(TokenProvider),
}

impl Credentials {
    pub(super) fn new(
        api_key: Option<Secret>,
        token_provider: Option<TokenProvider>,
        account: &Account,
        mut headers: HeaderMap,
        is_azure: bool,
    ) -> Result<Self, Error> {
        let key = match (token_provider, api_key) {
            (Some(provider), None) => Key::Provided(provider),
            (None, Some(secret)) => Key::fixed(secret, is_azure)?,
            (Some(_), Some(_)) => {
                return Err(bad_key("there are an api key and a token provider", "keep one"));
            }
            (None, None) => {
                return Err(bad_key(
                    "there is no api key",
                    "set `OPENAI_API_KEY`, or call `.api_key(…)`",
                ));
            }
        };
        for (name, value) in [(ORGANIZATION, &account.organization), (PROJECT, &account.project)] {
            if let Some(value) = value {
                let value = plain_header(&name, value)?;
                headers.insert(name, value);
            }
        }
        let default_keys = Keys::by_hand(&headers);
        Ok(Self { key, headers, default_keys })
    }

    pub(super) fn default_keys(&self) -> &Keys {
        &self.default_keys
    }

    pub(super) fn provider(&self) -> Option<&TokenProvider> {
        match &self.key {
            Key::Fixed { .. } => None,
            Key::Provided(provider) => Some(provider),
        }
    }

    /// Adds the headers that the request does not have yet, with the token if there is one. Returns
    /// the secret that they contain.
    pub(super) fn sign(
        &self,
        request: &mut reqwest::Request,
        token: Option<Secret>,
    ) -> Result<Option<Secret>, Error> {
        let (name, value, secret) = match (&self.key, token) {
            (_, Some(token)) => {
                let value = secret_header("Bearer ", &token)
                    .map_err(|error| error.with_cause("the request cannot be sent"))?;
                (header::AUTHORIZATION, value, token)
            }
            (Key::Fixed { name, value, secret }, None) => {
                (name.clone(), value.clone(), secret.clone())
            }
            (Key::Provided(_), None) => return Ok(None),
        };
        let headers = request.headers_mut();
        for (name, value) in &self.headers {
            headers.entry(name).or_insert_with(|| value.clone());
        }
        headers.entry(name).or_insert(value);
        Ok(Some(secret))
    }
}

impl Key {
    fn fixed(secret: Secret, is_azure: bool) -> Result<Self, Error> {
        let (name, scheme) =
            if is_azure { (API_KEY, "") } else { (header::AUTHORIZATION, "Bearer ") };
        let value = secret_header(scheme, &secret)?;
        Ok(Self::Fixed { name, value, secret })
    }
}

fn secret_header(scheme: &str, secret: &Secret) -> Result<HeaderValue, Error> {
    let key = secret.expose();
    if key.trim().is_empty() {
        return Err(bad_key(
            "the api key is empty",
            "for a server that needs none, take any word such as `none`",
        ));
    }
    if let Some((index, byte)) = key.bytes().enumerate().find(|(_, it)| !it.is_ascii_graphic()) {
        let what = match byte {
            b'\n' | b'\r' => "a line break",
            b' ' | b'\t' => "a space",
            _ => "a character that no key has",
        };
        let place = index + 1;
        return Err(bad_key(format!("the api key has {what} at position {place}"), "remove it"));
    }
    let mut value = HeaderValue::from_str(&format!("{scheme}{key}"))
        .map_err(|_| bad_key("the api key cannot be sent in a header", "check how it is read"))?;
    // Keeps it out of every `Debug`, including those of reqwest and hyper.
    value.set_sensitive(true);
    Ok(value)
}

fn bad_key(message: impl Into<String>, remedy: &'static str) -> Error {
    let error = Error::new(ErrorKind::Authentication, message);
    error.with_cause("the client cannot be made").with_remedy(remedy)
}

/// The error for a header that every request would have.
pub(super) fn bad_header(message: String) -> Error {
    Error::new(ErrorKind::InvalidRequest, message)
        .with_cause("the client cannot be made")
        .with_remedy("give it as it shall be sent, on one line")
}

fn plain_header(name: &HeaderName, value: &str) -> Result<HeaderValue, Error> {
    HeaderValue::from_str(value).map_err(|_| {
        let message = format!("`{name}` cannot be sent: it has a line break or control character");
        bad_header(message)
    })
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials").finish_non_exhaustive()
    }
}
