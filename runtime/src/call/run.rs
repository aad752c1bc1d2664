//! [`Run`]: how far one call has come. It counts, decides, sleeps and gives up.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, sleep};

use crate::call::attempt::Context;
use crate::call::deadline;
use crate::call::trial::Trial;
use crate::error::Error;
use crate::error::{Attempts, Stopped};
use crate::kind::ErrorKind;
use crate::observe;
use crate::policy::Site;
use crate::policy::Step;
use crate::policy::decide::{Action, Failure, State, decide};

/// The state of one call, whatever it ends in.
#[derive(Clone, Debug)]
pub(crate) struct Run {
    site: &'static Site,
    begun: Instant,
    /// Of the policy, or of a call around it.
    deadline: Option<Instant>,
    attempts: Attempts,
    trial: Trial,
    last: Last,
}

/// What the steps have made of the last failure so far.
#[derive(Clone, Debug, Default)]
struct Last {
    /// Whether another annotated function had given up on it.
    nested: bool,
    /// Whether it broke a stream of which a part had been handed out.
    handed_out: bool,
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
        let begun = Instant::now();
        let own = site.policy().deadline().and_then(|deadline| begun.checked_add(deadline));
        Self {
            site,
            begun,
            deadline: own.into_iter().chain(deadline::inherited()).min(),
            attempts: Attempts::default(),
            trial: Trial::begin(Duration::ZERO),
            last: Last::default(),
        }
    }

    /// Starts the clock of the next attempt.
    ///
    /// # Errors
    ///
    /// That the deadline has left it no time.
    pub(crate) fn start(&mut self) -> Result<(), Error> {
        let timeout = self.site.policy().timeout();
        let limit = self.left().map_or(timeout, |left| left.min(timeout));
        if limit.is_zero() {
            return Err(self.late());
        }
        self.trial = Trial::begin(limit);
        Ok(())
    }

    pub(crate) fn context(&self) -> Context<'_> {
        Context { run: self }
    }

    pub(crate) fn site(&self) -> &'static Site {
        self.site
    }

    pub(crate) fn attempts(&self) -> &Attempts {
        &self.attempts
    }

    pub(crate) fn trial(&self) -> &Trial {
        &self.trial
    }

    pub(crate) fn elapsed(&self) -> Duration {
        self.begun.elapsed()
    }

    /// When everything has to be over.
    pub(crate) fn deadline(&self) -> Option<Instant> {
        self.deadline
    }

    /// What is left of the deadline.
    pub(crate) fn left(&self) -> Option<Duration> {
        Some(self.deadline?.saturating_duration_since(Instant::now()))
    }

    /// Writes the attempt down.
    pub(crate) fn ended<T>(&mut self, outcome: &mut Result<T, Error>) {
        match outcome {
            Ok(_) => observe::succeeded(self.site, &self.attempts),
            Err(error) => self.failed(error),
        }
    }

    #[cold]
    fn failed(&mut self, error: &mut Error) {
        let nested = error.stopped().is_some();
        self.write_down(error, Last { nested, ..Last::default() });
    }

    /// Writes down the attempt whose stream broke after it had begun.
    #[cold]
    pub(crate) fn interrupted(&mut self, error: &mut Error) {
        let mut last = Last { handed_out: true, ..Last::default() };
        if self.left().is_some_and(|left| left.is_zero()) {
            (last.stopped, last.passed) = (Some(Stopped::Deadline), usize::MAX);
        }
        self.write_down(error, last);
    }

    fn write_down(&mut self, error: &mut Error, last: Last) {
        if let Some(id) = self.trial.client_request_id() {
            error.inner_mut().client_request_id.get_or_insert_with(|| id.to_owned());
        }
        self.last = last;
        let kind = self.kind(error);
        self.attempts.push(error, kind, self.trial.elapsed());
    }

    /// The kind whose steps an error takes: its own, with two exceptions. What breaks a stream in its
    /// middle is an interruption, whatever broke it. And what the server asks to repeat although it is
    /// permanent, and has no steps declared, is for `server_error` to handle.
    pub(crate) fn kind(&self, error: &Error) -> ErrorKind {
        let kind = error.kind();
        if self.last.handed_out && error.is_transient() {
            return ErrorKind::StreamInterrupted;
        }
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
        } else if self.last.handed_out && error.is_transient() {
            Stopped::HandedOut
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
            handed_out: self.last.handed_out,
        }
    }

    /// Completes the error with the call's history. What an inner call gave up on stays the
    /// source, and its attempts take the place of the one that they were.
    pub(crate) fn with_history(&self, mut error: Error, stopped: Option<Stopped>) -> Error {
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
