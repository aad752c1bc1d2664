//! [`Deadline`]: when a call has to end, set by its own policy or by the call around it.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::Poll;
use std::time::Duration;

use tokio::task::coop::unconstrained;
use tokio::time::{Instant, sleep_until};

use crate::error::Error;
use crate::kind::ErrorKind;

/// `None` if there is no deadline.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Deadline(Option<Instant>);

impl Deadline {
    pub(super) const NONE: Self = Self(None);

    /// The earlier of two deadlines: `own`, counted from `begun`, and that of the call around.
    pub(crate) fn begin(begun: Instant, own: Option<Duration>, around: Self) -> Self {
        let own = own.and_then(|own| begun.checked_add(own));
        Self(own.into_iter().chain(around.0).min())
    }

    pub(crate) fn end(self) -> Option<Instant> {
        self.0
    }

    pub(crate) fn left(self) -> Option<Duration> {
        self.left_at(Instant::now())
    }

    /// What is left of it at `now`.
    pub(crate) fn left_at(self, now: Instant) -> Option<Duration> {
        Some(self.0?.saturating_duration_since(now))
    }

    pub(crate) fn has_passed(self) -> bool {
        self.0.is_some_and(|end| Instant::now() >= end)
    }

    /// The earlier of `end` and the deadline.
    pub(crate) fn cut(self, end: Instant) -> Instant {
        self.0.map_or(end, |own| own.min(end))
    }
}

/// Runs `future` until `end`, which may be put off; `None` if that comes first. What is ready at once costs no timer, which
/// a timeout of tokio makes before it asks.
#[expect(clippy::manual_async_fn, reason = "an `async fn` would hold the arguments twice")]
pub(crate) fn until<F: Future>(
    end: impl Fn() -> Instant,
    mut future: Pin<&mut F>,
) -> impl Future<Output = Option<F::Output>> {
    async move {
        let mut timer = pin!(None);
        poll_fn(|task| {
            if let Poll::Ready(output) = future.as_mut().poll(task) {
                return Poll::Ready(Some(output));
            }
            if timer.is_none() {
                timer.set(Some(sleep_until(end())));
            }
            while let Some(mut timer) = timer.as_mut().as_pin_mut() {
                // A future that uses up the task's budget shall not keep the timer from being polled.
                if Pin::new(&mut unconstrained(timer.as_mut())).poll(task).is_pending() {
                    return Poll::Pending;
                }
                let end = end();
                if end <= timer.deadline() {
                    return Poll::Ready(None);
                }
                timer.reset(end);
            }
            Poll::Pending
        })
        .await
    }
}

/// The error of what the deadline has cut off.
#[cold]
pub(crate) fn late(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::Timeout, message)
        .with_remedy("ask again; raise `deadline` if the answer may take longer")
}
