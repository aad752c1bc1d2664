//! [`Backoff`]: a schedule of delays, without a clock.

use std::ops::Range;
use std::time::Duration;

/// The largest part of a delay that jitter may remove, as in the official SDKs:
/// <https://github.com/openai/openai-python/blob/main/src/openai/_base_client.py>.
const JITTER: f64 = 0.25;

/// A backoff whose delays double, or a fixed one, whose first and longest delays are equal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backoff {
    /// The first delay, before jitter.
    pub(super) first: Duration,
    /// The longest delay, before jitter.
    pub(super) cap: Duration,
}

impl Backoff {
    pub(crate) const fn over(range: Range<Duration>) -> Self {
        Self { first: range.start, cap: range.end }
    }

    /// The delays in order, before jitter: each is twice the one before it, up to the longest. The
    /// iterator never ends.
    ///
    /// ```
    /// # use openai_call::{Client, Error, ErrorKind, Reply, Step, openai_call, testing::FakeApi};
    /// # use serde_json::Value;
    /// #[openai_call(backoff = 500ms..3s)]
    /// async fn models(client: &Client) -> Result<Reply<Value>, Error> {
    ///     client.get("models")
    /// }
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Error> {
    /// # let api = FakeApi::start().await;
    /// # let client = api.client();
    /// let policy = models(&client).await?.site().policy();
    /// let Step::Retry { backoff, .. } = policy.ladder(ErrorKind::Timeout).unwrap().steps()[0]
    /// else { unreachable!() };
    /// let delays: Vec<u128> = backoff.delays().take(4).map(|delay| delay.as_millis()).collect();
    /// assert_eq!(delays, [500, 1_000, 2_000, 3_000]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn delays(self) -> impl Iterator<Item = Duration> {
        std::iter::successors(Some(self.first), move |delay| {
            Some(delay.saturating_mul(2).min(self.cap))
        })
    }

    /// The delay before the retry number `retries`, counted from zero. `random` is in `0.0..1.0`. A
    /// fixed delay has no jitter.
    pub(crate) fn delay(self, retries: usize, random: f64) -> Duration {
        if self.first == self.cap {
            return self.cap;
        }
        let delay = self.delays().nth(retries).unwrap_or(self.cap);
        delay.mul_f64(1.0 - JITTER * random)
    }

    /// The shortest sleep where a server asks for no wait, so that a server that always does so is
    /// not flooded: a quarter to a half of the first delay.
    pub(crate) fn pause(self, random: f64) -> Duration {
        self.first.mul_f64(JITTER * (1.0 + random))
    }
}
