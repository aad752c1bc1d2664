//! [`Error`]: everything that is known about a failed call, one pointer wide.

mod attempts;
mod serialize;

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use crate::kind::ErrorKind;
use crate::policy::Site;

pub use self::attempts::{Attempts, FailedAttempt, Stopped};
pub(crate) use self::serialize::milliseconds;

/// How much of an error's body is kept, in bytes. What a server sends beyond it is not read.
pub(crate) const BODY_LIMIT: usize = 64 * 1024;

/// How much of a server's message a one-line `Display` shows, in characters.
const MESSAGE_SHOWN: usize = 400;

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
pub(crate) struct Inner {
    pub(crate) kind: ErrorKind,
    pub(crate) status: Option<StatusCode>,
    pub(crate) code: Option<String>,
    pub(crate) error_type: Option<String>,
    pub(crate) param: Option<String>,
    pub(crate) message: String,
    /// What helps against this one, where it is something narrower than against its kind.
    pub(crate) remedy: Option<&'static str>,
    pub(crate) request_id: Option<String>,
    pub(crate) client_request_id: Option<String>,
    pub(crate) retry_after: Option<Duration>,
    pub(crate) should_retry: Option<bool>,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    pub(crate) source: Option<Arc<dyn StdError + Send + Sync>>,
    pub(crate) attempts: Attempts,
    pub(crate) stopped: Option<Stopped>,
    pub(crate) site: Option<&'static Site>,
}

impl Error {
    /// An error of `kind` with a message for a person, as a [`Classify`](crate::Classify)
    /// implementation or a test makes one.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self(Arc::new(Inner {
            kind,
            status: None,
            code: None,
            error_type: None,
            param: None,
            message: message.into(),
            remedy: None,
            request_id: None,
            client_request_id: None,
            retry_after: None,
            should_retry: None,
            headers: HeaderMap::new(),
            body: Bytes::new(),
            source: None,
            attempts: Attempts::default(),
            stopped: None,
            site: None,
        }))
    }

    /// The same error with the delay that the server asked for.
    ///
    /// ```
    /// use openai_call::{Error, ErrorKind};
    /// use std::time::Duration;
    ///
    /// let error = Error::new(ErrorKind::RateLimit, "busy").with_retry_after(Duration::from_secs(2));
    /// assert_eq!(error.retry_after(), Some(Duration::from_secs(2)));
    /// ```
    #[must_use]
    pub fn with_retry_after(mut self, delay: Duration) -> Self {
        self.inner_mut().retry_after = Some(delay);
        self
    }

    pub(crate) fn with_remedy(mut self, remedy: &'static str) -> Self {
        self.inner_mut().remedy = Some(remedy);
        self
    }

    /// The same error with the id by which the service finds the request in its logs.
    #[must_use]
    pub fn with_request_id(mut self, id: impl Into<String>) -> Self {
        self.inner_mut().request_id = Some(id.into());
        self
    }

    /// The same error with the error it was made from, for [`source`](StdError::source).
    #[must_use]
    pub fn with_source(mut self, source: impl StdError + Send + Sync + 'static) -> Self {
        self.inner_mut().source = Some(Arc::new(source));
        self
    }

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

    pub(crate) fn inner_mut(&mut self) -> &mut Inner {
        Arc::make_mut(&mut self.0)
    }
}

/// `429 rate_limit_exceeded`, `429`, `rate_limit_exceeded` or nothing. A message that was made for
/// want of one begins with the status already, and a status of success is no news by itself.
fn on_the_wire(error: &Error) -> Option<String> {
    if error.status().is_some_and(|status| error.message().starts_with(status.as_str())) {
        return None;
    }
    match (error.status(), error.code()) {
        (Some(status), code) if status.is_success() => code.map(str::to_owned),
        (Some(status), Some(code)) if code != status.as_str() => {
            Some(format!("{} {code}", status.as_str()))
        }
        (Some(status), _) => Some(status.as_str().to_owned()),
        (None, Some(code)) => Some(code.to_owned()),
        (None, None) => None,
    }
}

/// The message on one line, cut where it would no longer be read.
fn one_line(message: &str) -> String {
    let mut line = message.split_whitespace().collect::<Vec<_>>().join(" ");
    line.retain(|character| !character.is_control());
    if let Some((end, _)) = line.char_indices().nth(MESSAGE_SHOWN) {
        line.truncate(end);
        line.push('…');
    }
    line
}

/// Seconds as far as a person reads them, hours beyond.
fn told(delay: Duration) -> String {
    const HOUR: u64 = 60 * 60;
    match delay.as_secs() / HOUR {
        0 => format!("{delay:.1?}"),
        hours => format!("{hours}h"),
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(site) = self.site() {
            write!(f, "{}: ", site.name())?;
        }
        f.write_str(self.kind().cause())?;
        if let Some(wire) = on_the_wire(self) {
            write!(f, " ({})", one_line(&wire))?;
        }
        let message = one_line(self.message());
        if !message.is_empty() {
            write!(f, ": {}", message.trim_end_matches(['.', ';']))?;
        }
        if let Some(stopped) = self.stopped() {
            write!(f, "; {}, {stopped}", self.attempts())?;
        }
        if let Some(delay) = self.retry_after() {
            write!(f, "; the server asks for {}", told(delay))?;
        }
        write!(f, "; {}", self.remedy())?;
        match self.request_id() {
            Some(id) => write!(f, " (request id {})", one_line(id)),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !f.alternate() {
            return fmt::Display::fmt(self, f);
        }
        f.debug_struct("Error")
            .field("kind", &self.0.kind)
            .field("status", &self.0.status)
            .field("code", &self.0.code)
            .field("error_type", &self.0.error_type)
            .field("param", &self.0.param)
            .field("message", &self.0.message)
            .field("request_id", &self.0.request_id)
            .field("client_request_id", &self.0.client_request_id)
            .field("retry_after", &self.0.retry_after)
            .field("attempts", &self.0.attempts)
            .field("stopped", &self.0.stopped)
            .finish_non_exhaustive()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|source| source as &(dyn StdError + 'static))
    }
}
