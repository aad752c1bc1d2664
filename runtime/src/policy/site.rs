//! [`Site`]: an annotated function and its worst case, as plain constant data that the attribute
//! emits.

use std::panic::Location;
use std::time::Duration;

use super::{Ladder, Policy, Step};

/// An annotated function: its name, its place and its policy.
///
/// The attribute makes one for each function; you never need to make one yourself. `Display` shows all
/// of it, with the defaults filled in:
///
/// ```
/// # use openai_call::{Client, Error, Text, openai_call, testing::FakeApi};
/// #[openai_call(attempts = 2, deadline = 90s, on_rate_limit = fail)]
/// async fn chat(client: &Client) -> Result<Text, Error> {
///     client.post("chat/completions")
/// }
///
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() -> Result<(), Error> {
/// # let client = FakeApi::in_memory().reply("hello").client();
/// let text = chat(&client).await?;
/// assert!(text.site().to_string().contains("\n  rate_limit: fail\n"));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Site {
    name: &'static str,
    module: &'static str,
    place: &'static Location<'static>,
    policy: Policy,
    bounds: Bounds,
}

/// The worst case of a function, computed from its policy while it is compiled.
///
/// It does not include what the code of a `repair`, `fallback` or `recover` does, except for the
/// time of a fallback under a deadline.
///
/// ```
/// use openai_call::{Client, Error, Text, openai_call, testing::FakeApi};
/// use serde_json::json;
/// use std::time::Duration;
///
/// #[openai_call(attempts = 4, deadline = 2min, timeout = 60s)]
/// async fn chat(client: &Client) -> Result<Text, Error> {
///     client.post("chat/completions").json(&json!({ "model": "gpt-4o-mini", "messages": [] }))
/// }
///
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() -> Result<(), Error> {
/// # let api = FakeApi::in_memory();
/// # let client = api.client();
/// let text = chat(&client).await?;
/// let bounds = text.site().bounds();
/// assert_eq!(bounds.requests(), 4);
/// assert_eq!(bounds.time(), Some(Duration::from_secs(120)));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    requests: u32,
    paid: u32,
    sleep: Duration,
    /// [`FOREVER`] if there is no limit.
    time: Duration,
}

/// No bound, as the expansion writes it.
pub const FOREVER: Duration = Duration::MAX;

impl Bounds {
    /// The most requests that one call can make.
    pub fn requests(&self) -> u32 {
        self.requests
    }

    /// The most requests of one call that may have run, and so may have to be paid for: each attempt
    /// for which [`may_have_run`](crate::FailedAttempt::may_have_run) is true, and the success.
    pub fn paid(&self) -> u32 {
        self.paid
    }

    /// The longest that one call can wait, in total: asleep between its attempts, and for the turn of
    /// each, which is at most the longest `up_to` of the steps for `rate_limit`.
    pub fn sleep(&self) -> Duration {
        self.sleep
    }

    /// The longest that one call can take; `None` if there is no limit, as for a fallback or a
    /// stream without a deadline. A stream is recognized by the name `EventStream`; under another
    /// name only the time until its first event is counted.
    pub fn time(&self) -> Option<Duration> {
        (self.time != FOREVER).then_some(self.time)
    }
}

impl Site {
    /// The site of an error that did not come from a call.
    pub(crate) const UNKNOWN: &Self = &Self::new("unknown", "", Location::caller());

    #[doc(hidden)]
    pub const fn new(
        name: &'static str,
        module: &'static str,
        place: &'static Location<'static>,
    ) -> Self {
        let bounds = Bounds { requests: 1, paid: 1, sleep: Duration::ZERO, time: FOREVER };
        Self { name, module, place, policy: Policy::NONE, bounds }
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn attempts(mut self, attempts: u32) -> Self {
        self.policy.attempts = attempts;
        self
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn timeout(mut self, timeout: Duration) -> Self {
        self.policy.timeout = timeout;
        self
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn idle(mut self, idle: Duration) -> Self {
        self.policy.idle = Some(idle);
        self
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn deadline(mut self, deadline: Duration) -> Self {
        self.policy.deadline = Some(deadline);
        self
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn only_unsent(mut self) -> Self {
        self.policy.only_unsent = true;
        self
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn low_priority(mut self) -> Self {
        self.policy.is_low = true;
        self
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn ladders(mut self, ladders: &'static [Ladder]) -> Self {
        self.policy.ladders = ladders;
        let mut rest = ladders;
        while let [ladder, others @ ..] = rest {
            self.policy.restarts |= ladder.restarts();
            rest = others;
        }
        self
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn otherwise(mut self, steps: &'static [Step]) -> Self {
        self.policy.otherwise = steps;
        self
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn at_most(mut self, requests: u32, sleep: Duration, time: Duration) -> Self {
        self.bounds = Bounds { requests, paid: requests, sleep, time };
        self
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn paid(mut self, paid: u32) -> Self {
        self.bounds.paid = paid;
        self
    }

    /// The name of the function.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The path of the function's module.
    pub fn module(&self) -> &'static str {
        self.module
    }

    /// The file and line of its attribute.
    pub fn place(&self) -> &'static Location<'static> {
        self.place
    }

    /// The worst case of one call.
    pub fn bounds(&self) -> &Bounds {
        &self.bounds
    }

    /// The policy, with every default filled in.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }
}
