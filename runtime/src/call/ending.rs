//! How a call ends that has no answer of its own: by a fallback, a recovery or its error.

use super::deadline;
use super::run::{Run, failure};
use crate::error::Error;
use crate::observe::What;
use crate::policy::Stopped;
use crate::policy::decide::Place;

impl Run {
    /// The error of a `repair` whose code the deadline has cut off.
    #[cold]
    pub(crate) fn repair_cut_off(&mut self, error: &Error) -> Error {
        self.late("the repair was cut off by the deadline").with_source(error.clone())
    }

    /// Reports that a fallback runs, unless it is too late for that.
    #[cold]
    pub(crate) fn fell_back(&self, error: &Error) {
        if !self.deadline.has_passed() {
            let stopped = self.progress.stopped();
            self.emit(self.progress.tries(), What::FellBack { error, stopped });
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
        let mut late = self.late("the fallback was cut off by the deadline");
        late.stands_in_for(error);
        self.give_up(late)
    }

    /// Adds to the error the history of the call and why it stopped, for a `fallback` or `recover`.
    #[cold]
    pub(crate) fn conclude(&self, mut error: Error) -> Error {
        self.add_history(&mut error, Some(self.progress.stopped()));
        error
    }

    pub(super) fn add_history(&self, error: &mut Error, stopped: Option<Stopped>) {
        if let Some(outer) = &self.fallback_of {
            error.stands_in_for(outer);
        }
        error.conclude(self.site, self.attempts(), stopped);
    }

    /// Ends the call: reports the error and adds the history of the call to it.
    #[cold]
    pub(crate) fn give_up(&self, error: Error) -> Error {
        let stopped = self.progress.stopped();
        self.emit(self.progress.tries(), What::GaveUp { error: &error, stopped });
        self.conclude(error)
    }

    /// The error of a call that has no time left. It does not count as an attempt.
    #[cold]
    pub(super) fn late(&mut self, message: &str) -> Error {
        let error = deadline::late(message);
        self.progress.late(failure(&error, Place::Late));
        error
    }
}
