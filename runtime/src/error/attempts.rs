//! [`Attempts`]: the history of one call, with each attempt and its result.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::StatusCode;

use crate::kind::ErrorKind;
use crate::usage::{Cost, Usage};

/// The attempts of one call, after those of the call that it is a fallback of. They are kept in its
/// [`Error`](crate::Error) and in its [`Reply`](crate::Reply).
///
/// ```
/// # use openai_call::{Client, Error, Reply, openai_call, testing::FakeApi};
/// # use serde_json::{Value, json};
/// #[openai_call(backoff = 1ms..2ms)]
/// async fn chat(client: &Client) -> Result<Reply<Value>, Error> {
///     client.post("chat/completions").json(&json!({ "model": "gpt-4o-mini" }))
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Error> {
/// let api = FakeApi::start().await;
/// api.status(500).reply("hello");
///
/// let reply = chat(&api.client()).await?;
/// assert_eq!(reply.attempts().len(), 2);
/// assert_eq!(reply.attempts().failed()[0].status().unwrap(), 500);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default)]
pub struct Attempts {
    failed: Vec<FailedAttempt>,
    /// How long the last attempt waited for its turn, if it succeeded.
    succeeded: Option<Duration>,
}

/// One attempt that failed.
#[derive(Clone, Debug)]
pub struct FailedAttempt {
    pub(super) kind: ErrorKind,
    pub(super) status: Option<StatusCode>,
    pub(super) code: Option<Arc<str>>,
    pub(super) request_id: Option<Arc<str>>,
    pub(super) client_request_id: Option<Arc<str>>,
    pub(super) retry_after: Option<Duration>,
    pub(super) queued: Duration,
    pub(super) elapsed: Duration,
    pub(super) waited: Option<Duration>,
    pub(super) ran: bool,
    pub(super) usage: Option<Box<Usage>>,
    #[cfg_attr(not(feature = "prices"), expect(dead_code, reason = "only prices read it"))]
    pub(super) cost: Option<Box<Cost>>,
}

impl Attempts {
    /// The number of attempts, including the one that succeeded.
    #[expect(clippy::len_without_is_empty, reason = "a call that is over has made an attempt")]
    pub fn len(&self) -> usize {
        self.failed.len() + usize::from(self.succeeded.is_some())
    }

    /// The attempts that failed, in order.
    pub fn failed(&self) -> &[FailedAttempt] {
        &self.failed
    }

    /// The attempts that failed, in order, one by one.
    pub fn iter(&self) -> std::slice::Iter<'_, FailedAttempt> {
        self.failed.iter()
    }

    /// The total time that the call waited: asleep between its attempts, and for the turn of each.
    pub fn waited(&self) -> Duration {
        let waited = self.failed.iter().map(|it| it.queued + it.waited.unwrap_or_default());
        waited.sum::<Duration>() + self.succeeded.unwrap_or_default()
    }

    /// The time that the failed attempts took, with all that the call [`waited`](Self::waited).
    pub fn elapsed(&self) -> Duration {
        self.failed.iter().map(FailedAttempt::elapsed).sum::<Duration>() + self.waited()
    }

    /// The number of tokens that the failed attempts took, if the service has counted any.
    pub fn usage(&self) -> Option<Usage> {
        self.failed.iter().filter_map(FailedAttempt::usage).reduce(Usage::plus)
    }

    /// What the failed attempts have cost, if the service has counted any tokens.
    #[cfg(feature = "prices")]
    pub fn cost(&self) -> Option<Cost> {
        Cost::sum(self.failed.iter().filter_map(|attempt| attempt.cost.as_deref().cloned()))
    }

    pub(crate) fn push(&mut self, attempt: FailedAttempt) {
        if self.failed.is_empty() {
            // A call that sleeps has most often failed once, and a vector would make room for four.
            self.failed.reserve_exact(1);
        }
        self.failed.push(attempt);
    }

    /// Adds the attempts of a nested call, in place of the attempt that made it, but for the first
    /// `known` ones.
    pub(crate) fn extend(&mut self, inner: &Self, known: usize) {
        self.failed.extend(inner.failed.iter().skip(known).cloned());
    }

    /// Puts these attempts after those of the call that they are the fallback of.
    pub(crate) fn follow(&mut self, before: &Self) {
        self.failed.splice(..0, before.failed.iter().cloned());
    }

    pub(crate) fn set_waited(&mut self, delay: Duration) {
        if let Some(last) = self.failed.last_mut() {
            last.waited = Some(delay);
        }
    }

    /// Adds the attempt that succeeded, after it had waited this long for its turn.
    pub(crate) fn with_success(self, queued: Duration) -> Self {
        Self { succeeded: Some(queued), ..self }
    }
}

/// The attempts that failed, in order.
///
/// ```
/// # use openai_call::{Client, Error, ErrorKind, openai_call, testing::FakeApi};
/// # use serde_json::Value;
/// #[openai_call(attempts = 2, backoff = 1ms..2ms)]
/// async fn models(client: &Client) -> Result<Value, Error> {
///     client.get("models")
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// # let api = FakeApi::start().await.status(500).times(2);
/// let error = models(&api.client()).await.unwrap_err();
/// for attempt in error.attempts() {
///     assert_eq!(attempt.kind(), ErrorKind::ServerError);
/// }
/// # assert_eq!(error.attempts().iter().count(), 2);
/// # }
/// ```
impl<'a> IntoIterator for &'a Attempts {
    type Item = &'a FailedAttempt;
    type IntoIter = std::slice::Iter<'a, FailedAttempt>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl FailedAttempt {
    /// What went wrong.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// The status of the response; `None` if there was no response.
    pub fn status(&self) -> Option<StatusCode> {
        self.status
    }

    /// The `code` of the error, as the server sent it.
    pub fn code(&self) -> Option<&str> {
        self.code.as_deref()
    }

    /// The id that the service gave the request, to find it in its logs.
    pub fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }

    /// The id that the client gave the request. See
    /// [`Error::client_request_id`](crate::Error::client_request_id).
    pub fn client_request_id(&self) -> Option<&str> {
        self.client_request_id.as_deref()
    }

    /// The delay that the server asked for.
    pub fn retry_after(&self) -> Option<Duration> {
        self.retry_after
    }

    /// Returns true if the service may have carried out the request. See
    /// [`Error::may_have_run`](crate::Error::may_have_run).
    pub fn may_have_run(&self) -> bool {
        self.ran
    }

    /// The time that the attempt waited for its turn, where the client lets the requests of a model go
    /// one after the other.
    pub fn queued(&self) -> Duration {
        self.queued
    }

    /// The time that the attempt took, without the wait for its turn.
    pub fn elapsed(&self) -> Duration {
        self.elapsed
    }

    /// The number of tokens that the service counted, which were paid for nothing.
    pub fn usage(&self) -> Option<Usage> {
        self.usage.as_deref().copied()
    }

    /// What it has cost; `None` if the service has counted no tokens, or if the request was none of a
    /// [`Client`](crate::Client).
    #[cfg(feature = "prices")]
    pub fn cost(&self) -> Option<&Cost> {
        self.cost.as_deref()
    }

    pub(crate) fn with_cost(self, cost: Option<Cost>) -> Self {
        Self { cost: cost.map(Box::new), ..self }
    }

    /// The time that the call slept before the next attempt; `None` if there was no next attempt.
    pub fn waited(&self) -> Option<Duration> {
        self.waited
    }
}

impl fmt::Display for Attempts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.len() {
            1 => f.write_str("1 attempt"),
            several => write!(f, "{several} attempts"),
        }?;
        match self.waited() {
            Duration::ZERO => Ok(()),
            waited => write!(f, " with {waited:.1?} of waiting"),
        }
    }
}
