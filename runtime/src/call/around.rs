//! [`Around`]: what a call tells the calls inside it, and what it learns of them.
//!
//! Inside are the calls of its body, of a `repair` and of a fallback, and those of a `Narrow`. A stream
//! that one of these returns keeps what it was told.

use std::cell::RefCell;
use std::future::{Future, poll_fn};
use std::mem::{self, ManuallyDrop};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context as Task, Poll};

use super::deadline::Deadline;
use crate::error::{Attempts, Error};

thread_local! {
    /// What is around the code that is being polled; outside of every call it tells nothing. A thread does
    /// not end inside of a call, so there is nothing to drop; to note that there was would cost each access.
    static AROUND: RefCell<ManuallyDrop<Around>> =
        const { RefCell::new(ManuallyDrop::new(Around::NOTHING)) };
}

#[derive(Debug)]
pub(crate) struct Around {
    told: Told,
    /// Whether a call has begun inside.
    has_calls: bool,
}

/// What a call inside is told.
#[derive(Clone, Debug)]
pub(super) struct Told {
    pub(super) deadline: Deadline,
    /// The most attempts of the call inside; `u32::MAX` if that is not bounded.
    pub(super) attempts: u32,
    /// What the call inside is a fallback of.
    pub(super) outer: Option<Outer>,
}

/// A call that has failed, to one that is its fallback.
#[derive(Clone, Debug)]
pub(super) struct Outer(Arc<(Error, Option<Failed>)>);

impl Outer {
    /// Of this error. A fallback leaves its attempts that failed in `failed`, for what is tried after it.
    pub(super) fn new(error: Error, failed: Option<Failed>) -> Self {
        Self(Arc::new((error, failed)))
    }

    pub(super) fn error(&self) -> &Error {
        &self.0.0
    }

    pub(super) fn failed(&self) -> Option<&Failed> {
        self.0.1.as_ref()
    }

    /// The same to a call inside the fallback, whose attempts are told by that.
    pub(super) fn of_inner(&self) -> Self {
        if self.failed().is_none() { self.clone() } else { Self::new(self.error().clone(), None) }
    }
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
        mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Told {
    const NOTHING: Self = Self { deadline: Deadline::NONE, attempts: u32::MAX, outer: None };
}

impl Around {
    const NOTHING: Self = Self { told: Told::NOTHING, has_calls: false };

    pub(super) fn telling(told: Told) -> Self {
        Self { told, has_calls: false }
    }

    /// Tells the call around, if there is one, that a call begins inside it; returns what it tells.
    pub(super) fn enter() -> Told {
        AROUND.with_borrow_mut(|around| {
            around.has_calls = true;
            around.told.clone()
        })
    }

    /// Whether a call has begun inside.
    pub(super) fn has_calls(&self) -> bool {
        self.has_calls
    }

    /// Runs `future`, whose calls are inside.
    pub(super) fn scope<F: Future>(
        &mut self,
        mut future: Pin<&mut F>,
    ) -> impl Future<Output = F::Output> {
        poll_fn(move |task| self.poll(future.as_mut(), task))
    }

    fn poll<F: Future>(&mut self, future: Pin<&mut F>, task: &mut Task<'_>) -> Poll<F::Output> {
        let _inside = Inside::of(self);
        future.poll(task)
    }
}

/// What is around the code that runs as long as this lives.
struct Inside<'a>(&'a mut Around);

impl<'a> Inside<'a> {
    fn of(around: &'a mut Around) -> Self {
        exchange(around);
        Self(around)
    }
}

/// Also where the code panics.
impl Drop for Inside<'_> {
    fn drop(&mut self) {
        exchange(self.0);
    }
}

/// Puts `around` in the place of what is there, and the other way round.
fn exchange(around: &mut Around) {
    AROUND.with_borrow_mut(|there| mem::swap(&mut **there, around));
}
