//! [`Call`]: what an expansion talks to. Thin, because it is compiled once for each function; the
//! work is in [`Run`], which is compiled once.

mod attempt;
mod deadline;
mod exchange;
mod meta;
mod outcome;
mod reply;
mod response;
mod run;
#[cfg(test)]
mod tests;
mod trial;

use std::future::Future;
use std::marker::PhantomData;

use crate::error::Error;
use crate::kind::ErrorKind;
use crate::policy::Site;
use crate::policy::progress::Verb;

pub use self::attempt::Attempt;
pub(crate) use self::deadline::Deadline;
pub(crate) use self::exchange::exchange;
pub(crate) use self::meta::{Meta, getters};
pub use self::outcome::{FromError, Outcome};
pub(crate) use self::outcome::{Restarts, Streams};
pub use self::reply::{Raw, Reply};
pub use self::response::{FromResponse, Response};
pub(crate) use self::run::Run;

/// One call of a function that returns a `Result<T, E>`.
#[derive(Debug)]
pub struct Call<T, E> {
    run: Run,
    into_own: fn(Error) -> E,
    value: PhantomData<fn() -> T>,
}

/// Begins a call of a function that returns an `R`.
///
/// The bounds stand here and nowhere else, so that the compiler reports them once.
pub fn begin<R: Outcome<Error: FromError>>(site: &'static Site) -> Call<R::Value, R::Error> {
    Call { run: Run::begin(site), into_own: R::Error::from_error, value: PhantomData }
}

/// As [`begin`], for a policy with a setting of streams.
pub fn begin_stream<R: Outcome<Value: Streams, Error: FromError>>(
    site: &'static Site,
) -> Call<R::Value, R::Error> {
    begin::<R>(site)
}

/// As [`begin`], for a policy that may begin a stream anew.
pub fn begin_restartable<R: Outcome<Value: Restarts, Error: FromError>>(
    site: &'static Site,
) -> Call<R::Value, R::Error> {
    begin::<R>(site)
}

impl<T, E> Call<T, E> {
    /// Runs the body and what it ends in.
    ///
    /// # Errors
    ///
    /// The outer error is the function's own, from a `?` in the body; the inner one is the
    /// attempt's, for the policy to handle.
    pub async fn attempt<A: Attempt<T>>(
        &mut self,
        body: impl Future<Output = Result<A, E>>,
    ) -> Result<Result<T, Error>, E> {
        if let Err(late) = self.run.start() {
            return Ok(Err(late));
        }
        let run = &self.run;
        let attempt = async { Ok::<_, E>(body.await?.run(run).await) };
        let attempt = run.deadline().around(attempt);
        let mut outcome = match run.trial().limit(attempt).await {
            Ok(outcome) => outcome?,
            Err(_) => Err(run.trial().timed_out()),
        };
        self.run.ended(&mut outcome);
        Ok(outcome)
    }

    /// The kind whose steps an error takes.
    pub fn kind(&self, error: &Error) -> ErrorKind {
        self.run.kind(error)
    }

    /// Takes the next `retry` step: sleeps for its backoff.
    ///
    /// # Errors
    ///
    /// The error, if no such step is left.
    pub async fn backoff(&mut self, error: Error) -> Result<(), Error> {
        self.run.again(error, Verb::Retry).await
    }

    /// Takes the next `restart` step: sleeps for its backoff. Nothing has been handed out yet.
    ///
    /// # Errors
    ///
    /// The error, if no such step is left.
    pub async fn restart(&mut self, error: Error) -> Result<(), Error> {
        self.run.again(error, Verb::Restart).await
    }

    /// Takes the next `wait` step: sleeps for as long as the server asks.
    ///
    /// # Errors
    ///
    /// The error, if no such step is left.
    pub async fn wait(&mut self, error: Error) -> Result<(), Error> {
        self.run.again(error, Verb::Wait).await
    }

    /// Takes the next `repair` step: hands the error to its code, after which comes an attempt.
    ///
    /// # Errors
    ///
    /// The error, if no such step is left.
    pub fn repair(&mut self, error: Error) -> Result<Error, Error> {
        self.run.repair(error)
    }

    /// The error with the call's history, for the code of a `fallback` or `recover`.
    pub fn conclude(&mut self, error: Error) -> Error {
        self.run.conclude(error)
    }

    /// Takes what another call gives, if it does so before the deadline.
    ///
    /// # Errors
    ///
    /// The other call's error.
    pub async fn fallback<F>(
        &mut self,
        error: &Error,
        value: impl Future<Output = Result<T, F>>,
    ) -> Result<T, E>
    where
        E: From<F>,
    {
        match self.run.deadline().limit(value).await {
            Some(outcome) => outcome.map_err(E::from),
            None => Err((self.into_own)(self.run.fallback_cut_off(error))),
        }
    }

    /// Ends the call with the error.
    pub fn give_up(&mut self, error: Error) -> E {
        (self.into_own)(self.run.give_up(error))
    }
}
