//! [`Deadline`]: when a call has to be over, its own or one that it has inherited.
//!
//! A call hands its deadline down to the calls in it: those of its body and of its fallbacks. A stream
//! that one of these returns keeps it.

use std::future::Future;
use std::time::Duration;

use tokio::task::futures::TaskLocalFuture;
use tokio::time::{Instant, timeout_at};

tokio::task_local! {
    static AROUND: Deadline;
}

/// `None` where nothing bounds the call.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Deadline(Option<Instant>);

impl Deadline {
    /// The earlier one of `own`, from `begun` on, and that of the call around this one.
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

    /// The earlier one of both.
    pub(crate) fn cut(self, end: Instant) -> Instant {
        self.0.map_or(end, |own| own.min(end))
    }

    /// `future` with this deadline around it.
    pub(crate) fn around<F: Future>(self, future: F) -> TaskLocalFuture<Self, F> {
        AROUND.scope(self, future)
    }

    /// What `future` gives; `None` if the deadline passes before.
    pub(crate) async fn limit<F: Future>(self, future: F) -> Option<F::Output> {
        let Some(end) = self.0 else { return Some(future.await) };
        // The timeout of tokio would begin what has no time.
        if self.has_passed() { None } else { timeout_at(end, self.around(future)).await.ok() }
    }
}
