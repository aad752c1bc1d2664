//! [`Load`]: many calls at once.

use std::future::Future;
use std::time::Duration;

use futures_util::{StreamExt, stream};
use tokio::time::{Instant, sleep_until};

use super::fake_api::FakeApi;
use super::report::{Call, Calls, Report};

tokio::task_local! {
    /// The number of the call that makes a request.
    static CALL: usize;
}

/// The call of a load that is under way in this task. A connection is a task of its own, in which none is.
pub(super) fn current_call() -> Option<usize> {
    CALL.try_with(|number| *number).ok()
}

/// Many calls of a function, some of them at once: of a number of tasks, each of which makes its next call
/// when it has ended one ([`new`](Self::new)), or begun at a fixed rate, however long they take
/// ([`every`](Self::every)).
///
/// ```
/// # use openai_call::{Client, Error, Text, openai_call};
/// use openai_call::testing::{FakeApi, Load};
/// # use serde_json::json;
///
/// #[openai_call]
/// async fn chat(client: &Client, n: usize) -> Result<Text, Error> {
///     let content = format!("What is the square of {n}?");
///     client.post("chat/completions").json(&json!({
///         "model": "gpt-4o-mini",
///         "messages": [{ "role": "user", "content": content }],
///     }))
/// }
///
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() {
/// let api = FakeApi::in_memory().reply("49").status(401).reply("64").times(8);
/// let client = api.client();
/// let report = Load::new(2).calls(10).run(&api, |n| chat(&client, n)).await;
/// assert_eq!((report.calls(), report.lost()), (10, 1));
/// # }
/// ```
#[derive(Clone, Copy, Debug)]
#[must_use]
pub struct Load {
    /// The most calls that are under way at once.
    tasks: usize,
    /// The time from the beginning of a call to that of the next.
    interval: Option<Duration>,
    calls: usize,
    seed: u64,
}

impl Load {
    /// So many tasks, each of which makes one call.
    pub fn new(tasks: usize) -> Self {
        Self { tasks: tasks.max(1), interval: None, calls: tasks, seed: 0 }
    }

    /// Begins a call each time that an interval has passed, whatever has become of those before, as users
    /// do who know nothing of each other. It is one call unless [`calls`](Self::calls) says how many.
    ///
    /// ```
    /// # use openai_call::testing::{FakeApi, Load};
    /// # use std::time::Duration;
    /// # #[tokio::main(flavor = "current_thread", start_paused = true)]
    /// # async fn main() {
    /// # let api = FakeApi::in_memory();
    /// # let chat = |_| async { Ok::<(), openai_call::Error>(()) };
    /// let load = Load::every(Duration::from_millis(20)).calls(6_000);
    /// let report = load.run(&api, chat).await;
    /// # assert_eq!(report.calls(), 6_000);
    /// # }
    /// ```
    pub fn every(interval: Duration) -> Self {
        Self { tasks: usize::MAX, interval: Some(interval), calls: 1, seed: 0 }
    }

    /// So many calls in all.
    pub fn calls(self, calls: usize) -> Self {
        Self { calls, ..self }
    }

    /// The seed of the jitter of this thread, 0 by default. In a runtime of a single thread, under a paused
    /// clock, the same seed gives the same report.
    pub fn seed(self, seed: u64) -> Self {
        Self { seed, ..self }
    }

    /// Makes the calls, numbered from 0, and reports what `api` has seen of them. Calls that end in an error
    /// are lost; what they have returned is dropped.
    pub async fn run<F, T, E>(self, api: &FakeApi, mut call: impl FnMut(usize) -> F) -> Report
    where
        F: Future<Output = Result<T, E>>,
    {
        let first = api.arrivals();
        fastrand::seed(self.seed);
        let begun = Instant::now();
        let turns = stream::iter(0..self.calls).then(|number| self.turn(begun, number));
        let calls = turns.map(|number| followed(number, call(number)));
        let calls: Vec<(usize, Call)> = calls.buffer_unordered(self.tasks).collect().await;
        api.report_behind(first, Some(&Calls::of(calls)))
    }

    /// Waits until a call is to begin.
    async fn turn(self, begun: Instant, number: usize) -> usize {
        if let Some(interval) = self.interval {
            let calls = u32::try_from(number).unwrap_or(u32::MAX);
            sleep_until(begun + interval * calls).await;
        }
        number
    }
}

/// What becomes of a call.
async fn followed<T, E>(number: usize, call: impl Future<Output = Result<T, E>>) -> (usize, Call) {
    let begun = Instant::now();
    let is_lost = CALL.scope(number, call).await.is_err();
    (number, Call { begun, ended: Instant::now(), is_lost })
}
