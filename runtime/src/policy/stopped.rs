//! [`Stopped`]: the reason why a call made no further attempt.

use std::fmt;

/// Why a call made no further attempt. See [`Error::stopped`](crate::Error::stopped).
///
/// ```
/// use openai_call::{Client, Error, Stopped, Text, openai_call, testing::FakeApi};
/// use serde_json::json;
///
/// #[openai_call(on_rate_limit = wait(up_to = 10s))]
/// async fn chat(client: &Client) -> Result<Text, Error> {
///     client.post("chat/completions").json(&json!({ "model": "gpt-4o-mini", "messages": [] }))
/// }
///
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() {
/// let api = FakeApi::in_memory().status(429).retry_after(60);
/// let error = chat(&api.client()).await.unwrap_err();
/// assert_eq!(error.stopped(), Some(Stopped::WaitTooLong));
/// assert_eq!(error.attempts().len(), 1);
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Stopped {
    /// The same request cannot succeed later.
    Permanent,
    /// The policy's attempts are used up.
    Attempts,
    /// Redirects have used up the requests of further attempts.
    Redirects,
    /// The next attempt would have begun after the deadline.
    Deadline,
    /// The server asked for a longer wait than the policy allows.
    WaitTooLong,
    /// Another annotated function, which has attempts of its own, had given up or was cut off.
    Nested,
    /// The reader of a stream had already seen part of it.
    HandedOut,
    /// The request may have been carried out, and the policy says `replay = "unsent"`.
    MayHaveRun,
    /// The request has nothing that `reask` or `enlarge` could change, or no more of it.
    Unchangeable,
    /// The service fails so often that the client's [`RetryBudget`](crate::RetryBudget) is used up.
    RetryBudget,
    /// The request was not sent, because the client's [`Breaker`](crate::Breaker) is open.
    Breaker,
    /// The policy says that this kind is not tried again.
    Declared,
}

impl Stopped {
    /// The name in snake case, as it appears in logs.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Permanent => "permanent",
            Self::Attempts => "attempts",
            Self::Redirects => "redirects",
            Self::Deadline => "deadline",
            Self::WaitTooLong => "wait_too_long",
            Self::Nested => "nested",
            Self::HandedOut => "handed_out",
            Self::MayHaveRun => "may_have_run",
            Self::Unchangeable => "unchangeable",
            Self::RetryBudget => "retry_budget",
            Self::Breaker => "breaker",
            Self::Declared => "declared",
        }
    }
}

impl fmt::Display for Stopped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Permanent => "not repeated because it cannot succeed later",
            Self::Attempts => "all that the policy allows",
            Self::Redirects => "stopped because redirects have used up the call's requests",
            Self::Deadline => "stopped by the deadline",
            Self::WaitTooLong => "stopped because the wait is longer than the policy allows",
            Self::Nested => "not repeated because the inner call had its own attempts",
            Self::HandedOut => "not repeated because a part of the answer had been handed out",
            Self::MayHaveRun => "not repeated because the request may have been carried out",
            Self::Unchangeable => "not repeated because the request could not be changed further",
            Self::RetryBudget => "not repeated because the client's retry budget is used up",
            Self::Breaker => "stopped by the client's breaker",
            Self::Declared => "not repeated because the policy says so",
        })
    }
}
