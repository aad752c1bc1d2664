//! [`Deadline`]: when a call has to end, set by its own policy or by the call around it.
//!
//! A call passes its deadline on to the calls inside it: those of its body and of its fallbacks. A
//! stream that one of these returns keeps the deadline.

use std::future::Future;
use std::time::Duration;

use tokio::task::futures::TaskLocalFuture;
use tokio::time::{Instant, timeout_at};

tokio::task_local! {
    static AROUND: Deadline;
}

/// `None` if there is no deadline.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Deadline(Option<Instant>);

impl Deadline {
    /// The earlier of two deadlines: `own`, counted from `begun`, and that of the call around.
    pub(crate) fn begin(begun: Instant, own: Option<Duration>) -> Self {
        let own = own.and_then(|own| begun.checked_add(own));
        let around = AROUND.try_get().ok().and_then(|around| around.0);
        Self(own.into_iter().chain(around).min())
    }

    pub(crate) fn left(self) -> Option<Duration> {
        Some(self.0?.saturating_duration_since(Instant::now()))
    }

    pub(crate) fn has_passed(self) -> bool {
        self.0.is_some_and(|end| Instant::now() >= end)
    }

    /// The earlier of `end` and the deadline.
    pub(crate) fn cut(self, end: Instant) -> Instant {
        self.0.map_or(end, |own| own.min(end))
    }

    /// Passes the deadline on to the calls in `future`.
    pub(crate) fn around<F: Future>(self, future: F) -> TaskLocalFuture<Self, F> {
        AROUND.scope(self, future)
    }

    /// The output of `future`; `None` if the deadline passes first.
    pub(crate) async fn limit<F: Future>(self, future: F) -> Option<F::Output> {
        let Some(end) = self.0 else { return Some(future.await) };
        // Tokio's timeout would start the future even if no time is left.
        if self.has_passed() { None } else { timeout_at(end, self.around(future)).await.ok() }
    }
}
