//! The history of one call: what was tried, what came of it, and why it ended.

use std::fmt;
use std::time::Duration;

use http::StatusCode;

use crate::error::Error;
use crate::kind::ErrorKind;

/// The attempts of one call, kept in its [`Error`] and in its [`Reply`](crate::Reply).
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
    /// A call has at most one attempt that did not fail: its last.
    succeeded: bool,
}

/// One attempt that failed.
#[derive(Clone, Debug)]
pub struct FailedAttempt {
    kind: ErrorKind,
    /// Another kind than its own where the server asked to repeat what is permanent.
    handled_as: ErrorKind,
    status: Option<StatusCode>,
    code: Option<String>,
    request_id: Option<String>,
    client_request_id: Option<String>,
    retry_after: Option<Duration>,
    elapsed: Duration,
    waited: Option<Duration>,
}

/// Why a call made no further attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Stopped {
    /// The same request cannot succeed later.
    Permanent,
    /// The policy's attempts are used up.
    Attempts,
    /// The next attempt would have begun after the deadline.
    Deadline,
    /// The server asked for a longer wait than the policy allows.
    WaitTooLong,
    /// Another annotated function had already given up on the error.
    Nested,
    /// A part of a stream's answer had been handed out already.
    HandedOut,
    /// The policy says that this kind is not tried again.
    Declared,
}

impl Attempts {
    /// How many attempts were made, the one that succeeded included.
    #[expect(clippy::len_without_is_empty, reason = "a call that is over has made an attempt")]
    pub fn len(&self) -> usize {
        self.failed.len() + usize::from(self.succeeded)
    }

    /// The attempts that failed, in their order.
    pub fn failed(&self) -> &[FailedAttempt] {
        &self.failed
    }

    /// How long the call slept between its attempts, in all.
    pub fn waited(&self) -> Duration {
        self.failed.iter().filter_map(FailedAttempt::waited).sum()
    }

    /// How long the attempts that failed took, with the sleeps between them.
    pub fn elapsed(&self) -> Duration {
        self.failed.iter().map(FailedAttempt::elapsed).sum::<Duration>() + self.waited()
    }

    pub(crate) fn push(&mut self, error: &Error, handled_as: ErrorKind, elapsed: Duration) {
        self.failed.push(FailedAttempt {
            kind: error.kind(),
            handled_as,
            status: error.status(),
            code: error.code().map(str::to_owned),
            request_id: error.request_id().map(str::to_owned),
            client_request_id: error.client_request_id().map(str::to_owned),
            retry_after: error.retry_after(),
            elapsed,
            waited: None,
        });
    }

    pub(crate) fn set_waited(&mut self, delay: Duration) {
        if let Some(last) = self.failed.last_mut() {
            last.waited = Some(delay);
        }
    }

    pub(crate) fn with_success(&self) -> Self {
        Self { failed: self.failed.clone(), succeeded: true }
    }

    /// The history with that of an inner call in place of the attempt that made it.
    pub(crate) fn with_inner(&self, inner: &Self) -> Self {
        let own = self.failed.len().saturating_sub(1);
        let failed = self.failed[..own].iter().chain(&inner.failed).cloned().collect();
        Self { failed, succeeded: inner.succeeded }
    }

    /// How many attempts ended in an error that was handled as one of `kind`.
    pub(crate) fn count(&self, kind: ErrorKind) -> usize {
        self.failed.iter().filter(|attempt| attempt.handled_as == kind).count()
    }
}

impl FailedAttempt {
    /// What went wrong.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// The status of the response, where one came.
    pub fn status(&self) -> Option<StatusCode> {
        self.status
    }

    /// The error's `code` as the server spelled it.
    pub fn code(&self) -> Option<&str> {
        self.code.as_deref()
    }

    /// The id by which the service finds the request in its logs.
    pub fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }

    /// The id that the request was sent with. See
    /// [`Error::client_request_id`](crate::Error::client_request_id).
    pub fn client_request_id(&self) -> Option<&str> {
        self.client_request_id.as_deref()
    }

    /// How long the server asked to wait.
    pub fn retry_after(&self) -> Option<Duration> {
        self.retry_after
    }

    /// How long the attempt took.
    pub fn elapsed(&self) -> Duration {
        self.elapsed
    }

    /// How long the call slept before its next attempt; `None` if there was none.
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

impl Stopped {
    /// In snake case: what a log has it by.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Permanent => "permanent",
            Self::Attempts => "attempts",
            Self::Deadline => "deadline",
            Self::WaitTooLong => "wait_too_long",
            Self::Nested => "nested",
            Self::HandedOut => "handed_out",
            Self::Declared => "declared",
        }
    }
}

impl fmt::Display for Stopped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Permanent => "not repeated because it cannot succeed later",
            Self::Attempts => "all that the policy allows",
            Self::Deadline => "stopped by the deadline",
            Self::WaitTooLong => "stopped because the wait is longer than the policy allows",
            Self::Nested => "not repeated because the inner call had given up",
            Self::HandedOut => "not repeated because a part of the answer had been handed out",
            Self::Declared => "not repeated because the policy says so",
        })
    }
}
