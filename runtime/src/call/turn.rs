//! [`Admitted`]: leave to send one request, from the pacer of its model.

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context as Task, Poll};

use http::HeaderMap;
use tokio::time::{Instant, Sleep, sleep_until};

use super::admission::Admission;
use super::run::Run;
use crate::error::Error;
use crate::http::Outgoing;
use crate::kind::ErrorKind;
use crate::limits::{Cost, Lane, Grant, Rank, RateLimits, TooMany, Turn, of_type};

impl Run {
    /// Where it stands among the calls that wait for their turn.
    pub(super) fn rank(&self) -> Rank {
        Rank { is_low: false, ticket: self.ticket.number() }
    }

    /// Until when an attempt that begins now waits for its turn; `None` if the policy does not wait.
    pub(super) fn patience(&self) -> Option<Instant> {
        let patience = self.site.policy().patience()?;
        Some(self.deadline.cut(Instant::now() + patience))
    }

    /// Whether the call is lost if the server refuses once more.
    pub(super) fn is_last_try(&self) -> bool {
        let was_refused = self.progress.kind() == Some(ErrorKind::RateLimit);
        was_refused && self.progress.tries() + 1 >= self.requests() as usize
    }

    /// It waits for its turn from now on, until what is returned is dropped.
    pub(super) fn queue(&self) -> impl Drop {
        self.trial.queue(Instant::now());
        Queued(self)
    }
}

/// An attempt that waits for its turn.
struct Queued<'a>(&'a Run);

impl Drop for Queued<'_> {
    fn drop(&mut self) {
        let (run, now) = (self.0, Instant::now());
        run.trial.leave_queue(now, run.site.policy().timeout(), run.deadline.left_at(now));
    }
}

/// A request that was let out. What comes of it lets the next ones go; if it is dropped, it has been sent
/// and nobody waits for its answer.
pub(crate) struct Admitted {
    /// `None` once it is known what came of it.
    lane: Option<Arc<Lane>>,
    grant: Grant,
}

/// Lets a request go at once, if it need not wait: `Some(None)` if nothing is paced.
pub(super) fn pass(outgoing: &Outgoing, run: &Run) -> Option<Option<Admitted>> {
    let now = Instant::now();
    let Some(lane) = outgoing.lane(now) else { return Some(None) };
    let cost = Cost::of_tokens(outgoing.tokens());
    let grant = lane.line().pass(lane.seconds(now), run.rank(), &cost, run.is_last_try())?;
    Some(Some(Admitted { lane: Some(lane), grant }))
}

/// Waits until it is the turn of a request.
///
/// # Errors
///
/// If that would take longer than the policy allows.
pub(super) async fn wait_for_turn(outgoing: &Outgoing, run: &Run) -> Result<Option<Admitted>, Error> {
    let now = Instant::now();
    let Some(lane) = outgoing.lane(now) else { return Ok(None) };
    let cost = Cost::of_tokens(outgoing.tokens());
    let grant = match run.patience() {
        None => lane.line().pass_by(lane.seconds(now), &cost).map_err(|at| full(&lane, at, run))?,
        Some(until) => wait(&lane, cost, until, run).await?,
    };
    Ok(Some(Admitted { lane: Some(lane), grant }))
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

impl Admitted {
    pub(super) fn lane(&self) -> Option<&Arc<Lane>> {
        self.lane.as_ref()
    }

    /// An answer has come that is no refusal.
    pub(super) fn passed(mut self, headers: &HeaderMap) {
        if let Some(lane) = self.lane.take() {
            let now = lane.seconds(Instant::now());
            let has_to_read = lane.line().has_to_read(now);
            let levels = if has_to_read { RateLimits::from_headers(headers).levels() } else { [None; 2] };
            lane.line().passed(now, &self.grant, &levels);
        }
    }

    /// The request has failed.
    pub(super) fn failed(mut self, error: &Error) {
        let Some(lane) = self.lane.take() else { return };
        let now = lane.seconds(Instant::now());
        let levels = RateLimits::from_headers(error.headers()).levels();
        if error.kind() == ErrorKind::RateLimit {
            let delay = error.retry_after().map(|delay| delay.as_secs_f64());
            let refusal = TooMany { delay, of: error.error_type().and_then(of_type), levels };
            lane.line().refused(now, &self.grant, &refusal, fastrand::f64());
        } else if error.status().is_some() {
            lane.line().passed(now, &self.grant, &levels);
        } else if error.may_have_run() {
            lane.line().lost(&self.grant);
        } else {
            lane.line().returned(&self.grant);
        }
    }
}

impl Drop for Admitted {
    fn drop(&mut self) {
        if let Some(lane) = self.lane.take() {
            lane.line().lost(&self.grant);
        }
    }
}

/// The error of a call that would wait longer than its policy allows.
#[cold]
fn full(lane: &Lane, at: f64, run: &Run) -> Error {
    run.trial().admitted(Admission::Refused);
    let key = lane.key();
    let wait = (at - lane.seconds(Instant::now())).max(0.0);
    let message = format!("not sent: the rate limit of `{key}` lets the next request go in {wait:.1} s");
    let error = Error::new(ErrorKind::RateLimit, message).unsent();
    error.with_remedy("let more time pass, or raise `up_to` in `on_rate_limit = wait(up_to = …)`")
}
