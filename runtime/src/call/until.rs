//! [`until`]: awaits a part of a call until its time is over, within the spans of the call.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::Poll;

use tokio::task::coop::unconstrained;
use tokio::time::{Instant, sleep_until};

use super::deadline::Deadline;
use super::run::Run;

/// What bounds a part of a call.
pub(crate) trait Bound {
    fn run(&self) -> &Run;

    /// When its time is over, which may be put off; `None` if it has no bound.
    fn end(&self) -> Option<Instant>;
}

/// An attempt, which its policy bounds.
impl Bound for &Run {
    fn run(&self) -> &Run {
        self
    }

    fn end(&self) -> Option<Instant> {
        Some(Run::end(self))
    }
}

/// Code that the policy names.
impl Bound for (Deadline, &Run) {
    fn run(&self) -> &Run {
        self.1
    }

    fn end(&self) -> Option<Instant> {
        self.0.end()
    }
}

/// Awaits `future` until the end of its time; `None` if that comes first. What is ready at once costs no
/// timer, which a timeout of tokio makes before it asks.
#[expect(clippy::manual_async_fn, reason = "an `async fn` would hold the arguments twice")]
pub(crate) fn until<F: Future>(
    bound: impl Bound,
    mut future: Pin<&mut F>,
) -> impl Future<Output = Option<F::Output>> {
    async move {
        let mut timer = pin!(None);
        poll_fn(|task| {
            let polled = match bound.run().watch() {
                None => future.as_mut().poll(task),
                Some(watch) => watch.within(|| future.as_mut().poll(task)),
            };
            if let Poll::Ready(output) = polled {
                return Poll::Ready(Some(output));
            }
            if timer.is_none() {
                timer.set(bound.end().map(sleep_until));
            }
            while let Some(mut timer) = timer.as_mut().as_pin_mut() {
                // A future that uses up the task's budget shall not keep the timer from being polled.
                if Pin::new(&mut unconstrained(timer.as_mut())).poll(task).is_pending() {
                    return Poll::Pending;
                }
                match bound.end() {
                    Some(end) if end > timer.deadline() => timer.reset(end),
                    _ => return Poll::Ready(None),
                }
            }
            Poll::Pending
        })
        .await
    }
}
