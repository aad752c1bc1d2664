//! [`Run`]: how far one call has come. It counts, decides, sleeps and gives up.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use http::HeaderValue;
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
    last: Last,
}

/// What the steps have made of the last failure so far.
#[derive(Debug, Default)]
struct Last {
    /// Whether another annotated function had given up on it.
    nested: bool,
    /// How many steps of its ladder could not help.
    passed: usize,
    /// Why the last of these could not.
    stopped: Option<Stopped>,
    /// Whether the error has the call's history already.
    concluded: bool,
}

impl Run {
    /// Starts the clock of the deadline.
    pub(crate) fn begin(site: &'static Site) -> Self {
        let attempts = Attempts::default();
        Self { site, begun: Instant::now(), attempts, last: Last::default() }
    }

    pub(crate) fn context<'call>(
        &'call self,
        limit: Duration,
        client_request_id: &'call OnceLock<HeaderValue>,
    ) -> Context<'call> {
        let end = Instant::now() + limit;
        let Self { site, begun, attempts, .. } = self;
        Context { site, begun: *begun, attempts, end, client_request_id }
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
    pub(crate) fn failed(
        &mut self,
        error: &mut Error,
        client_request_id: Option<&HeaderValue>,
        elapsed: Duration,
    ) {
        if let Some(id) = client_request_id.and_then(|id| id.to_str().ok()) {
            error.inner_mut().client_request_id.get_or_insert_with(|| id.to_owned());
        }
        self.last = Last { nested: error.stopped().is_some(), ..Last::default() };
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

    /// Sleeps as the next step has it, of those of this sort that follow each other.
    pub(crate) async fn again(
        &mut self,
        error: Error,
        verb: fn(&Step) -> bool,
    ) -> Result<(), Error> {
        while let Some(step) = self.step(&error, verb) {
            if let Some(delay) = self.take(step, &error) {
                drop(error);
                sleep(delay).await;
                return Ok(());
            }
        }
        Err(error)
    }

    /// Whether the next step, a `repair`, may run; there is nothing to sleep for.
    pub(crate) fn repair(&mut self, error: Error) -> Result<Error, Error> {
        let repairs = |step: &Step| matches!(step, Step::Repair { .. });
        let taken = self.step(&error, repairs).and_then(|step| self.take(step, &error));
        match taken {
            Some(_) => Ok(self.with_history(error, None)),
            None => Err(error),
        }
    }

    /// The error of a call whose code took longer than the deadline, so that there is no attempt.
    #[cold]
    pub(crate) fn late(&mut self) -> Error {
        let stopped = Some(Stopped::Deadline);
        self.last = Last { stopped, passed: usize::MAX, ..Last::default() };
        Error::new(ErrorKind::Timeout, "the deadline passed before the next attempt")
    }

    /// The error of a call that ended before its fallback did.
    #[cold]
    pub(crate) fn fallback_cut_off(&mut self, error: &Error) -> Error {
        let message = "the fallback was cut off by the deadline";
        let late = Error::new(ErrorKind::Timeout, message).with_source(error.clone());
        self.last = Last { stopped: Some(Stopped::Deadline), ..Last::default() };
        self.give_up(late)
    }

    /// The error with the call's history, for code that takes its place.
    #[cold]
    pub(crate) fn conclude(&mut self, error: Error) -> Error {
        if self.last.concluded {
            return error;
        }
        self.last.concluded = true;
        let stopped = self.stopped(&error);
        self.with_history(error, Some(stopped))
    }

    /// The error of a call that no step helps.
    #[cold]
    pub(crate) fn give_up(&mut self, error: Error) -> Error {
        observe::gave_up(self.site, &self.attempts, &error, self.stopped(&error));
        self.conclude(error)
    }

    /// Why no step helps: the reason of the last one, or that there is none.
    fn stopped(&self, error: &Error) -> Stopped {
        self.last.stopped.unwrap_or(if self.last.nested {
            Stopped::Nested
        } else if error.is_transient() {
            Stopped::Declared
        } else {
            Stopped::Permanent
        })
    }

    /// The next step of the error's ladder, if it is one of this sort.
    fn step(&self, error: &Error, verb: fn(&Step) -> bool) -> Option<&'static Step> {
        let ladder = self.site.policy().ladder(self.kind(error))?;
        ladder.steps().get(self.last.passed).filter(|step| verb(step))
    }

    /// What to sleep before the step's attempt; `None` if the step cannot help.
    fn take(&mut self, step: &Step, error: &Error) -> Option<Duration> {
        match decide(step, &self.state(error), &self.failure(error), fastrand::f64()) {
            Action::Again(delay) => {
                self.attempts.set_waited(delay);
                observe::again(self.site, &self.attempts, error, delay);
                Some(delay)
            }
            Action::Stop(stopped) => {
                self.last.passed += 1;
                self.last.stopped = Some(stopped);
                None
            }
        }
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
        // A server that was not reached has asked for nothing, and the bounds count on it.
        let was_reached = self.kind(error) != ErrorKind::Connection;
        Failure {
            retry_after: error.retry_after().filter(|_| was_reached),
            should_retry: error.should_retry(),
            nested: self.last.nested,
        }
    }

    /// Completes the error with the call's history. What an inner call gave up on stays the
    /// source, and its attempts take the place of the one that they were.
    fn with_history(&self, mut error: Error, stopped: Option<Stopped>) -> Error {
        let inner = self.last.nested.then(|| error.clone());
        let outer = error.inner_mut();
        outer.stopped = stopped;
        outer.site = Some(self.site);
        outer.attempts = match &inner {
            Some(inner) => self.attempts.with_inner(inner.attempts()),
            None => self.attempts.clone(),
        };
        if let Some(inner) = inner {
            outer.source = Some(Arc::new(inner));
        }
        error
    }
}
