//! [`Clock`]: how long a stream waits for its next event, and how long it may go on.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context as Task, Poll, Waker};
use std::time::Duration;

use tokio::time::{Instant, Sleep, sleep_until};

use crate::call::run::Run;
use crate::error::Error;
use crate::kind::ErrorKind;

/// How long a server may take to close a stream behind its last event. What is closed in time can
/// serve another request.
const CLOSING: Duration = Duration::from_millis(100);

/// Longer than anybody waits; later instants could not be told.
const FAR: Duration = Duration::from_secs(60 * 60 * 24 * 365);

/// Into how many parts a wait is divided. To read the time and to set a timer for every event is a good
/// part of what an event costs, so that a wait is known to begin only within the part that it begins
/// in: it ends after `idle`, or up to a part of it later.
const PARTS: u32 = 16;

/// It runs only while there is nothing to read, so that a slow reader is not taken for a slow server.
pub(super) struct Clock {
    idle: Duration,
    deadline: Option<Instant>,
    /// Runs down once for each part.
    timer: Pin<Box<Sleep>>,
    /// Whom the timer wakes.
    woken: Option<(usize, usize)>,
    /// How many parts have passed without an event; none count before the first one, for which the
    /// attempt has a timeout.
    parts: Option<u32>,
    /// Whether an event has come within this part.
    progress: bool,
}

impl Clock {
    pub(super) fn of(run: &Run) -> Self {
        let (deadline, idle) = (run.deadline(), run.site().policy().idle().min(FAR));
        let timer = Box::pin(sleep_until(Instant::now()));
        let mut clock = Self { idle, deadline, timer, woken: None, parts: None, progress: false };
        clock.set(FAR);
        clock
    }

    /// An event has come.
    pub(super) fn stop(&mut self) {
        self.progress = true;
        if self.parts.is_none() {
            self.set(self.idle / PARTS);
            self.parts = Some(0);
        }
    }

    /// Behind the last event, the wait is for the end.
    pub(super) fn close(&mut self) {
        self.set(CLOSING);
        (self.parts, self.progress) = (Some(PARTS), false);
    }

    pub(super) fn is_late(&self) -> bool {
        self.deadline.is_some_and(|deadline| Instant::now() >= deadline)
    }

    /// Why nothing more is waited for.
    pub(super) fn poll(&mut self, task: &mut Task<'_>) -> Poll<Error> {
        loop {
            let waker = address(task.waker());
            if self.woken == Some(waker) && !self.timer.is_elapsed() {
                return Poll::Pending;
            }
            if self.timer.as_mut().poll(task).is_pending() {
                self.woken = Some(waker);
                return Poll::Pending;
            }
            if self.is_late() {
                return Poll::Ready(late());
            }
            let passed = self.parts.map(|parts| if self.progress { 0 } else { parts + 1 });
            if passed.is_some_and(|parts| parts >= PARTS) {
                return Poll::Ready(self.idle_for());
            }
            self.set(if passed.is_some() { self.idle / PARTS } else { FAR });
            (self.parts, self.progress) = (passed, false);
        }
    }

    fn set(&mut self, time: Duration) {
        self.woken = None;
        let end = Instant::now() + time;
        self.timer.as_mut().reset(self.deadline.map_or(end, |deadline| end.min(deadline)));
    }

    #[cold]
    fn idle_for(&self) -> Error {
        let message = format!("the next event of the stream did not come within {:.1?}", self.idle);
        Error::new(ErrorKind::Timeout, message)
            .with_remedy("ask again; raise `idle` if the model may pause for longer")
    }
}

/// Tells wakers apart better than `will_wake`, which takes a waker and its clone for two. The timer
/// keeps the one that it was given, so that no other can be at its address meanwhile.
fn address(waker: &Waker) -> (usize, usize) {
    (waker.data().addr(), std::ptr::from_ref(waker.vtable()).addr())
}

#[cold]
pub(super) fn late() -> Error {
    Error::new(ErrorKind::Timeout, "the deadline passed within the stream")
        .with_remedy("ask again; raise `deadline` if the answer may take longer")
}
