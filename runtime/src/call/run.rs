//! [`Run`]: the state of one call. It keeps the history, takes the next step, reports it and
//! sleeps.

use std::future::Future;
use std::pin::{Pin, pin};
use std::time::Duration;

use tokio::time::{Instant, sleep};

use super::amend::Amendment;
use super::around::{Around, Failed, Outer, Told};
use super::deadline::Deadline;
use super::ending::failure;
use super::ticket::Ticket;
use super::trial::Trial;
use super::until::until;
use crate::error::{Attempts, Error};
use crate::http::Hops;
use crate::kind::ErrorKind;
use crate::observe::{Watch, What};
use crate::policy::Site;
use crate::policy::decide::Place;
use crate::policy::progress::{Progress, Verb};

/// The state of one call, whatever its types are.
#[derive(Clone, Debug)]
pub struct Run {
    pub(super) begun: Instant,
    pub(super) deadline: Deadline,
    /// The most attempts that the call around allows, to this call and those inside it; `u32::MAX` if it
    /// has no bound.
    pub(super) narrowed: u32,
    /// What this call is a fallback of.
    pub(super) outer: Option<Outer>,
    /// Includes the attempts of nested calls and of fallbacks that failed.
    pub(super) history: Attempts,
    /// How many of the attempts in its history have been heard of there.
    pub(super) heard: u32,
    /// What is heard of the fallback under way.
    pub(super) fallback: Option<Failed>,
    pub(super) progress: Progress,
    /// Its place among the calls that wait for their turn, once it has asked for one; else 0.
    pub(super) ticket: Ticket,
    pub(super) hops: Hops,
    pub(super) trial: Trial,
    /// What `reask` and `enlarge` change in the requests that follow.
    pub(super) amendment: Option<Box<Amendment>>,
}

impl Run {
    /// Starts the clocks of the deadline and of the first attempt.
    pub(crate) fn begin(site: &'static Site) -> Self {
        let begun = Instant::now();
        let Told { deadline, attempts: narrowed, outer } = Around::enter();
        let deadline = Deadline::begin(begun, site.policy().deadline(), deadline);
        // Without a name, so that it is made where it is returned: a copy costs 47 instructions.
        Self {
            begun,
            deadline,
            narrowed,
            outer,
            history: Attempts::default(),
            heard: 0,
            fallback: None,
            progress: Progress::begin(site, narrowed),
            ticket: Ticket::default(),
            hops: Hops::default(),
            trial: Trial::begin(begun, site.policy().timeout(), deadline, Watch::begin(site)),
            amendment: None,
        }
    }

    /// Starts the clock of the next attempt; that of the first one runs already.
    ///
    /// # Errors
    ///
    /// If there is no time left until the deadline.
    #[inline]
    pub(crate) fn start(&mut self) -> Result<(), Error> {
        if self.progress.kind().is_some() {
            self.start_again();
        }
        if self.trial.is_late() {
            return Err(self.late("the deadline passed before the next attempt"));
        }
        Ok(())
    }

    #[cold]
    fn start_again(&mut self) {
        let timeout = self.site().policy().timeout();
        let watch = self.trial.watch().cloned();
        self.trial = Trial::begin(Instant::now(), timeout, self.deadline, watch);
    }

    pub(crate) fn site(&self) -> &'static Site {
        self.progress.site()
    }

    pub(crate) fn fallback_of(&self) -> Option<&Error> {
        self.outer.as_ref().map(Outer::error)
    }

    /// All attempts so far. Those before the fallback that this call is come first.
    pub(crate) fn attempts(&self) -> Attempts {
        self.after_others(self.history.clone())
    }

    /// Puts attempts after those of the call that this one is a fallback of.
    pub(super) fn after_others(&self, mut attempts: Attempts) -> Attempts {
        if let Some(before) = self.fallback_of() {
            attempts.follow(before.attempts());
        }
        attempts
    }

    pub(crate) fn trial(&self) -> &Trial {
        &self.trial
    }

    /// Lets go of what the response of this attempt keeps alive.
    pub(super) fn forget_answer(&mut self) {
        self.trial.forget_answer();
    }

    /// When the time of the attempt under way is over.
    pub(crate) fn end(&self) -> Instant {
        self.trial.end(self.deadline)
    }

    pub(crate) fn hops(&self) -> &Hops {
        &self.hops
    }

    /// The most redirects that the call may have followed by the end of this attempt: what its
    /// attempts leave of the requests that were promised.
    pub(crate) fn most_hops(&self) -> u32 {
        let tries = u32::try_from(self.progress.tries()).unwrap_or(u32::MAX);
        self.requests().saturating_sub(tries).saturating_sub(1)
    }

    /// The most requests of the call, redirects included.
    pub(super) fn requests(&self) -> u32 {
        self.site().bounds().requests().min(self.narrowed)
    }

    pub(crate) fn elapsed(&self) -> Duration {
        self.begun.elapsed()
    }

    pub(crate) fn deadline(&self) -> Deadline {
        self.deadline
    }

    /// What the calls inside an attempt are told.
    pub(crate) fn around(&self) -> Around {
        Around::telling(self.told(self.outer.as_ref().map(Outer::of_inner)))
    }

    pub(super) fn told(&self, outer: Option<Outer>) -> Told {
        Told { deadline: self.deadline, attempts: self.narrowed, outer }
    }

    /// The output of code that the policy names; `None` if the deadline passes first.
    pub(crate) fn until_late<F: Future>(
        &self,
        around: Around,
        code: Pin<&mut F>,
    ) -> impl Future<Output = Option<F::Output>> {
        self.within(self.deadline, around, code)
    }

    /// Like [`until_late`](Self::until_late), for another deadline or none.
    pub(crate) async fn within<F: Future>(
        &self,
        deadline: Deadline,
        mut around: Around,
        code: Pin<&mut F>,
    ) -> Option<F::Output> {
        // The code does not start if no time is left.
        if deadline.has_passed() {
            return None;
        }
        until((deadline, self), pin!(around.scope(code))).await
    }

    /// Records how an attempt ended.
    pub(crate) fn ended<T>(&mut self, outcome: &mut Result<T, Error>) {
        if self.trial.is_noted() {
            self.progress.queued(self.trial.queued());
        }
        match outcome {
            Ok(_) => {
                self.learn_success();
                if self.trial.is_noted() {
                    self.succeeded();
                }
            }
            Err(error) if self.trial.is_refused() => self.refused(error),
            Err(error) if error.stopped().is_some() => self.given_up_inside(error),
            Err(error) => {
                self.learn_failure(error);
                self.failed(error, Place::Attempt);
            }
        }
    }

    /// Records that an attempt was cut off, and makes its error. What a call inside has asked for
    /// is not asked for again: that call has attempts of its own.
    #[cold]
    pub(crate) fn cut_off(&mut self, has_calls: bool) -> Error {
        let mut error = self.trial.timed_out();
        self.progress.queued(self.trial.queued());
        self.learn_cut(has_calls);
        self.failed(&mut error, if has_calls { Place::Nested } else { Place::Attempt });
        error
    }

    /// Records that the stream of an attempt broke after it had been handed out.
    pub(crate) fn interrupted(&mut self, error: &mut Error) {
        let late = self.deadline.has_passed();
        error.has_begun();
        self.failed(error, if late { Place::Late } else { Place::HandedOut });
    }

    #[cold]
    fn failed(&mut self, error: &mut Error, place: Place) {
        if let Some(id) = self.trial.client_request_id() {
            error.sent_as(id);
        }
        self.trial.forget_answer();
        if let Some(permit) = self.trial.permit_mut() {
            permit.end();
        }
        let cost = error.usage().and_then(|usage| self.uses(Some(usage), error.body()));
        let attempt = error.as_attempt(self.trial.queued(), self.trial.elapsed());
        self.history.push(attempt.with_cost(cost));
        self.progress.failed(failure(error, place));
        self.emit(self.progress.tries(), What::Failed { error });
        if let hops @ 1.. = self.hops.count() {
            self.progress.at_most(self.requests().saturating_sub(hops));
        }
    }

    /// Records that a call inside has given up on an attempt.
    #[cold]
    fn given_up_inside(&mut self, error: &mut Error) {
        let known = self.fallback_of().filter(|outer| error.follows(outer));
        self.history.extend(error.attempts(), known.map_or(0, |outer| outer.attempts().len()));
        error.nested();
        self.progress.failed(failure(error, Place::Nested));
    }

    /// The kind whose steps an error takes.
    pub(crate) fn kind(&self, error: &Error) -> ErrorKind {
        self.progress.kind().unwrap_or(error.kind())
    }

    /// Takes the next step, if it is of this sort: sleeps before the next attempt.
    ///
    /// # Errors
    ///
    /// The error, if no such step is left.
    pub(crate) async fn again(&mut self, error: Error, verb: Verb) -> Result<(), Error> {
        let Some(delay) = self.next(verb) else { return Err(error) };
        self.emit(self.progress.tries(), What::Again { error: &error, delay });
        drop(error);
        self.trial.rest();
        sleep(delay).await;
        Ok(())
    }

    /// Takes the next step, if it is a `repair`: returns the error for its code, once the delay is
    /// over that the server asks for.
    ///
    /// # Errors
    ///
    /// The error, if no such step is left.
    pub(crate) async fn repair(&mut self, error: Error) -> Result<Error, Error> {
        let Some(delay) = self.next(Verb::Repair) else { return Err(error) };
        self.emit(self.progress.tries(), What::Repaired { error: &error });
        if !delay.is_zero() {
            sleep(delay).await;
        }
        Ok(self.with_history(error))
    }

    /// Adds the history of the call so far to the error.
    pub(crate) fn with_history(&self, mut error: Error) -> Error {
        self.add_history(&mut error, self.attempts(), None);
        error
    }
}
