//! [`Call`]: the state of one call. It makes attempts, counts them, sleeps and gives up.

use std::future::Future;
use std::time::Duration;

use tokio::time::{Instant, sleep, timeout};

use crate::attempt::{Attempt, Context, Outcome};
use crate::attempts::{Attempts, Stopped};
use crate::decide::{Action, Failure, State, decide};
use crate::error::Error;
use crate::kind::ErrorKind;
use crate::observe;
use crate::policy::{Site, Step};

/// The state of one call. Only expansions of the attribute make one.
#[derive(Debug)]
pub struct Call {
    site: &'static Site,
    begun: Instant,
    attempts: Attempts,
    /// Whether another annotated function had given up on the last error.
    nested: bool,
}

impl Call {
    /// Starts the clock of the deadline.
    pub fn begin(site: &'static Site) -> Self {
        Self { site, begun: Instant::now(), attempts: Attempts::default(), nested: false }
    }

    /// Runs the body and what it ends in.
    ///
    /// # Errors
    ///
    /// The outer error is the function's own, from a `?` in the body; the inner one is the
    /// attempt's, for the policy to handle.
    pub async fn attempt<R: Outcome, A: Attempt<R::Value>>(
        &mut self,
        body: impl Future<Output = Result<A, R::Error>>,
    ) -> Result<Result<R::Value, Error>, R::Error> {
        let begun = Instant::now();
        let limit = self.time_for_attempt();
        let context = Context { site: self.site, begun: self.begun, attempts: &self.attempts };
        let attempt = async { Ok::<_, R::Error>(body.await?.run(context).await) };
        let outcome = match timeout(limit, attempt).await {
            Ok(outcome) => outcome?,
            Err(_) => Err(timed_out(limit)),
        };
        match &outcome {
            Ok(_) => observe::succeeded(self.site, &self.attempts),
            Err(error) => self.count(error, begun.elapsed()),
        }
        Ok(outcome)
    }

    /// The kind whose steps an error takes: its own, unless the server asks to repeat what is
    /// permanent by its kind and has no steps declared. That is for `server_error` to handle.
    pub fn kind(&self, error: &Error) -> ErrorKind {
        let kind = error.kind();
        let permanent = !kind.is_transient() && self.site.policy().ladder(kind).is_none();
        if permanent && error.is_transient() { ErrorKind::ServerError } else { kind }
    }

    /// Takes the next `retry` step: sleeps for its backoff.
    ///
    /// # Errors
    ///
    /// The error itself, if no such step is left.
    pub async fn backoff(&mut self, error: Error) -> Result<(), Error> {
        self.again(error, |step| matches!(step, Step::Retry { .. })).await
    }

    /// Takes the next `wait` step: sleeps for as long as the server asks.
    ///
    /// # Errors
    ///
    /// The error itself, if no such step is left.
    pub async fn wait(&mut self, error: Error) -> Result<(), Error> {
        self.again(error, |step| matches!(step, Step::Wait { .. })).await
    }

    /// Ends the call with the error.
    ///
    /// # Errors
    ///
    /// Always.
    pub fn give_up<T>(&mut self, error: Error) -> Result<T, Error> {
        let stopped = if self.nested {
            Stopped::Nested
        } else if error.is_transient() {
            Stopped::Declared
        } else {
            Stopped::Permanent
        };
        Err(self.stop(error, stopped))
    }

    async fn again(&mut self, error: Error, verb: fn(&Step) -> bool) -> Result<(), Error> {
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

    /// The action of the first step of this sort that is not used up, else why the last one is.
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

    fn time_for_attempt(&self) -> Duration {
        let timeout = self.site.policy().timeout();
        self.left().map_or(timeout, |left| left.min(timeout))
    }

    fn count(&mut self, error: &Error, elapsed: Duration) {
        self.nested = error.stopped().is_some();
        self.attempts.push(error, elapsed);
    }

    /// Completes the error with the call's history. What an inner call gave up on keeps the
    /// history of that call, and the inner error becomes the source.
    #[cold]
    fn stop(&self, mut error: Error, stopped: Stopped) -> Error {
        observe::gave_up(self.site, &self.attempts, &error, stopped);
        let inner = self.nested.then(|| error.clone());
        let call = error.inner_mut();
        call.stopped = Some(stopped);
        call.site = Some(self.site);
        match inner {
            Some(inner) => call.source = Some(std::sync::Arc::new(inner)),
            None => call.attempts = self.attempts.clone(),
        }
        error
    }
}

fn timed_out(limit: Duration) -> Error {
    Error::new(ErrorKind::Timeout, format!("the attempt was cut off after {limit:.1?}"))
}
