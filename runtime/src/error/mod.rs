//! [`Error`]: everything that is known about a failed call, one pointer wide.

mod attempts;
mod build;
mod display;
mod serialize;

use std::error::Error as StdError;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use crate::kind::ErrorKind;
use crate::policy::{Site, Stopped};

pub use self::attempts::{Attempts, FailedAttempt};
pub(crate) use self::build::BODY_LIMIT;
pub(crate) use self::serialize::milliseconds;

/// Why a call failed, what the server said, and what was tried.
///
/// `Display` is one line: what happened, what was tried and what to do about it. `{:?}` is the same
/// line, because that is what a `main` which returns the error prints; `{:#?}` has every field.
/// Neither ever shows the key, a header or the body.
///
/// ```
/// use openai_call::{Error, ErrorKind};
///
/// let error = Error::new(ErrorKind::Authentication, "no such key");
/// assert_eq!(error.kind(), ErrorKind::Authentication);
/// assert_eq!(
///     error.to_string(),
///     "the key or token is missing, invalid, expired or revoked: no such key; \
///      check the key, or make a new one in the account dashboard",
/// );
/// ```
#[derive(Clone)]
pub struct Error(Arc<Inner>);

#[derive(Clone)]
struct Inner {
    kind: ErrorKind,
    status: Option<StatusCode>,
    code: Option<String>,
    error_type: Option<String>,
    param: Option<String>,
    message: String,
    /// What helps against this one, where it is something narrower than against its kind.
    remedy: Option<&'static str>,
    request_id: Option<String>,
    client_request_id: Option<String>,
    retry_after: Option<Duration>,
    should_retry: Option<bool>,
    headers: HeaderMap,
    body: Bytes,
    source: Option<Arc<dyn StdError + Send + Sync>>,
    attempts: Attempts,
    stopped: Option<Stopped>,
    site: Option<&'static Site>,
}

impl Error {
    /// What went wrong.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// Whether the same request may succeed a little later: the kind's answer, unless the server
    /// said otherwise in `x-should-retry`.
    pub fn is_transient(&self) -> bool {
        self.0.should_retry.unwrap_or_else(|| self.0.kind.is_transient())
    }

    /// The status of the response, where one came.
    pub fn status(&self) -> Option<StatusCode> {
        self.0.status
    }

    /// The error's `code` as the server spelled it; a number is given in its decimal form.
    pub fn code(&self) -> Option<&str> {
        self.0.code.as_deref()
    }

    /// The error's `type` as the server spelled it.
    pub fn error_type(&self) -> Option<&str> {
        self.0.error_type.as_deref()
    }

    /// The parameter that the server complains of.
    pub fn param(&self) -> Option<&str> {
        self.0.param.as_deref()
    }

    /// The server's message, or what the client has to say in its place.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// What to do about it, as an instruction to a person: what helps against its
    /// [kind](ErrorKind::remedy), or something narrower.
    pub fn remedy(&self) -> &'static str {
        self.0.remedy.unwrap_or(self.kind().remedy())
    }

    /// The id by which the service finds the request in its logs (`x-request-id`).
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// The id that the request was sent with (`x-client-request-id`), by which the service finds it
    /// even where no response came. Each attempt of a [`Client`](crate::Client) has its own; `None`
    /// for the requests of other clients.
    pub fn client_request_id(&self) -> Option<&str> {
        self.0.client_request_id.as_deref()
    }

    /// How long the server asked to wait, whatever the policy made of it.
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// The headers of the response; empty where none came.
    pub fn headers(&self) -> &HeaderMap {
        &self.0.headers
    }

    /// The body of the response, at most its first 64 KiB; of a stream, the event that is the error or
    /// that cannot be decoded. Empty where none came.
    pub fn body(&self) -> &[u8] {
        &self.0.body
    }

    /// Every attempt of the call, this one included.
    pub fn attempts(&self) -> &Attempts {
        &self.0.attempts
    }

    /// Why no further attempt was made; `None` until a call has given up.
    pub fn stopped(&self) -> Option<Stopped> {
        self.0.stopped
    }

    /// The annotated function that gave up, with its policy.
    pub fn site(&self) -> Option<&'static Site> {
        self.0.site
    }

    pub(crate) fn should_retry(&self) -> Option<bool> {
        self.0.should_retry
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|source| source as &(dyn StdError + 'static))
    }
}
