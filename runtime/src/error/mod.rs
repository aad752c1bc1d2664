//! [`Error`]: everything that is known about a failed call, one pointer wide.

mod attempts;
mod build;
mod chain;
mod display;
mod kept_headers;
mod serialize;

use std::error::Error as StdError;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use crate::kind::ErrorKind;
use crate::policy::{Site, Stopped};
use crate::usage::Usage;

pub use self::attempts::{Attempts, FailedAttempt};
pub(crate) use self::build::BODY_LIMIT;
use self::kept_headers::KeptHeaders;
pub(crate) use self::serialize::milliseconds;

/// Why a call failed, what the server said, and what was tried.
///
/// `Display` is one line: what happened, what was tried and what to do about it. `{:?}` is the same
/// line, because a `main` that returns the error prints that; `{:#?}` shows the fields. Neither
/// ever shows the key, a header or the body.
///
/// A key that the server echoes is taken out of every text and header, and of the body: as it is, in other
/// case, escaped, in hexadecimal or base64, or its beginning of eight characters or more. A part without its
/// beginning is not found, nor a key that was encoded twice, reversed, split by visible characters or hashed.
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
    code: Option<Arc<str>>,
    error_type: Option<String>,
    param: Option<String>,
    message: String,
    /// A cause that is more specific than the cause of the kind.
    cause: Option<&'static str>,
    /// A remedy that is more specific than the remedy of the kind.
    remedy: Option<&'static str>,
    request_id: Option<Arc<str>>,
    client_request_id: Option<Arc<str>>,
    retry_after: Option<Duration>,
    should_retry: Option<bool>,
    /// Whether the request was carried out, if that is known better than by kind and status.
    ran: Option<bool>,
    headers: KeptHeaders,
    body: Bytes,
    /// What a model said, if that was the failure. It is boxed, because that is seldom.
    output: Option<Box<str>>,
    /// The tokens that were paid for nothing.
    usage: Option<Box<Usage>>,
    source: Option<Arc<dyn StdError + Send + Sync>>,
    fallback_of: Option<Error>,
    attempts: Attempts,
    stopped: Option<Stopped>,
    site: Option<&'static Site>,
}

impl Error {
    /// What went wrong.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// Returns true if the same request may succeed a little later: [`ErrorKind::is_transient`],
    /// unless the server knows better. Its `x-should-retry: false` makes any error permanent, and
    /// `true` makes transient what only a status says: an `invalid_request`, `not_found` or
    /// `unprocessable`.
    pub fn is_transient(&self) -> bool {
        self.0.kind.may_pass(self.0.should_retry)
    }

    /// The status of the response; `None` if there was no response.
    pub fn status(&self) -> Option<StatusCode> {
        self.0.status
    }

    /// The `code` of the error, as the server sent it; a number in decimal form.
    pub fn code(&self) -> Option<&str> {
        self.0.code.as_deref()
    }

    /// The `type` of the error, as the server sent it.
    pub fn error_type(&self) -> Option<&str> {
        self.0.error_type.as_deref()
    }

    /// The parameter that the error is about (`param`).
    pub fn param(&self) -> Option<&str> {
        self.0.param.as_deref()
    }

    /// The server's message, or one that this crate wrote if there was none.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// What happened, as a clause: the cause of the kind, or a more specific one.
    pub(crate) fn cause(&self) -> &'static str {
        self.0.cause.unwrap_or(self.kind().cause())
    }

    /// What to do about it, as an instruction for people to read: the remedy of the
    /// [kind](ErrorKind::remedy), or a more specific one.
    pub fn remedy(&self) -> &'static str {
        self.0.remedy.unwrap_or(self.kind().remedy())
    }

    /// The id that the service gave the request, to find it in its logs (`x-request-id`).
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// The id that the client gave the request (`x-client-request-id`). With it the service can
    /// find the request even if there was no response. Each attempt of a [`Client`](crate::Client)
    /// has its own id; `None` for requests of other clients.
    pub fn client_request_id(&self) -> Option<&str> {
        self.0.client_request_id.as_deref()
    }

    /// The delay that the server asked for, whether or not the policy followed it.
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// The headers of the response; empty if there was no response.
    pub fn headers(&self) -> &HeaderMap {
        self.0.headers.map()
    }

    /// The body of the response, at most its first 64 KiB; for a stream, the event that is the
    /// error or that cannot be decoded. Empty if there was no response.
    pub fn body(&self) -> &[u8] {
        &self.0.body
    }

    /// What the model said, of a success that is no answer: the text until it was cut, the words of a
    /// refusal, or the text that is no `T`.
    pub fn output(&self) -> Option<&str> {
        self.0.output.as_deref()
    }

    /// The number of tokens that the service counted for the attempt, which were paid for nothing;
    /// `None` if the answer does not say, or if there was none.
    pub fn usage(&self) -> Option<Usage> {
        self.0.usage.as_deref().copied()
    }

    /// The error of the call that this one was a fallback of. It is also in the chain of
    /// [`source`](StdError::source), after the error's own causes.
    ///
    /// ```
    /// # use openai_call::{Client, Error, ErrorKind, openai_call, testing::FakeApi};
    /// # use serde_json::Value;
    /// #[openai_call(on_authentication = fallback(elsewhere(client)))]
    /// async fn models(client: &Client) -> Result<Value, Error> {
    ///     client.get("models")
    /// }
    ///
    /// #[openai_call]
    /// async fn elsewhere(client: &Client) -> Result<Value, Error> {
    ///     client.get("elsewhere")
    /// }
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// # let api = FakeApi::start().await.status(401).status(404);
    /// let error = models(&api.client()).await.unwrap_err();
    /// assert_eq!(error.kind(), ErrorKind::NotFound);
    /// assert_eq!(error.fallback_of().unwrap().kind(), ErrorKind::Authentication);
    /// assert_eq!(error.attempts().len(), 2);
    /// # }
    /// ```
    pub fn fallback_of(&self) -> Option<&Self> {
        self.0.fallback_of.as_ref()
    }

    /// Whether this error came of a fallback of `outer`, directly or not.
    pub(crate) fn follows(&self, outer: &Self) -> bool {
        let mut before = std::iter::successors(self.fallback_of(), |error| error.fallback_of());
        before.any(|error| Arc::ptr_eq(&error.0, &outer.0))
    }

    /// All attempts of the call, including the last one; those of the call that it was a fallback of
    /// come first.
    pub fn attempts(&self) -> &Attempts {
        &self.0.attempts
    }

    /// Why there was no further attempt; `None` until the call has given up.
    pub fn stopped(&self) -> Option<Stopped> {
        self.0.stopped
    }

    /// Returns true if the service may have carried out a request of the call: what it was asked
    /// for may exist by now, and may have to be paid for.
    ///
    /// A request has not run if it was never sent, if it was answered with an error status below 500,
    /// or if the service refused the work, as in `rate_limit`. It may have run if the status was 500
    /// or above, if it was answered with a success, or if nobody knows: it was cut off, or the
    /// server hung up. The error of a call that is over speaks for all of its attempts.
    ///
    /// ```
    /// # use openai_call::{Client, Error, openai_call, testing::FakeApi};
    /// # use serde_json::Value;
    /// #[openai_call(backoff = 1ms..2ms)]
    /// async fn create(client: &Client) -> Result<Value, Error> {
    ///     client.post("batches").json(&())
    /// }
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// let api = FakeApi::start().await.status(429).status(401).status(500).status(401);
    /// assert!(!create(&api.client()).await.unwrap_err().may_have_run());
    /// assert!(create(&api.client()).await.unwrap_err().may_have_run());
    /// # }
    /// ```
    pub fn may_have_run(&self) -> bool {
        self.ran() || self.attempts().iter().any(FailedAttempt::may_have_run)
    }

    /// [`may_have_run`](Self::may_have_run), of the last attempt alone.
    fn ran(&self) -> bool {
        let is_refused = |status: StatusCode| (300..500).contains(&status.as_u16());
        let never_runs = self.kind().never_runs() || self.status().is_some_and(is_refused);
        self.0.ran.unwrap_or(!never_runs)
    }

    /// The annotated function whose call failed, with its policy.
    pub fn site(&self) -> Option<&'static Site> {
        self.0.site
    }

    pub(crate) fn should_retry(&self) -> Option<bool> {
        self.0.should_retry
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match &self.0.source {
            Some(source) => Some(&**source),
            None => self.fallback_of().map(|outer| outer as &(dyn StdError + 'static)),
        }
    }
}
