//! The turn of a request among all of its model, which the pacer lets go one after the other.

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context as Task, Poll};
use std::time::Duration;

use tokio::time::{Instant, Sleep, sleep_until, timeout_at};

use super::admission::Admission;
use super::run::Run;
use crate::error::Error;
use crate::http::Outgoing;
use crate::kind::ErrorKind;
use crate::limits::store::LEASE_TIMEOUT;
use crate::limits::{Cost, Grant, LOOK, Lane, Rank, Reach, Turn};
use crate::observe::What;

/// A longer wait for a turn is reported.
const LONG: Duration = Duration::from_secs(1);

impl Run {
    /// Where it stands among the calls that wait for their turn.
    pub(super) fn rank(&self) -> Rank {
        Rank { is_low: self.site().policy().has_low_priority(), ticket: self.ticket.number() }
    }

    /// Until when an attempt that begins now waits for its turn; `None` if the policy does not wait.
    pub(super) fn patience(&self) -> Option<Instant> {
        let patience = self.site().policy().patience()?;
        Some(self.deadline.cut(Instant::now() + patience))
    }

    /// Whether its next request is let go one after the other with those of other calls that were refused.
    pub(super) fn is_in_line(&self) -> bool {
        if self.progress.kind() != Some(ErrorKind::RateLimit) {
            return false;
        }
        let is_paced = self.trial.permit().is_none_or(|permit| permit.lane().is_paced());
        self.ticket.is_taken() && is_paced && self.site().policy().patience().is_some()
    }

    /// Whether the call is lost if the server refuses once more.
    fn is_last_try(&self) -> bool {
        let was_refused = self.progress.kind() == Some(ErrorKind::RateLimit);
        was_refused && self.progress.tries() + 1 >= self.requests() as usize
    }

    /// How long it may wait for room to be certain, if it is lost otherwise.
    fn last_try(&self, lane: &Lane, until: impl FnOnce() -> Option<Instant>) -> Option<f64> {
        if self.is_last_try() { until().map(|until| lane.seconds(until)) } else { None }
    }

    /// Reports that the attempt under way has waited for its turn, if it had to wait for long.
    pub(super) fn has_queued(&self, lane: &Lane) {
        let queued = self.trial.queued();
        if queued > LONG {
            let lane = lane.key();
            self.emit(self.progress.tries() + 1, What::Queued { lane, queued });
        }
    }

    #[cold]
    fn tell_reach(&self, lane: &str, reach: &Reach) {
        let what = match reach {
            Reach::Away { error, clients } => What::StoreAway { lane, error, clients: *clients },
            Reach::Back { after } => {
                let after = Duration::try_from_secs_f64(*after).unwrap_or_default();
                What::StoreBack { lane, after }
            }
        };
        self.emit(self.progress.tries() + 1, what);
    }

    /// It waits for its turn from now on, until what is returned is dropped.
    pub(super) fn queue(&self) -> impl Drop {
        self.trial.queue();
        Queued(self)
    }
}

/// An attempt that waits for its turn.
struct Queued<'a>(&'a Run);

impl Drop for Queued<'_> {
    fn drop(&mut self) {
        let run = self.0;
        run.trial.leave_queue(run.site().policy().timeout(), run.deadline);
    }
}

/// What a request has when it is sent: a place in its lane, unless nothing is paced.
pub(super) type Granted = Option<(Arc<Lane>, Grant)>;

/// Where a request has to wait, and what it costs there.
pub(super) type Waits = (Arc<Lane>, Cost);

/// Lets a request go at once.
///
/// # Errors
///
/// If it has to wait.
pub(super) fn pass(outgoing: &Outgoing, run: &Run) -> Result<Granted, Waits> {
    let now = Instant::now();
    let Some(lane) = outgoing.lane(now) else { return Ok(None) };
    let cost = Cost::of_tokens(outgoing.tokens());
    let last = run.last_try(&lane, || run.patience());
    let grant = lane.line().pass(lane.seconds(now), run.rank(), &cost, last);
    match grant {
        Some(grant) => Ok(Some((lane, grant))),
        None => Err((lane, cost)),
    }
}

/// Waits until it is the turn of a request.
///
/// # Errors
///
/// If that would take longer than the policy allows.
pub(super) async fn wait_for_turn((lane, cost): Waits, run: &Run) -> Result<Granted, Error> {
    // What the breaker refuses anyway need not wait for that.
    run.ask_breaker(&lane)?;
    let grant = if let Some(until) = run.patience() {
        wait(&lane, cost, until, run).await?
    } else {
        let now = lane.seconds(Instant::now());
        let passed = lane.line().pass_by(now, &cost);
        passed.map_err(|at| full(&lane, at, run))?
    };
    run.has_queued(&lane);
    Ok(Some((lane, grant)))
}

async fn wait(lane: &Lane, cost: Cost, until: Instant, run: &Run) -> Result<Grant, Error> {
    let rank = run.rank();
    {
        let mut waiting = lane.line();
        let now = lane.seconds(Instant::now());
        let last = run.last_try(lane, || Some(until));
        if let Some(passed) = waiting.pass(now, rank, &cost, last) {
            return Ok(passed);
        }
        let at = waiting.expected(now, rank, &cost);
        if at > lane.seconds(until) {
            drop(waiting);
            return Err(full(lane, at, run));
        }
        waiting.join(rank, cost, last);
    }
    let _in_line = InLine { lane, rank };
    let _queued = run.queue();
    let mut timer = pin!(sleep_until(until));
    loop {
        match poll_fn(|task| turn(lane, rank, until, timer.as_mut(), task)).await {
            Step::Go(grant) => return Ok(grant),
            // Boxed, as few lines have a store, and all who wait would be larger for it.
            Step::Lease => Box::pin(lease(lane, until, run)).await,
            Step::GiveUp(at) => return Err(full(lane, at, run)),
        }
    }
}

/// What one who waits does next.
enum Step {
    Go(Grant),
    Lease,
    GiveUp(f64),
}

/// Leases send times for all who wait.
async fn lease(lane: &Lane, until: Instant, run: &Run) {
    let now = Instant::now();
    let wish = lane.line().wish(lane.seconds(now), lane.key());
    let Some((wish, store, left)) = wish else { return };
    let mut asking = Asking { lane, is_answered: false };
    let end = now + Duration::try_from_secs_f64(left).unwrap_or_default();
    let lease = match timeout_at(end.min(until), store.lease(wish)).await {
        Ok(lease) => lease.map_err(|error| error.to_string()),
        // It is the call that has no more time, and not the store.
        Err(_) if until < end => return,
        Err(_) => Err(format!("no answer within {LEASE_TIMEOUT:?}")),
    };
    asking.is_answered = true;
    let now = lane.seconds(Instant::now());
    let reach = lane.line().leased(now, lease);
    if let Some(reach) = reach {
        run.tell_reach(lane.key(), &reach);
    }
}

/// A call that asks a store; lets another one ask when it is dropped.
struct Asking<'a> {
    lane: &'a Lane,
    is_answered: bool,
}

impl Drop for Asking<'_> {
    fn drop(&mut self) {
        if !self.is_answered {
            self.lane.line().unasked(self.lane.seconds(Instant::now()));
        }
    }
}

/// Asks the line, and sets the timer of the first in it.
fn turn(
    lane: &Lane,
    rank: Rank,
    until: Instant,
    mut timer: Pin<&mut Sleep>,
    task: &mut Task<'_>,
) -> Poll<Step> {
    loop {
        let now = Instant::now();
        let turn = lane.line().ask(lane.seconds(now), rank, task.waker());
        let at = match turn {
            Turn::Now(grant) => return Poll::Ready(Step::Go(grant)),
            Turn::Lease if now < until => return Poll::Ready(Step::Lease),
            Turn::At(at) => lane.instant(at).map_or(until, |at| at.min(until)),
            Turn::Watching => until.min(now + LOOK),
            Turn::Behind | Turn::Lease => until,
        };
        if now >= until {
            let now = lane.seconds(now);
            let grant = lane.line().pass_at_last(now, rank);
            return Poll::Ready(grant.map_or(Step::GiveUp(now), Step::Go));
        }
        if timer.deadline() != at {
            timer.as_mut().reset(at);
        }
        if timer.as_mut().poll(task).is_pending() {
            return Poll::Pending;
        }
    }
}

/// A call that waits; takes it out of the line when it is dropped.
struct InLine<'a> {
    lane: &'a Lane,
    rank: Rank,
}

impl Drop for InLine<'_> {
    fn drop(&mut self) {
        self.lane.line().leave(self.rank);
    }
}

/// The error of a call that would wait longer than its policy allows.
#[cold]
fn full(lane: &Lane, at: f64, run: &Run) -> Error {
    run.trial().admitted(Admission::Refused);
    let key = lane.key();
    let wait = at - lane.seconds(Instant::now());
    let (why, remedy) = if lane.line().is_crowded() {
        let why = format!("as many requests to `{key}` are under way as `concurrency` allows");
        (why, "raise `concurrency` on the client, or `up_to` in `on_rate_limit = wait(up_to = …)`")
    } else if wait > 0.0 {
        let why = format!("the rate limit of `{key}` lets the next request go in {wait:.1} s");
        (why, "let more time pass, or raise `up_to` in `on_rate_limit = wait(up_to = …)`")
    } else {
        let why = format!("its turn among the calls to `{key}` did not come in time");
        (why, "make fewer calls at once, or raise `up_to` in `on_rate_limit = wait(up_to = …)`")
    };
    let error = Error::new(ErrorKind::RateLimit, format!("not sent: {why}")).unsent();
    error.with_remedy(remedy)
}
