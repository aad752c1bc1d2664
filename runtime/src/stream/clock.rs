//! [`Clock`]: how long a stream waits for its next event, and how long it may go on.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context as Task, Poll, ready};
use std::time::Duration;

use tokio::time::{Instant, Sleep, sleep_until};

use crate::call::{Deadline, Run};
use crate::error::Error;
use crate::kind::ErrorKind;

/// How long a server may take to close a stream after its last event. What is closed in time can
/// serve another request.
const CLOSING: Duration = Duration::from_millis(100);

/// Longer than anybody waits; later instants could not be represented.
const FAR: Duration = Duration::from_secs(60 * 60 * 24 * 365);

/// It runs only while there is nothing to read, so that a slow reader is not taken for a slow server.
pub(super) struct Clock {
    idle: Duration,
    deadline: Deadline,
    /// How long to wait for what comes next: there is no bound before the first event, for which the
    /// attempt has a timeout.
    patience: Duration,
    /// When the wait under way is over.
    until: Option<Instant>,
    /// Never later than that. It is set anew only where it runs down too early, because events that
    /// follow each other closely would set it for nothing.
    timer: Pin<Box<Sleep>>,
}

impl Clock {
    pub(super) fn of(run: &Run) -> Self {
        let (deadline, idle) = (run.deadline(), run.site().policy().idle().min(FAR));
        let timer = Box::pin(sleep_until(deadline.cut(Instant::now() + FAR)));
        Self { idle, deadline, patience: FAR, until: None, timer }
    }

    /// An event has come.
    pub(super) fn stop(&mut self) {
        self.until = None;
        if self.patience == FAR {
            self.wait_for(self.idle);
        }
    }

    /// After the last event, the wait is for the end.
    pub(super) fn close(&mut self) {
        self.wait_for(CLOSING);
    }

    fn wait_for(&mut self, patience: Duration) {
        (self.patience, self.until) = (patience, None);
        self.timer.as_mut().reset(self.deadline.cut(Instant::now() + patience));
    }

    pub(super) fn is_late(&self) -> bool {
        self.deadline.has_passed()
    }

    /// Why nothing more is waited for.
    pub(super) fn poll(&mut self, task: &mut Task<'_>) -> Poll<Error> {
        let until = *self.until.get_or_insert_with(|| Instant::now() + self.patience);
        loop {
            ready!(self.timer.as_mut().poll(task));
            if self.is_late() {
                return Poll::Ready(late());
            }
            if Instant::now() >= until {
                return Poll::Ready(self.idle_for());
            }
            self.timer.as_mut().reset(self.deadline.cut(until));
        }
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
    Error::new(ErrorKind::Timeout, "the deadline passed within the stream")
        .with_remedy("ask again; raise `deadline` if the answer may take longer")
}
