//! [`Usage`]: the tokens that a call is charged for.

mod client_usage;
#[cfg_attr(not(feature = "prices"), expect(unreachable_pub, reason = "nobody is told of it"))]
mod cost;
mod details;
#[cfg(feature = "prices")]
pub(crate) mod prices;
mod tally;
mod tier;

use std::sync::LazyLock;

use memchr::memmem::Finder;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Deserializer, Value};

pub use self::client_usage::{ClientUsage, ModelUsage};
#[cfg_attr(not(feature = "prices"), expect(unreachable_pub, reason = "nobody is told of it"))]
pub use self::cost::Cost;
use self::details::{InputDetails, OutputDetails, or_zero};
pub(crate) use self::tally::{Tallies, Tally};
use self::tier::Tier;
use crate::scan;

static KEY: LazyLock<Finder<'_>> = LazyLock::new(|| Finder::new("\"usage\""));
static TIER: LazyLock<Finder<'_>> = LazyLock::new(|| Finder::new("\"service_tier\""));

/// The tokens that the service counted for a call, and the tier that it served the call at.
///
/// ```
/// # use openai_call::{Client, Error, Reply, openai_call, testing::FakeApi};
/// # use serde_json::{Value, json};
/// #[openai_call]
/// async fn respond(client: &Client) -> Result<Reply<Value>, Error> {
///     client.post("responses").json(&json!({ "model": "gpt-4o-mini", "input": "Hello" }))
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Error> {
/// # let api = FakeApi::start().await;
/// # api.reply(json!({
/// #     "service_tier": "flex",
/// #     "usage": {
/// #         "input_tokens": 90,
/// #         "input_tokens_details": { "cached_tokens": 64 },
/// #         "output_tokens": 20,
/// #         "output_tokens_details": { "reasoning_tokens": 12 },
/// #     },
/// # }));
/// let usage = respond(&api.client()).await?.usage().unwrap();
/// assert_eq!((usage.input_tokens(), usage.cached_tokens()), (90, 64));
/// assert_eq!((usage.output_tokens(), usage.reasoning_tokens()), (20, 12));
/// assert_eq!(usage.service_tier(), Some("flex"));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct Usage {
    #[serde(default, alias = "prompt_tokens")]
    input_tokens: u64,
    #[serde(default, alias = "completion_tokens")]
    output_tokens: u64,
    #[serde(default)]
    total_tokens: u64,
    #[serde(default, alias = "prompt_tokens_details", deserialize_with = "or_zero")]
    input_tokens_details: InputDetails,
    #[serde(default, alias = "completion_tokens_details", deserialize_with = "or_zero")]
    output_tokens_details: OutputDetails,
    /// Stands beside the usage, and not in it.
    #[serde(skip)]
    tier: Tier,
}

impl Usage {
    /// The number of tokens in the input.
    pub fn input_tokens(self) -> u64 {
        self.input_tokens
    }

    /// The number of tokens in the answer.
    pub fn output_tokens(self) -> u64 {
        self.output_tokens
    }

    /// The number of tokens in total: as the server counts them, and at least the sum of both.
    pub fn total_tokens(self) -> u64 {
        self.total_tokens.max(self.input_tokens.saturating_add(self.output_tokens))
    }

    /// The number of input tokens that were read from a cache; 0 if the service names none. They are
    /// among the input tokens, as are those that were written to it.
    pub fn cached_tokens(self) -> u64 {
        self.input_tokens_details.cached_tokens
    }

    /// The number of input tokens that were written to a cache; 0 if the service names none.
    pub fn cache_write_tokens(self) -> u64 {
        self.input_tokens_details.cache_write_tokens
    }

    /// The number of output tokens that the model spent on reasoning; 0 if the service names none.
    /// They are among the output tokens.
    pub fn reasoning_tokens(self) -> u64 {
        self.output_tokens_details.reasoning_tokens
    }

    /// The number of input tokens that were sound; 0 if the service names none. They are among the input
    /// tokens.
    pub fn input_audio_tokens(self) -> u64 {
        self.input_tokens_details.audio_tokens
    }

    /// The number of input tokens that were images; 0 if the service names none. They are among the input
    /// tokens.
    pub fn input_image_tokens(self) -> u64 {
        self.input_tokens_details.image_tokens
    }

    /// The number of output tokens that were sound; 0 if the service names none. They are among the
    /// output tokens.
    pub fn output_audio_tokens(self) -> u64 {
        self.output_tokens_details.audio_tokens
    }

    /// The tier that the request was served at: `default`, `flex`, `priority`, …; `None` if the
    /// service does not say.
    pub fn service_tier(&self) -> Option<&str> {
        self.tier.name()
    }

    /// The tokens of both. The tier is that of `other`, if it has one.
    pub(crate) fn plus(self, other: Self) -> Self {
        Self {
            input_tokens: self.input_tokens.saturating_add(other.input_tokens),
            output_tokens: self.output_tokens.saturating_add(other.output_tokens),
            total_tokens: self.total_tokens().saturating_add(other.total_tokens()),
            input_tokens_details: self.input_tokens_details.plus(other.input_tokens_details),
            output_tokens_details: self.output_tokens_details.plus(other.output_tokens_details),
            tier: if other.tier.name().is_some() { other.tier } else { self.tier },
        }
    }

    fn without_tier(self) -> Self {
        Self { tier: Tier::default(), ..self }
    }

    /// Adds the tier: the `service_tier` beside the usage.
    pub(crate) fn at_tier(self, tier: Option<&Value>) -> Self {
        let tier = tier.and_then(|tier| Tier::deserialize(tier).ok());
        Self { tier: tier.unwrap_or(self.tier), ..self }
    }

    /// The `usage` member of a JSON body.
    pub(crate) fn of(body: &[u8]) -> Option<Self> {
        #[derive(Deserialize)]
        struct Probe {
            usage: Option<Usage>,
        }
        let usage = member(body, &KEY, |probe: Probe| probe.usage)?;
        Some(Self { tier: tier(body).unwrap_or_default(), ..usage })
    }
}

/// The `service_tier` member of a JSON body.
fn tier(body: &[u8]) -> Option<Tier> {
    #[derive(Deserialize)]
    struct Probe {
        service_tier: Option<Tier>,
    }
    member(body, &TIER, |probe: Probe| probe.service_tier)
}

/// A member of a JSON body: near its end without the rest, or else of the whole as a `P`.
fn member<T: DeserializeOwned, P: DeserializeOwned>(
    body: &[u8],
    key: &Finder<'_>,
    pick: fn(P) -> Option<T>,
) -> Option<T> {
    match scan::last_member(body, key) {
        Some(value) => T::deserialize(&mut Deserializer::from_slice(value)).ok(),
        None => pick(scan::may_have(body, key).then(|| serde_json::from_slice(body))?.ok()?),
    }
}
