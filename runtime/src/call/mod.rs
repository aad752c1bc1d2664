//! [`Call`]: the interface for expansions. It is thin because it is compiled once for each
//! function; the work is done in [`Run`], which is compiled once.

mod admission;
mod amend;
mod around;
mod attempt;
mod body;
mod deadline;
mod early;
mod ending;
mod exchange;
mod head;
mod meta;
mod narrow;
mod outcome;
mod reply;
mod response;
mod run;
#[cfg(test)]
mod tests;
mod ticket;
mod trial;
mod turn;
mod until;
mod watched;

use std::future::Future;
use std::marker::PhantomData;
use std::pin::{Pin, pin};

use crate::error::Error;
use crate::kind::ErrorKind;
use crate::policy::Site;
use crate::policy::progress::Verb;

pub use self::attempt::Attempt;
pub(crate) use self::attempt::{Amends, Answers};
pub use self::body::Body;
pub(crate) use self::deadline::{Deadline, late};
pub use self::early::early;
pub(crate) use self::exchange::{accept, send};
pub(crate) use self::head::{Head, head_getters, usage_getter};
pub(crate) use self::meta::{Meta, getters};
pub use self::narrow::Narrow;
pub use self::outcome::{
    Answer, FromError, FromFallback, Named, OtherCall, Outcome, Unnamed, other,
};
pub(crate) use self::outcome::{Restarts, Streams};
pub use self::reply::{Raw, Reply};
pub use self::response::{FromResponse, Response};
pub(crate) use self::run::Run;
pub(crate) use self::until::until;

/// One call of a function that returns a `Result<T, E>`.
#[derive(Debug)]
pub struct Call<T, E> {
    run: Run,
    into_own: fn(Error) -> E,
    /// Whether an `E` can say that a fallback was cut off. One that cannot is left to who set the
    /// deadline: a function with a deadline of its own and such an `E` does not compile.
    says_late: bool,
    value: PhantomData<fn() -> T>,
}

/// Begins a call of a function that returns an `R`.
///
/// The trait bounds are only here, so that the compiler reports them only once.
pub fn begin<R: Outcome<Error: FromError>>(site: &'static Site) -> Call<R::Value, R::Error> {
    let says_late = R::Error::KINDS.name(ErrorKind::Timeout);
    Call { run: Run::begin(site), into_own: R::Error::from_error, says_late, value: PhantomData }
}

/// Makes what a function returns of what its call gives.
type Returned<R> =
    fn(Result<<R as Outcome>::Value, <R as Outcome>::Error>) -> <R as Outcome>::Itself;

/// Like [`begin`], for a return type whose name does not say that it is a `Result`. If it is none,
/// rustc says that alone: the function returns what comes second.
pub fn begin_named<R: Outcome<Error: FromError>>(
    site: &'static Site,
) -> (Call<R::Value, R::Error>, Returned<R>) {
    (begin::<R>(site), R::of)
}

/// Like [`begin`], for a policy with a setting for streams.
pub fn begin_stream<R: Outcome<Value: Streams, Error: FromError>>(
    site: &'static Site,
) -> Call<R::Value, R::Error> {
    begin::<R>(site)
}

/// Like [`begin`], for a policy that may begin a stream anew.
pub fn begin_restartable<R: Outcome<Value: Restarts, Error: FromError>>(
    site: &'static Site,
) -> Call<R::Value, R::Error> {
    begin::<R>(site)
}

impl<T, E> Call<T, E> {
    /// Makes an attempt: runs the body and what it ends in. The expansion pins the body, because an
    /// `async fn` holds an argument that it awaits twice.
    ///
    /// # Errors
    ///
    /// The outer error is from a `?` in the body, and the function returns it; the inner error is
    /// that of the attempt, and the policy handles it.
    pub async fn attempt<A: Attempt<T>>(
        &mut self,
        body: Pin<&mut impl Future<Output = Result<A, E>>>,
    ) -> Result<Result<T, Error>, E> {
        if let Err(late) = self.run.start() {
            return Ok(Err(late));
        }
        let run = &self.run;
        let mut around = run.around();
        let outcome = {
            let attempt = pin!(async {
                let running = body.await?.run(run);
                Ok::<_, E>(running.await)
            });
            until(run, pin!(around.scope(attempt))).await
        };
        let Some(outcome) = outcome else {
            return Ok(Err(self.run.cut_off(around.has_calls())));
        };
        if outcome.is_err() {
            self.run.left();
        }
        let mut outcome = outcome?;
        self.run.ended(&mut outcome);
        Ok(outcome)
    }

    /// Like [`attempt`](Self::attempt), for a policy with steps for the kinds of an answer.
    ///
    /// # Errors
    ///
    /// As those of `attempt`.
    pub fn attempt_answer<A: Answers<T>>(
        &mut self,
        body: Pin<&mut impl Future<Output = Result<A, E>>>,
    ) -> impl Future<Output = Result<Result<T, Error>, E>> {
        self.attempt(body)
    }

    /// Like [`attempt`](Self::attempt), for a policy with steps that change the request.
    ///
    /// # Errors
    ///
    /// As those of `attempt`.
    pub fn attempt_request<A: Amends<T>>(
        &mut self,
        body: Pin<&mut impl Future<Output = Result<A, E>>>,
    ) -> impl Future<Output = Result<Result<T, Error>, E>> {
        self.attempt(body)
    }

    /// The kind whose steps an error takes.
    pub fn kind(&self, error: &Error) -> ErrorKind {
        self.run.kind(error)
    }

    /// Takes the next `retry` step: sleeps before the next attempt.
    ///
    /// # Errors
    ///
    /// The error, if no such step is left.
    pub async fn backoff(&mut self, error: Error) -> Result<(), Error> {
        self.run.again(error, Verb::Retry).await
    }

    /// Takes the next `restart` step: sleeps before the next attempt. Nothing has been handed out
    /// yet.
    ///
    /// # Errors
    ///
    /// The error, if no such step is left.
    pub async fn restart(&mut self, error: Error) -> Result<(), Error> {
        self.run.again(error, Verb::Restart).await
    }

    /// Takes the next `wait` step: sleeps as long as the server asks.
    ///
    /// # Errors
    ///
    /// The error, if no such step is left.
    pub async fn wait(&mut self, error: Error) -> Result<(), Error> {
        self.run.again(error, Verb::Wait).await
    }

    /// Takes the next `reask` step: the next attempt says what was wrong with the answer.
    ///
    /// # Errors
    ///
    /// The error, if no such step is left.
    pub fn reask(&mut self, error: Error) -> Result<(), Error> {
        self.run.reask(error)
    }

    /// Takes the next `enlarge` step: the next attempt asks with a larger limit of output tokens.
    ///
    /// # Errors
    ///
    /// The error, if no such step is left.
    pub fn enlarge(&mut self, error: Error) -> Result<(), Error> {
        self.run.enlarge(error)
    }

    /// Takes the next `repair` step: returns the error for its code, which runs before the next
    /// attempt.
    ///
    /// # Errors
    ///
    /// The error, if no such step is left.
    pub async fn repair(&mut self, error: Error) -> Result<Error, Error> {
        self.run.repair(error).await
    }

    /// Awaits something in the code of a `repair`; `None` if the deadline passes first.
    pub async fn until_late<F: IntoFuture>(&self, awaited: F) -> Option<F::Output> {
        self.run.until_late(self.run.around(), pin!(awaited.into_future())).await
    }

    /// The error of a `repair` whose code was cut off.
    pub fn repair_cut_off(&mut self, error: &Error) -> Error {
        self.run.repair_cut_off(error)
    }

    /// The error with the call's history, for the code of a `fallback` or `recover`.
    pub fn conclude(&mut self, error: Error) -> Error {
        self.run.conclude(error)
    }

    /// Runs another call, until the deadline, and returns its result.
    ///
    /// # Errors
    ///
    /// That of the other call, or a timeout if the deadline has passed.
    pub async fn fallback<F>(
        &mut self,
        error: &Error,
        value: impl Future<Output = Result<T, F>>,
    ) -> Result<T, E>
    where
        E: FromFallback<F>,
    {
        let around = self.run.fall_back(error);
        let deadline = if self.says_late { self.run.deadline() } else { Deadline::NONE };
        match self.run.within(deadline, around, pin!(value)).await {
            Some(outcome) => outcome.map_err(|failed| {
                self.run.fallback_failed();
                E::from_fallback(failed)
            }),
            None => Err((self.into_own)(self.run.fallback_cut_off(error))),
        }
    }

    /// Like [`fallback`](Self::fallback), where another step follows.
    ///
    /// # Errors
    ///
    /// That of this call, for the next step, with the attempts of the fallback.
    pub async fn fallback_or<F>(
        &mut self,
        error: &Error,
        value: impl Future<Output = Result<T, F>>,
    ) -> Result<T, Error> {
        let around = self.run.fall_back(error);
        let is_late = match self.run.until_late(around, pin!(value)).await {
            Some(Ok(value)) => return Ok(value),
            Some(Err(_)) => false,
            None => true,
        };
        Err(self.run.after_fallback(error, is_late))
    }

    /// Ends the call with the value of a `recover` in place of the error.
    ///
    /// # Errors
    ///
    /// Never: the type is that of the function.
    pub fn recovered(&self, error: &Error, value: Result<T, E>) -> Result<T, E> {
        self.run.recovered(error);
        value
    }

    /// Ends the call with the error.
    pub fn give_up(&mut self, error: Error) -> E {
        (self.into_own)(self.run.give_up(error))
    }
}
