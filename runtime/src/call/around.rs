//! [`Around`]: what a call tells the calls inside it, and what it learns of them.
//!
//! Inside are the calls of its body, of a `repair` and of a fallback. A stream that one of these
//! returns keeps what it was told.

use std::future::Future;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::task::futures::TaskLocalFuture;

use super::deadline::Deadline;

tokio::task_local! {
    static AROUND: Around;
}

#[derive(Debug)]
pub(crate) struct Around {
    deadline: Deadline,
    /// Whether a call has begun inside. Atomic only for the sake of `Sync`.
    has_calls: AtomicBool,
}

impl Around {
    pub(super) fn with(deadline: Deadline) -> Self {
        Self { deadline, has_calls: AtomicBool::new(false) }
    }

    /// Tells the call around, if there is one, that a call begins inside it; returns its deadline.
    pub(super) fn enter() -> Deadline {
        let told = AROUND.try_with(|around| {
            around.has_calls.store(true, Ordering::Relaxed);
            around.deadline
        });
        told.unwrap_or_default()
    }

    /// Whether a call has begun inside.
    pub(super) fn has_calls(&self) -> bool {
        self.has_calls.load(Ordering::Relaxed)
    }

    /// Puts the calls in `future` inside.
    pub(super) fn scope<F: Future>(self, future: F) -> TaskLocalFuture<Self, F> {
        AROUND.scope(self, future)
    }
}
