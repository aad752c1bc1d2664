//! The settings of a client that concern its limits, and what it knows of them.

use std::sync::Arc;

use tokio::time::Instant;

use super::builder::ClientBuilder;
use super::client::Client;
use crate::limits::store::Store;
use crate::limits::{Breaker, Health, Limits, RetryBudget};
use crate::usage::ClientUsage;
#[cfg(feature = "prices")]
use crate::usage::Cost;

impl ClientBuilder {
    /// Sets how many retries all calls of the client have together. The default is 30, with a tenth back
    /// for each success.
    pub fn retry_budget(mut self, budget: RetryBudget) -> Self {
        self.limits.retry_budget = budget;
        self
    }

    /// Sets when calls to a model that fails all the time are no longer sent. By default that is after 20
    /// failures in a row, for half a second, doubling up to two seconds.
    pub fn breaker(mut self, breaker: Breaker) -> Self {
        self.limits.breaker = breaker;
        self
    }

    /// Sets the [`Limits`] by which the calls to each model are paced. By default they are learned from
    /// what the server says.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits.limits = limits;
        self
    }

    /// Lets the models that fit a pattern share one limit, under this name. In the pattern `*` stands
    /// for any text. The first pattern that fits counts; by default each model has its own limit.
    ///
    /// ```
    /// # use openai_call::Client;
    /// # fn main() -> Result<(), openai_call::Error> {
    /// let client = Client::builder()
    ///     .api_key("0123456789abcdef")
    ///     .limit_group("gpt-4o-mini*", "gpt-4o-mini")
    ///     .limit_group("gpt-4o*", "gpt-4o")
    ///     .build()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn limit_group(mut self, pattern: &str, name: &str) -> Self {
        self.limits.groups.push((pattern.into(), name.into()));
        self
    }

    /// Sets where clients agree on who sends when that share their limits: those of a fleet of processes, by a
    /// `RedisStore` (feature `redis`), or several in one, by a
    /// [`MemoryStore`](crate::store::MemoryStore). The calls of one client need none.
    pub fn store(mut self, store: impl Into<Arc<dyn Store>>) -> Self {
        self.limits.store = Some(store.into());
        self
    }

    /// Sets the most requests to one model that are under way at the same time, answers included; others
    /// wait for their turn. For a server that answers only so many at once. Zero is taken as one.
    pub fn concurrency(mut self, requests: u32) -> Self {
        self.limits.concurrency = Some(requests.max(1));
        self
    }
}

impl Client {
    /// What the client and its clones know about their server now: for each model its breaker, its limits
    /// and how many calls wait for their turn, and how many retries are left.
    ///
    /// ```
    /// # use openai_call::{BreakerState, Client, Error, Text, openai_call, testing::FakeApi};
    /// # use serde_json::json;
    /// #[openai_call]
    /// async fn chat(client: &Client) -> Result<Text, Error> {
    ///     client.post("chat/completions").json(&json!({ "model": "gpt-4o-mini", "messages": [] }))
    /// }
    ///
    /// # #[tokio::main(flavor = "current_thread", start_paused = true)]
    /// # async fn main() -> Result<(), Error> {
    /// let api = FakeApi::in_memory().status(500).status(401);
    /// let client = api.client();
    /// let _ = chat(&client).await;
    ///
    /// let health = client.health();
    /// assert_eq!(health.lanes()[0].name(), "gpt-4o-mini");
    /// assert_eq!(health.lanes()[0].breaker(), BreakerState::Closed);
    /// assert_eq!(health.retries_left(), Some(29.0));
    /// assert_eq!(
    ///     health.to_string(),
    ///     "gpt-4o-mini: breaker closed, 0 failures in a row; 0 waiting\n\
    ///      retries left: 29.0 of 30",
    /// );
    /// # Ok(())
    /// # }
    /// ```
    pub fn health(&self) -> Health {
        self.lanes().health(Instant::now())
    }

    /// What the calls of the client and its clones have used so far, for each model: the tokens of all of
    /// their attempts, as far as the service has counted them.
    ///
    /// ```
    /// # use openai_call::{Client, Error, Text, openai_call, testing::FakeApi};
    /// # use serde_json::json;
    /// #[openai_call(on_truncated = enlarge)]
    /// async fn chat(client: &Client) -> Result<Text, Error> {
    ///     client.post("chat/completions").json(&json!({
    ///         "model": "gpt-4o-mini", "max_tokens": 100, "messages": [],
    ///     }))
    /// }
    ///
    /// # #[tokio::main(flavor = "current_thread", start_paused = true)]
    /// # async fn main() -> Result<(), Error> {
    /// let api = FakeApi::in_memory().truncated("Hel").reply("Hello");
    /// let client = api.client();
    /// let text = chat(&client).await?;
    ///
    /// let usage = client.usage();
    /// assert_eq!(usage.models()[0].model(), "gpt-4o-mini");
    /// assert_eq!(usage.models()[0].counted(), 2);
    /// assert_eq!(usage.total().output_tokens(), text.usage().unwrap().output_tokens());
    /// # Ok(())
    /// # }
    /// ```
    pub fn usage(&self) -> ClientUsage {
        self.lanes().usage()
    }

    /// What the calls of the client and its clones have cost so far.
    ///
    /// ```
    /// # use openai_call::{Client, Error, Text, openai_call, testing::FakeApi};
    /// # use serde_json::json;
    /// # #[openai_call]
    /// # async fn chat(client: &Client) -> Result<Text, Error> {
    /// #     client.post("chat/completions").json(&json!({ "model": "gpt-4o-mini", "messages": [] }))
    /// # }
    /// # #[tokio::main(flavor = "current_thread", start_paused = true)]
    /// # async fn main() -> Result<(), Error> {
    /// # let client = FakeApi::in_memory().client();
    /// chat(&client).await?;
    /// assert!(client.spent().dollars().is_some_and(|dollars| dollars > 0.0));
    /// # Ok(())
    /// # }
    /// ```
    #[cfg(feature = "prices")]
    pub fn spent(&self) -> Cost {
        self.usage().cost()
    }
}
