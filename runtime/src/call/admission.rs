//! What a client lets an attempt do: send its request, unless the breaker is open, and repeat it, unless
//! the retry budget is used up; and what the client learns of the attempt.

use std::time::Duration;

use http::HeaderValue;
use tokio::time::Instant;

use super::ending::failure;
use super::run::Run;
use super::turn::Granted;
use crate::error::Error;
use crate::kind::ErrorKind;
use crate::limits::{Budget, Came, Change, Lane, Permit, Refusal, Sign, TooMany, of_type};
use crate::observe::What;
use crate::policy::Stopped;
use crate::policy::decide::{Place, is_of_service};
use crate::policy::progress::Verb;

/// The remedy for a request that was not sent.
const OPEN: &str =
    "ask again then, declare a `fallback` to another model, or set `breaker` on the client";

/// An attempt that the deadline has cut off after less than this says nothing about the service.
const SHORTEST: Duration = Duration::from_secs(1);

/// Whether an attempt may send its request.
#[derive(Clone, Debug)]
pub(super) enum Admission {
    /// With the id that the client gave the request. Only a client of ours has a permit, and gives an id.
    Granted(Option<Permit>, Option<HeaderValue>),
    Refused,
}

/// The time, and chance.
fn at() -> (Instant, f64) {
    (Instant::now(), fastrand::f64())
}

impl Run {
    /// Lets the request of the attempt under way go out, under this id.
    ///
    /// # Errors
    ///
    /// If the breaker of its model is open.
    pub(super) fn admit(&self, granted: Granted, id: Option<HeaderValue>) -> Result<(), Error> {
        let permit = match granted.map(|(lane, grant)| lane.admit(grant, at)) {
            Some(Ok(permit)) => Some(permit),
            Some(Err((refusal, lane))) => {
                self.trial.admitted(Admission::Refused);
                return Err(refused(lane.key(), &refusal));
            }
            None => None,
        };
        if let Some(permit) = permit.as_ref().filter(|permit| permit.is_probe()) {
            self.emit(self.progress.tries(), What::Probed { lane: permit.lane().key() });
        }
        self.trial.admitted(Admission::Granted(permit, id));
        Ok(())
    }

    /// Lets the pacer know how the request has failed, and what the headers say of its limits: an error keeps
    /// them folded up.
    #[cold]
    pub(super) fn learn_limits(&self, error: &Error) {
        let Some(permit) = self.trial.permit() else { return };
        let levels = self.trial.heard();
        let result = if error.kind() == ErrorKind::RateLimit {
            let delay = error.retry_after().map(|delay| delay.as_secs_f64());
            Came::Refused(TooMany { delay, of: error.error_type().and_then(of_type), levels })
        } else if error.status().is_some() {
            Came::Back(levels)
        } else if error.may_have_run() {
            Came::Lost
        } else {
            Came::Unsent
        };
        permit.came(&result, Instant::now(), fastrand::f64());
    }

    /// Refuses a request before it waits, if it would be refused then.
    ///
    /// # Errors
    ///
    /// If the breaker of its model is open.
    pub(super) fn ask_breaker(&self, lane: &Lane) -> Result<(), Error> {
        let Some(refusal) = lane.refusal(Instant::now()) else { return Ok(()) };
        self.trial.admitted(Admission::Refused);
        Err(refused(lane.key(), &refusal))
    }

    /// Records that the attempt was refused before its request was sent, so that it is none.
    #[cold]
    pub(super) fn refused(&mut self, error: &Error) {
        self.progress.failed(failure(error, Place::Refused));
        self.emit(self.progress.tries(), What::Refused { error });
    }

    /// Lets the client know that the service has answered well.
    pub(super) fn learn_success(&mut self) {
        if let Some(permit) = self.trial.permit_mut() {
            permit.lane().budget().succeeded();
            let change = permit.settle(Sign::Works, at);
            if change.is_some() {
                self.tell_change(change);
            }
        }
    }

    /// Lets the client know how the attempt has failed.
    #[cold]
    pub(super) fn learn_failure(&mut self, error: &Error) {
        if error.kind().is_answer() {
            return self.learn_success();
        }
        let sign = match error.kind() {
            kind if is_of_service(kind) => Sign::Fails(kind),
            _ if error.status().is_some() => Sign::Works,
            _ => Sign::Nothing,
        };
        self.learn(sign);
    }

    /// Lets the client know that the attempt was cut off. If that was done by the deadline, it says
    /// something about the service only where the attempt was given a second and half of the call's
    /// time: what is left for a last attempt may be too short for any answer.
    #[cold]
    pub(super) fn learn_cut(&mut self, has_calls: bool) {
        let whole = self.deadline.end().map(|end| end.saturating_duration_since(self.begun));
        let fair = whole.map_or(SHORTEST, |whole| SHORTEST.max(whole / 2));
        let is_fair = !has_calls && self.trial.had(fair);
        self.learn(if is_fair { Sign::Fails(ErrorKind::Timeout) } else { Sign::Nothing });
    }

    fn learn(&mut self, sign: Sign) {
        let change = self.trial.permit_mut().and_then(|permit| permit.settle(sign, at));
        self.tell_change(change);
    }

    #[cold]
    fn tell_change(&self, change: Option<Change>) {
        let Some((change, permit)) = change.zip(self.trial.permit()) else { return };
        let lane = permit.lane().key();
        let what = match change {
            Change::Opened { failures, by, time } => What::Opened { lane, failures, by, time },
            Change::Closed { after } => What::Closed { lane, after },
        };
        self.emit(self.progress.tries() + 1, what);
    }

    /// How long to sleep before the next attempt, if the policy and the client's budget allow one;
    /// records it.
    pub(super) fn next(&mut self, verb: Verb) -> Option<Duration> {
        let budget = self.trial.permit().map(|permit| permit.lane().budget());
        let budget = budget.filter(|_| self.progress.costs());
        let has_budget = budget.is_none_or(Budget::take);
        let left = self.deadline.left();
        // Where calls are let go one after the other, nothing has to be spread.
        let random = if self.is_in_line() { 0.0 } else { fastrand::f64() };
        let delay = self.progress.next(verb, left, random, has_budget);
        match (delay, budget) {
            (None, Some(budget)) if has_budget => budget.give_back(),
            (None, Some(budget)) if self.is_short_of_retries() && budget.is_news() => {
                self.emit(self.progress.tries(), What::Exhausted);
            }
            _ => {}
        }
        let delay = delay?;
        if !self.trial.is_refused() {
            self.history.set_waited(delay);
        }
        self.tell();
        Some(delay)
    }

    fn is_short_of_retries(&self) -> bool {
        self.progress.stopped() == Stopped::RetryBudget
    }
}

/// The error of a request that was not sent.
#[cold]
fn refused(lane: &str, refusal: &Refusal) -> Error {
    let Refusal { since, left, is_probing, failures, by } = refusal;
    let probe =
        if *is_probing { "a request is under way that tries it, and another" } else { "a request" };
    let message = format!(
        "`{lane}` failed {failures} times in a row, the last time with {by}; the breaker has been open \
         for {since:.1?}, and {probe} may try it in {left:.1?}"
    );
    Error::new(ErrorKind::ServiceUnavailable, message).with_remedy(OPEN).unsent()
}
