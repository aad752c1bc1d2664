//! [`Clock`]: how long a stream waits for its next event, and how long it may go on.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context as Task, Poll, Waker};
use std::time::Duration;

use tokio::task::coop::unconstrained;
use tokio::time::{Instant, Sleep, sleep_until};

use crate::call::{self, Deadline, Run};
use crate::error::Error;
use crate::kind::ErrorKind;

/// How long a server may take to close a stream after its last event. If it closes in time, the
/// connection can be used again.
const CLOSING: Duration = Duration::from_millis(100);

/// Stands for no limit; adding a longer time to an instant could overflow.
const FAR: Duration = Duration::from_secs(60 * 60 * 24 * 365);

/// Runs only while there is nothing to read, so that a slow reader is not taken for a slow server.
pub(super) struct Clock {
    idle: Duration,
    deadline: Deadline,
    /// How long to wait for the next event. There is no limit before the first event, because the
    /// attempt has a timeout.
    patience: Duration,
    /// When the current wait began.
    since: Option<Instant>,
    /// Never later than the end of the wait. It is reset only if it fires too early, because a reset
    /// for each event would be wasted if events follow each other quickly.
    timer: Pin<Box<Sleep>>,
    /// Whom the timer wakes, once it is set. Before it is due, only another has to ask it again.
    woken: Option<Waker>,
}

impl Clock {
    pub(super) fn of(run: &Run) -> Self {
        let (deadline, idle) = (run.deadline(), run.site().policy().idle().min(FAR));
        let timer = Box::pin(sleep_until(deadline.cut(Instant::now() + FAR)));
        Self { idle, deadline, patience: FAR, since: None, timer, woken: None }
    }

    /// Ends the wait, because an event has arrived.
    pub(super) fn stop(&mut self) {
        self.since = None;
        if self.patience == FAR {
            self.wait_for(self.idle);
        }
    }

    /// Waits for the end of the body, after the last event.
    pub(super) fn close(&mut self) {
        self.wait_for(CLOSING);
    }

    fn wait_for(&mut self, patience: Duration) {
        (self.patience, self.since) = (patience, None);
        self.reset(Instant::now() + patience);
    }

    fn reset(&mut self, end: Instant) {
        self.woken = None;
        self.timer.as_mut().reset(self.deadline.cut(end));
    }

    pub(super) fn is_late(&self) -> bool {
        self.deadline.has_passed()
    }

    /// Is ready when the wait is over, with the reason.
    pub(super) fn poll(&mut self, task: &mut Task<'_>) -> Poll<Error> {
        let now = Instant::now();
        let since = *self.since.get_or_insert(now);
        if now < self.timer.deadline() && self.wakes(task) {
            return Poll::Pending;
        }
        let end = since + self.patience;
        loop {
            if self.poll_timer(task).is_pending() {
                self.woken = Some(task.waker().clone());
                return Poll::Pending;
            }
            if self.is_late() {
                return Poll::Ready(late());
            }
            if Instant::now() >= end {
                return Poll::Ready(self.idle_for());
            }
            self.reset(end);
        }
    }

    /// Two clones are compared: that of a waker need not have the table which the waker itself has.
    fn wakes(&self, task: &Task<'_>) -> bool {
        self.woken.as_ref().is_some_and(|woken| woken.will_wake(&task.waker().clone()))
    }

    /// Sets the timer, also if the budget of the task is used up.
    fn poll_timer(&mut self, task: &mut Task<'_>) -> Poll<()> {
        Pin::new(&mut unconstrained(self.timer.as_mut())).poll(task)
    }

    #[cold]
    fn idle_for(&self) -> Error {
        let message = format!("the next event of the stream did not come within {:.1?}", self.idle);
        Error::new(ErrorKind::Timeout, message)
            .with_remedy("ask again; raise `idle` if the model may pause for longer")
    }
}

#[cold]
pub(super) fn late() -> Error {
    call::late("the deadline passed within the stream")
}
