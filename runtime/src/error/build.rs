//! How an [`Error`] is built: what each layer knows about a failure and adds to it.

use std::convert::Infallible;
use std::error::Error as StdError;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use super::chain::followed_by;
use super::{Attempts, Error, FailedAttempt, Inner, KeptHeaders};
use crate::kind::ErrorKind;
use crate::policy::{Site, Stopped};
use crate::usage::Usage;

/// How many bytes of an error's body are kept.
pub(crate) const BODY_LIMIT: usize = 64 * 1024;

/// The remedy for an error that was not repeated because others were.
const NO_RETRIES: &str = "ask again once the service works, or raise `retry_budget` of the client";

impl Error {
    /// Makes an error of `kind` with a message for people to read. Use it in tests and to implement
    /// [`Classify`](crate::Classify).
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self(Arc::new(Inner {
            kind,
            status: None,
            code: None,
            error_type: None,
            param: None,
            message: message.into(),
            cause: None,
            remedy: None,
            request_id: None,
            client_request_id: None,
            retry_after: None,
            should_retry: None,
            ran: None,
            headers: KeptHeaders::default(),
            body: Bytes::new(),
            output: None,
            usage: None,
            source: None,
            fallback_of: None,
            attempts: Attempts::default(),
            stopped: None,
            site: None,
        }))
    }

    /// Sets the delay that the server asked for.
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

    /// Says that the request was never sent, so that it has surely not run.
    ///
    /// ```
    /// use openai_call::{Error, ErrorKind};
    ///
    /// let error = Error::new(ErrorKind::Connection, "no route to host");
    /// assert!(error.may_have_run());
    /// assert!(!error.unsent().may_have_run());
    /// ```
    #[must_use]
    pub fn unsent(mut self) -> Self {
        self.inner_mut().ran = Some(false);
        self
    }

    /// Notes that the request was carried out, at least in part.
    pub(crate) fn has_begun(&mut self) {
        self.inner_mut().ran = Some(true);
    }

    /// Sets a cause that is more specific than the cause of the kind.
    pub(crate) fn with_cause(mut self, cause: &'static str) -> Self {
        self.inner_mut().cause = Some(cause);
        self
    }

    /// Sets a remedy that is more specific than the remedy of the kind.
    pub(crate) fn with_remedy(mut self, remedy: &'static str) -> Self {
        self.inner_mut().remedy = Some(remedy);
        self
    }

    /// Sets the id that the service gave the request, to find it in its logs.
    #[must_use]
    pub fn with_request_id(self, id: impl Into<String>) -> Self {
        self.identified(id.into().into())
    }

    /// The same for an id that is shared.
    pub(crate) fn identified(mut self, id: Arc<str>) -> Self {
        self.inner_mut().request_id = Some(id);
        self
    }

    /// Sets what the model said.
    pub(crate) fn with_output(mut self, output: String) -> Self {
        self.inner_mut().output = Some(output.into());
        self
    }

    /// Sets the tokens that the service counted.
    pub(crate) fn with_usage(mut self, usage: Option<Usage>) -> Self {
        self.inner_mut().usage = usage.map(Box::new);
        self
    }

    /// Sets the error that it was made from, for [`source`](StdError::source).
    #[must_use]
    pub fn with_source(mut self, source: impl StdError + Send + Sync + 'static) -> Self {
        self.inner_mut().source = Some(Arc::new(source));
        self
    }

    /// Sets the response that the error came in. The first 64 KiB of the body are kept.
    pub(crate) fn answered(mut self, status: StatusCode, headers: &HeaderMap, body: Bytes) -> Self {
        let inner = self.inner_mut();
        inner.status = Some(status);
        inner.headers = KeptHeaders::of(headers);
        // A slice would keep the rest alive.
        inner.body = match body.get(..BODY_LIMIT) {
            Some(beginning) => Bytes::copy_from_slice(beginning),
            None => body,
        };
        self
    }

    /// Replaces the body of the response.
    pub(crate) fn with_body(mut self, body: Bytes) -> Self {
        self.inner_mut().body = body;
        self
    }

    /// Removes the status of the response.
    #[cfg(feature = "async-openai")]
    pub(crate) fn without_status(mut self) -> Self {
        self.inner_mut().status = None;
        self
    }

    /// Sets the words that the server calls the error by.
    pub(crate) fn named(
        mut self,
        code: Option<String>,
        error_type: Option<String>,
        param: Option<String>,
    ) -> Self {
        let inner = self.inner_mut();
        (inner.code, inner.error_type, inner.param) = (code.map(Arc::from), error_type, param);
        self
    }

    /// Sets what the server said in `x-should-retry`.
    pub(crate) fn with_should_retry(mut self, should_retry: Option<bool>) -> Self {
        self.inner_mut().should_retry = should_retry;
        self
    }

    /// Changes every text that may have come from the server, except for headers and body: `clean`
    /// returns what to put in its place.
    pub(crate) fn redact(&mut self, clean: impl Fn(&str) -> Option<String>) {
        let inner = self.inner_mut();
        for shared in [&mut inner.code, &mut inner.request_id].into_iter().flatten() {
            if let Some(text) = clean(shared) {
                *shared = text.into();
            }
        }
        let own = [&mut inner.error_type, &mut inner.param].into_iter().flatten();
        for own in own.chain([&mut inner.message]) {
            if let Some(text) = clean(own) {
                *own = text;
            }
        }
        if let Some(text) = inner.output.as_deref().and_then(&clean) {
            inner.output = Some(text.into());
        }
    }

    /// Turns a failure of the connection into a `StreamInterrupted`.
    pub(crate) fn interrupted(mut self) -> Self {
        let inner = self.inner_mut();
        inner.kind = ErrorKind::StreamInterrupted;
        inner.cause = None;
        inner.message = format!("the connection broke within the stream: {}", inner.message);
        self
    }

    /// Adds the id that the client gave the request, unless the error has one.
    pub(crate) fn sent_as(&mut self, client_request_id: &str) {
        let own = &mut self.inner_mut().client_request_id;
        own.get_or_insert_with(|| client_request_id.into());
    }

    /// Turns the error of a nested call into that of the call around it. The original is the
    /// source.
    pub(crate) fn nested(&mut self) {
        let inner = self.clone();
        self.inner_mut().source = Some(Arc::new(inner));
    }

    /// Sets the error of the call that this one was a fallback of, unless it was one of another.
    pub(crate) fn stands_in_for(&mut self, outer: &Self) {
        if self.fallback_of().is_none() {
            let inner = self.inner_mut();
            inner.source = inner.source.take().map(|own| followed_by(&own, outer));
            inner.fallback_of = Some(outer.clone());
        }
    }

    /// Adds the history of the call, and why there was no further attempt if that is known.
    pub(crate) fn conclude(
        &mut self,
        site: &'static Site,
        attempts: Attempts,
        stopped: Option<Stopped>,
    ) {
        let inner = self.inner_mut();
        (inner.site, inner.attempts, inner.stopped) = (Some(site), attempts, stopped);
        if stopped == Some(Stopped::RetryBudget) {
            inner.remedy.get_or_insert(NO_RETRIES);
        }
    }

    /// The entry for the history of the call, of an attempt that has taken this long once it had
    /// waited for its turn.
    pub(crate) fn as_attempt(&self, queued: Duration, elapsed: Duration) -> FailedAttempt {
        FailedAttempt {
            kind: self.kind(),
            status: self.status(),
            code: self.0.code.clone(),
            request_id: self.0.request_id.clone(),
            client_request_id: self.0.client_request_id.clone(),
            retry_after: self.retry_after(),
            queued,
            elapsed,
            waited: None,
            ran: self.ran(),
            usage: self.0.usage.clone(),
            cost: None,
        }
    }

    fn inner_mut(&mut self) -> &mut Inner {
        Arc::make_mut(&mut self.0)
    }
}

/// For a function that falls back to one that cannot fail.
impl From<Infallible> for Error {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}

/// So that a program that begins with a store and a client has one error for both.
#[cfg(feature = "redis")]
impl From<crate::limits::store::StoreError> for Error {
    fn from(error: crate::limits::store::StoreError) -> Self {
        Self::new(error.kind, error.message).with_remedy(error.remedy).unsent()
    }
}
