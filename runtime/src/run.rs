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
}

impl Run {
    /// Starts the clock of the deadline.
    pub(crate) fn begin(site: &'static Site) -> Self {
        Self { site, begun: Instant::now(), attempts: Attempts::default(), nested: false }
    }

    pub(crate) fn context(&self) -> Context<'_> {
        Context { site: self.site, begun: self.begun, attempts: &self.attempts }
    }

    /// The policy's timeout, or what is left of its deadline.
    pub(crate) fn time_for_attempt(&self) -> Duration {
        let timeout = self.site.policy().timeout();
        self.left().map_or(timeout, |left| left.min(timeout))
    }

    pub(crate) fn succeeded(&self) {
        observe::succeeded(self.site, &self.attempts);
    }

    #[cold]
    pub(crate) fn failed(&mut self, error: &Error, elapsed: Duration) {
        self.nested = error.stopped().is_some();
        self.attempts.push(error, elapsed);
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

    /// The error of a call that no step helps.
    #[cold]
    pub(crate) fn give_up(&self, error: Error) -> Error {
        let stopped = if self.nested {
            Stopped::Nested
        } else if error.is_transient() {
            Stopped::Declared
        } else {
            Stopped::Permanent
        };
        self.stop(error, stopped)
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
            tries_of_kind: self.attempts.count(error.kind()),
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

    /// What is left of the deadline.
    fn left(&self) -> Option<Duration> {
        let deadline = self.site.policy().deadline()?;
        Some(deadline.saturating_sub(self.begun.elapsed()))
    }

    /// Completes the error with the call's history. What an inner call gave up on keeps the
    /// history of that call, and the inner error becomes the source.
    fn stop(&self, mut error: Error, stopped: Stopped) -> Error {
        observe::gave_up(self.site, &self.attempts, &error, stopped);
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
