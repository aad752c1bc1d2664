//! [`Around`]: what a call tells the calls inside it, and what it learns of them.
//!
//! Inside are the calls of its body, of a `repair` and of a fallback. A stream that one of these
//! returns keeps what it was told.

use std::future::Future;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::task::futures::TaskLocalFuture;

use super::deadline::Deadline;
use crate::error::{Attempts, Error};

tokio::task_local! {
    static AROUND: Around;
}

#[derive(Debug)]
pub(crate) struct Around {
    told: Told,
    /// Whether a call has begun inside. Atomic only for the sake of `Sync`.
    has_calls: AtomicBool,
}

/// What a call inside is told.
#[derive(Clone, Debug, Default)]
pub(super) struct Told {
    pub(super) deadline: Deadline,
    /// The error that the call inside is a fallback of.
    pub(super) fallback_of: Option<Error>,
    /// Where a fallback leaves its attempts that failed, for what is tried after it.
    pub(super) failed: Option<Failed>,
}

/// The attempts that have failed in a fallback.
#[derive(Clone, Debug, Default)]
pub(super) struct Failed(Arc<Mutex<Attempts>>);

impl Failed {
    /// Adds the attempts of a call but for the first `known` ones.
    pub(super) fn add(&self, attempts: &Attempts, known: usize) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend(attempts, known);
    }

    pub(super) fn take(&self) -> Attempts {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Around {
    pub(super) fn telling(told: Told) -> Self {
        Self { told, has_calls: AtomicBool::new(false) }
    }

    /// Tells the call around, if there is one, that a call begins inside it; returns what it tells.
    pub(super) fn enter() -> Told {
        let told = AROUND.try_with(|around| {
            around.has_calls.store(true, Ordering::Relaxed);
            around.told.clone()
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
