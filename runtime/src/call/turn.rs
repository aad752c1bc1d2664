//! The turn of a request among all of its model, which the pacer lets go one after the other.

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context as Task, Poll};
use std::time::Duration;

use tokio::time::{Instant, Sleep, sleep_until};

use super::admission::Admission;
use super::run::Run;
use crate::error::Error;
use crate::http::Outgoing;
use crate::kind::ErrorKind;
use crate::limits::{Cost, Grant, Lane, Rank, Turn};
use crate::observe::What;

/// A wait for a turn that is longer is told.
const LONG: Duration = Duration::from_secs(1);

impl Run {
    /// Where it stands among the calls that wait for their turn.
    pub(super) fn rank(&self) -> Rank {
        Rank { is_low: self.site.policy().has_low_priority(), ticket: self.ticket.number() }
    }

    /// Until when an attempt that begins now waits for its turn; `None` if the policy does not wait.
    pub(super) fn patience(&self) -> Option<Instant> {
        let patience = self.site.policy().patience()?;
        Some(self.deadline.cut(Instant::now() + patience))
    }

    /// Whether its requests are let go one after the other with those of other calls.
    pub(super) fn is_in_line(&self) -> bool {
        let is_paced = self.trial.permit().is_none_or(|permit| permit.lane().line().is_paced());
        self.ticket.is_taken() && is_paced && self.site.policy().patience().is_some()
    }

    /// Whether the call is lost if the server refuses once more.
    pub(super) fn is_last_try(&self) -> bool {
        let was_refused = self.progress.kind() == Some(ErrorKind::RateLimit);
        was_refused && self.progress.tries() + 1 >= self.requests() as usize
    }

    /// Reports that the attempt under way has waited for its turn, if it had to wait for long.
    pub(super) fn has_queued(&self) {
        let queued = self.trial.queued();
        if queued > LONG {
            let model = self.trial.model();
            self.emit(self.progress.tries() + 1, What::Queued { model, queued });
        }
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
        run.trial.leave_queue(run.site.policy().timeout(), run.deadline);
    }
}

/// Lets a request go at once, if it need not wait: `Some(None)` if nothing is paced.
pub(super) fn pass(outgoing: &Outgoing, run: &Run) -> Option<Option<(Arc<Lane>, Grant)>> {
    let now = Instant::now();
    let Some(lane) = outgoing.lane(now) else { return Some(None) };
    let cost = Cost::of_tokens(outgoing.tokens());
    let grant = lane.line().pass(lane.seconds(now), run.rank(), &cost, run.is_last_try())?;
    Some(Some((lane, grant)))
}

/// Waits until it is the turn of a request.
///
/// # Errors
///
/// If that would take longer than the policy allows.
pub(super) async fn wait_for_turn(
    outgoing: &Outgoing,
    run: &Run,
) -> Result<Option<(Arc<Lane>, Grant)>, Error> {
    let now = Instant::now();
    let Some(lane) = outgoing.lane(now) else { return Ok(None) };
    let cost = Cost::of_tokens(outgoing.tokens());
    let grant = match run.patience() {
        None => lane.line().pass_by(lane.seconds(now), &cost).map_err(|at| full(&lane, at, run))?,
        Some(until) => wait(&lane, cost, until, run).await?,
    };
    Ok(Some((lane, grant)))
}

async fn wait(lane: &Lane, cost: Cost, until: Instant, run: &Run) -> Result<Grant, Error> {
    let rank = run.rank();
    {
        let mut line = lane.line();
        let now = lane.seconds(Instant::now());
        if let Some(grant) = line.pass(now, rank, &cost, run.is_last_try()) {
            return Ok(grant);
        }
        let expected = line.expected(now, rank, &cost);
        if expected > lane.seconds(until) {
            return Err(full(lane, expected, run));
        }
        line.join(rank, cost, run.is_last_try());
    }
    let _in_line = InLine { lane, rank };
    let _queued = run.queue();
    let mut timer = pin!(sleep_until(until));
    let granted = poll_fn(|task| turn(lane, rank, until, timer.as_mut(), task)).await;
    granted.map_err(|at| full(lane, at, run))
}

/// Asks the line, and sets the timer of the first in it.
fn turn(
    lane: &Lane,
    rank: Rank,
    until: Instant,
    mut timer: Pin<&mut Sleep>,
    task: &mut Task<'_>,
) -> Poll<Result<Grant, f64>> {
    loop {
        let now = Instant::now();
        let turn = lane.line().ask(lane.seconds(now), rank, task.waker());
        let at = match turn {
            Turn::Now(grant) => return Poll::Ready(Ok(grant)),
            Turn::At(at) => lane.instant(at).map_or(until, |at| at.min(until)),
            Turn::Behind => until,
        };
        if now >= until {
            return Poll::Ready(Err(lane.seconds(now)));
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
    let wait = (at - lane.seconds(Instant::now())).max(0.0);
    let message =
        format!("not sent: the rate limit of `{key}` lets the next request go in {wait:.1} s");
    let error = Error::new(ErrorKind::RateLimit, message).unsent();
    error.with_remedy("let more time pass, or raise `up_to` in `on_rate_limit = wait(up_to = …)`")
}
