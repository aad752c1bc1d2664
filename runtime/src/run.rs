//! [`Run`]: how far one call has come. It counts, decides, sleeps and gives up.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, sleep};

use crate::attempt::Context;
use crate::attempts::{Attempts, Stopped};
use crate::decide::{Action, Failure, State, decide};
use crate::error::Error;
use crate::kind::ErrorKind;
use crate::observe;
use crate::policy::{Site, Step};

/// The state of one call, whatever it ends in.
#[derive(Debug)]
pub(crate) struct Run {
    site: &'static Site,
    begun: Instant,
    attempts: Attempts,
    /// Whether another annotated function had given up on the last error.
    nested: bool,
    /// Whether the last error has the call's history already.
    concluded: bool,
}

impl Run {
    /// Starts the clock of the deadline.
    pub(crate) fn begin(site: &'static Site) -> Self {
        let attempts = Attempts::default();
        Self { site, begun: Instant::now(), attempts, nested: false, concluded: false }
    }

    pub(crate) fn context(&self) -> Context<'_> {
        Context { site: self.site, begun: self.begun, attempts: &self.attempts }
    }

    /// The policy's timeout, or what is left of its deadline.
    pub(crate) fn time_for_attempt(&self) -> Duration {
        let timeout = self.site.policy().timeout();
        self.left().map_or(timeout, |left| left.min(timeout))
    }

    /// What is left of the deadline.
    pub(crate) fn left(&self) -> Option<Duration> {
        let deadline = self.site.policy().deadline()?;
        Some(deadline.saturating_sub(self.begun.elapsed()))
    }

    pub(crate) fn succeeded(&self) {
        observe::succeeded(self.site, &self.attempts);
    }

    #[cold]
    pub(crate) fn failed(&mut self, error: &Error, elapsed: Duration) {
        self.nested = error.stopped().is_some();
        self.concluded = false;
        let kind = self.kind(error);
        self.attempts.push(error, kind, elapsed);
    }

    /// The kind whose steps an error takes: its own, unless the server asks to repeat what is
    /// permanent by its kind and has no steps declared. That is for `server_error` to handle.
    pub(crate) fn kind(&self, error: &Error) -> ErrorKind {
        let kind = error.kind();
        let permanent = !kind.is_transient() && self.site.policy().ladder(kind).is_none();
        if permanent && error.is_transient() { ErrorKind::ServerError } else { kind }
    }

    /// Sleeps as the first step of this sort that is not used up has it.
    pub(crate) async fn again(
        &mut self,
        error: Error,
        verb: fn(&Step) -> bool,
    ) -> Result<(), Error> {
        let delay = match self.decide(&error, verb) {
            Action::Again(delay) => delay,
            Action::Stop(stopped) => return Err(self.stop(error, stopped)),
        };
        self.attempts.set_waited(delay);
        observe::again(self.site, &self.attempts, &error, delay);
        drop(error);
        sleep(delay).await;
        Ok(())
    }

    /// Whether the next `repair` step may run; there is nothing to sleep for.
    pub(crate) fn repair(&mut self, error: Error) -> Result<Error, Error> {
        match self.decide(&error, |step| matches!(step, Step::Repair { .. })) {
            Action::Again(delay) => {
                observe::again(self.site, &self.attempts, &error, delay);
                Ok(self.conclude(error))
            }
            Action::Stop(stopped) => Err(self.stop(error, stopped)),
        }
    }

    /// The error of a call that ended before its fallback did.
    #[cold]
    pub(crate) fn fallback_cut_off(&mut self, error: &Error) -> Error {
        let message = "the fallback was cut off by the deadline";
        let late = Error::new(ErrorKind::Timeout, message).with_source(error.clone());
        self.stop(late, Stopped::Deadline)
    }

    /// The error with the call's history, for code that takes its place.
    #[cold]
    pub(crate) fn conclude(&mut self, error: Error) -> Error {
        if self.concluded {
            return error;
        }
        let stopped = self.reason(&error);
        self.with_history(error, stopped)
    }

    /// The error of a call that no step helps.
    #[cold]
    pub(crate) fn give_up(&mut self, error: Error) -> Error {
        let stopped = self.reason(&error);
        self.stop(error, stopped)
    }

    /// Why an error that has no step is not repeated.
    fn reason(&self, error: &Error) -> Stopped {
        if self.nested {
            Stopped::Nested
        } else if error.is_transient() {
            Stopped::Declared
        } else {
            Stopped::Permanent
        }
    }

    fn decide(&self, error: &Error, verb: fn(&Step) -> bool) -> Action {
        let policy = self.site.policy();
        let steps = policy.ladder(self.kind(error)).map_or(&[][..], |ladder| ladder.steps());
        let (state, failure) = (self.state(error), self.failure(error));
        let mut stopped = Stopped::Declared;
        for step in steps.iter().filter(|step| verb(step)) {
            match decide(step, &state, &failure, fastrand::f64()) {
                Action::Stop(reason) => stopped = reason,
                again @ Action::Again(_) => return again,
            }
        }
        Action::Stop(stopped)
    }

    fn state(&self, error: &Error) -> State {
        State {
            tries: self.attempts.len(),
            tries_of_kind: self.attempts.count(self.kind(error)),
            attempts: self.site.policy().attempts(),
            left: self.left(),
        }
    }

    fn failure(&self, error: &Error) -> Failure {
        Failure {
            retry_after: error.retry_after(),
            should_retry: error.should_retry(),
            nested: self.nested,
        }
    }

    fn stop(&mut self, error: Error, stopped: Stopped) -> Error {
        observe::gave_up(self.site, &self.attempts, &error, stopped);
        self.with_history(error, stopped)
    }

    /// Completes the error with the call's history. What an inner call gave up on keeps the
    /// history of that call, and the inner error becomes the source.
    fn with_history(&mut self, mut error: Error, stopped: Stopped) -> Error {
        self.concluded = true;
        let inner = self.nested.then(|| error.clone());
        let outer = error.inner_mut();
        outer.stopped = Some(stopped);
        outer.site = Some(self.site);
        match inner {
            Some(inner) => outer.source = Some(Arc::new(inner)),
            None => outer.attempts = self.attempts.clone(),
        }
        error
    }
}
