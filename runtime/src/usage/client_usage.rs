//! [`ClientUsage`]: what the calls of a client have used so far.

use std::fmt;
use std::sync::Arc;

use super::Usage;
use super::cost::Cost;

/// What the calls of a client have used so far, for each model. See
/// [`Client::usage`](crate::Client::usage).
#[derive(Clone, Debug)]
pub struct ClientUsage {
    pub(super) models: Vec<ModelUsage>,
}

/// What the calls of a client have used of one model; where a request names none, of what else it has in
/// common with others, as in [`LaneHealth`](crate::LaneHealth).
#[derive(Clone, Debug)]
pub struct ModelUsage {
    pub(super) model: Arc<str>,
    pub(super) usage: Usage,
    pub(super) counted: u64,
    pub(super) uncounted: u64,
    #[cfg_attr(not(feature = "prices"), expect(dead_code, reason = "only prices read it"))]
    pub(super) cost: Cost,
}

impl ClientUsage {
    /// The models, sorted by their names. At most 512 are kept apart; the rest count together, under the
    /// name `others`.
    pub fn models(&self) -> &[ModelUsage] {
        &self.models
    }

    /// The tokens of all models.
    pub fn total(&self) -> Usage {
        self.models.iter().map(ModelUsage::usage).fold(Usage::default(), Usage::plus)
    }

    /// The number of answers whose tokens were not counted. See [`ModelUsage::uncounted`].
    pub fn uncounted(&self) -> u64 {
        self.models.iter().map(ModelUsage::uncounted).sum()
    }

    #[cfg(feature = "prices")]
    pub(crate) fn cost(&self) -> Cost {
        self.models.iter().fold(Cost::default(), |mut sum, model| {
            sum.add(&model.cost);
            sum
        })
    }
}

impl ModelUsage {
    /// The name of the model, as the requests have it.
    pub fn model(&self) -> &str {
        &self.model
    }

    /// The tokens of all attempts, those that failed with an answer among them. It has no
    /// [tier](Usage::service_tier).
    pub fn usage(&self) -> Usage {
        self.usage
    }

    /// The number of attempts whose tokens were counted.
    pub fn counted(&self) -> u64 {
        self.counted
    }

    /// The number of answers whose tokens were not counted: the service named none, or the function
    /// returns a type without `usage()`. Return a [`Reply`](crate::Reply) of that type, or turn on the
    /// feature `prices`, which counts the tokens of every JSON answer.
    pub fn uncounted(&self) -> u64 {
        self.uncounted
    }

    /// What they have cost.
    #[cfg(feature = "prices")]
    pub fn cost(&self) -> &Cost {
        &self.cost
    }

    pub(super) fn is_any(&self) -> bool {
        self.counted + self.uncounted > 0
    }
}

/// A line for each model.
impl fmt::Display for ClientUsage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut models = self.models.iter();
        if let Some(first) = models.next() {
            write!(f, "{first}")?;
        }
        models.try_for_each(|model| write!(f, "\n{model}"))
    }
}

impl fmt::Display for ModelUsage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { model, usage, counted, uncounted, .. } = self;
        let (input, output) = (usage.input_tokens(), usage.output_tokens());
        let (cached, reasoning) = (usage.cached_tokens(), usage.reasoning_tokens());
        write!(f, "{model}: {input} in ({cached} cached), {output} out ({reasoning} reasoning)")?;
        write!(f, " in {counted} attempts")?;
        match uncounted {
            0 => Ok(()),
            uncounted => write!(f, ", {uncounted} not counted"),
        }
    }
}
