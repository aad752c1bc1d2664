//! [`Narrow`]: tighter bounds for the calls inside a future, given at run time.

use std::future::Future;
use std::time::Duration;

use tokio::time::Instant;

use super::around::{Around, Told};
use super::deadline::Deadline;

/// Bounds for every annotated call inside a future, beside those that it has declared.
///
/// A policy is constant; what is left of a request's time, or whether it may be tried again at all, is
/// known only when it runs. Bounds can only become tighter: a call has the earlier of the two
/// deadlines and the smaller number of attempts, and so it has inside of two `Narrow`s.
///
/// ```
/// # use openai_call::{Client, Error, Narrow, Stopped, openai_call, testing::FakeApi};
/// # use serde_json::Value;
/// # use std::time::Duration;
/// #[openai_call(attempts = 5)]
/// async fn models(client: &Client) -> Result<Value, Error> {
///     client.get("models")
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let api = FakeApi::start().await.status(500);
/// let client = api.client();
///
/// let narrow = Narrow::new().deadline(Duration::from_secs(20)).attempts(1);
/// let error = narrow.run(models(&client)).await.unwrap_err();
/// assert_eq!(error.stopped(), Some(Stopped::Attempts));
/// assert_eq!(api.requests().len(), 1);
/// # }
/// ```
///
/// It reaches the calls that these calls make, their fallbacks, and the streams that they return. It
/// does not reach what is handed to `tokio::spawn`, which is another task: put a `Narrow` inside that.
/// An attempt that is cut off while a `Narrow` runs inside it is not made again, as with an annotated
/// call.
#[derive(Clone, Copy, Debug, Default)]
#[must_use = "it does nothing until `run` is called"]
pub struct Narrow {
    deadline: Option<Duration>,
    attempts: Option<u32>,
}

impl Narrow {
    /// Begins without any bound.
    pub const fn new() -> Self {
        Self { deadline: None, attempts: None }
    }

    /// Sets the time for everything inside, counted from when it is first polled.
    pub const fn deadline(self, deadline: Duration) -> Self {
        Self { deadline: Some(deadline), ..self }
    }

    /// Sets the most attempts of each call inside. The first one is always made.
    pub const fn attempts(self, attempts: u32) -> Self {
        Self { attempts: Some(attempts), ..self }
    }

    /// Runs the future, whose calls have these bounds.
    pub fn run<F: Future>(self, future: F) -> impl Future<Output = F::Output> {
        // An async block would hold the future twice.
        let mut future = Box::pin(future);
        // Not before it is polled: what is around it is known only then.
        async move {
            let mut around = Around::telling(self.told());
            around.scope(future.as_mut()).await
        }
    }

    fn told(self) -> Told {
        let around = Around::enter();
        Told {
            deadline: Deadline::begin(Instant::now(), self.deadline, around.deadline),
            attempts: self.attempts.map_or(around.attempts, |own| own.min(around.attempts)),
            ..around
        }
    }
}
