//! How a call ends that has no answer of its own: by a fallback, a recovery or its error.

use super::around::{Around, Failed, Outer};
use super::deadline;
use super::run::Run;
use crate::error::{Attempts, Error};
use crate::observe::What;
use crate::policy::Stopped;
use crate::policy::decide::{Failure, Place};

impl Run {
    /// The error of a `repair` whose code the deadline has cut off.
    #[cold]
    pub(crate) fn repair_cut_off(&mut self, error: &Error) -> Error {
        self.late("the repair was cut off by the deadline").with_source(error.clone())
    }

    /// Reports that a fallback runs, unless it is too late for that; returns what it is told.
    #[cold]
    pub(crate) fn fall_back(&mut self, error: &Error) -> Around {
        if !self.deadline.has_passed() {
            let stopped = self.progress.stopped();
            self.emit(self.progress.tries(), What::FellBack { error, stopped });
        }
        let failed = self.fallback.insert(Failed::default()).clone();
        Around::telling(self.told(Some(Outer::new(error.clone(), Some(failed)))))
    }

    /// Adds the attempts of a fallback that failed to the history.
    #[cold]
    pub(crate) fn fallback_failed(&mut self) {
        if let Some(failed) = self.fallback.take() {
            self.history.extend(&failed.take(), 0);
        }
        self.tell();
    }

    /// The error that is handed on to the step behind a fallback that failed.
    #[cold]
    pub(crate) fn after_fallback(&mut self, error: &Error, is_late: bool) -> Error {
        if is_late {
            self.late("the fallback was cut off by the deadline");
        }
        self.fallback_failed();
        self.conclude(error.clone())
    }

    /// Lets the call that this one is a fallback of hear of what has been added to the history.
    #[cold]
    pub(super) fn tell(&mut self) {
        if let Some(hearer) = self.outer.as_ref().and_then(Outer::failed) {
            hearer.add(&self.history, self.heard as usize);
            // A call makes a hundred attempts at most.
            self.heard = u32::try_from(self.history.len()).unwrap_or(u32::MAX);
        }
    }

    /// Reports that a value is returned instead of the error.
    #[cold]
    pub(crate) fn recovered(&self, error: &Error) {
        let stopped = self.progress.stopped();
        self.emit(self.progress.tries(), What::Recovered { error, stopped });
    }

    /// The error of a call whose fallback was cut off by the deadline.
    #[cold]
    pub(crate) fn fallback_cut_off(&mut self, error: &Error) -> Error {
        let mut late = self.fallback_late();
        late.has_begun();
        self.fallback_failed();
        late.stands_in_for(error);
        self.give_up(late)
    }

    /// Notes that the deadline has cut off a fallback.
    #[cold]
    pub(crate) fn fallback_late(&mut self) -> Error {
        self.late("the fallback was cut off by the deadline")
    }

    /// Adds to the error the history of the call and why it stopped, for a `fallback` or `recover`.
    #[cold]
    pub(crate) fn conclude(&mut self, mut error: Error) -> Error {
        self.tell();
        self.add_history(&mut error, self.attempts(), Some(self.progress.stopped()));
        error
    }

    pub(super) fn add_history(
        &self,
        error: &mut Error,
        attempts: Attempts,
        stopped: Option<Stopped>,
    ) {
        if let Some(outer) = self.fallback_of() {
            error.stands_in_for(outer);
        }
        error.conclude(self.site(), attempts, stopped);
    }

    /// Ends the call: reports the error and moves the history of the call into it.
    #[cold]
    pub(crate) fn give_up(&mut self, mut error: Error) -> Error {
        let stopped = self.progress.stopped();
        self.emit(self.progress.tries(), What::GaveUp { error: &error, stopped });
        self.tell();
        let history = std::mem::take(&mut self.history);
        self.add_history(&mut error, self.after_others(history), Some(stopped));
        error
    }

    /// The error of a call that has no time left. It does not count as an attempt.
    #[cold]
    pub(super) fn late(&mut self, message: &str) -> Error {
        let error = deadline::late(message).unsent();
        self.progress.late(failure(&error, Place::Late));
        error
    }
}

/// What the steps need to know about an error.
pub(super) fn failure(error: &Error, place: Place) -> Failure {
    Failure {
        kind: error.kind(),
        retry_after: error.retry_after(),
        should_retry: error.should_retry(),
        may_have_run: error.may_have_run(),
        place,
    }
}
