//! [`Load`]: many calls at once.

use std::future::Future;

use futures_util::{StreamExt, stream};

use super::fake_api::FakeApi;
use super::report::{Calls, Report};

/// Many calls of a function, some of them at once.
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
    tasks: usize,
    calls: usize,
    seed: u64,
}

impl Load {
    /// So many tasks, each of which makes one call.
    pub fn new(tasks: usize) -> Self {
        Self { tasks: tasks.max(1), calls: tasks, seed: 0 }
    }

    /// So many calls in all: a task that has ended one begins the next.
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
    pub async fn run<F, T, E>(self, api: &FakeApi, call: impl FnMut(usize) -> F) -> Report
    where
        F: Future<Output = Result<T, E>>,
    {
        let first = api.arrivals();
        fastrand::seed(self.seed);
        let calls = stream::iter(0..self.calls).map(call).buffer_unordered(self.tasks);
        let lost = calls.filter(|outcome| std::future::ready(outcome.is_err())).count().await;
        api.report_behind(first, Some(Calls { made: self.calls, lost }))
    }
}
