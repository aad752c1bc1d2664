//! [`Cost`]: what has been used, in money.

use std::fmt;
use std::sync::Arc;

#[cfg(feature = "prices")]
use super::Usage;

/// What has been used, in US dollars, by the prices of the crate
/// [genai-prices](https://docs.rs/genai-prices) that this program was built with: those at the time of the
/// attempt, of the [tier](Usage::service_tier) that it was served at. It is an estimate: it knows no
/// discounts of your own.
///
/// A model whose price is not known does not count as free: [`dollars`](Self::dollars) is then `None`.
///
/// ```
/// use openai_call::Usage;
///
/// # #[cfg(not(feature = "prices"))]
/// # fn main() {}
/// # #[cfg(feature = "prices")]
/// # fn main() -> Result<(), serde_json::Error> {
/// let usage: Usage =
///     serde_json::from_str(r#"{ "prompt_tokens": 1000000, "completion_tokens": 1000000 }"#)?;
/// assert_eq!(usage.cost_of("gpt-4o-mini").dollars(), Some(0.15 + 0.6));
/// assert_eq!(usage.batch_cost_of("gpt-4o-mini").dollars(), Some((0.15 + 0.6) / 2.0));
///
/// let cost = usage.cost_of("my-own-model");
/// assert_eq!(cost.dollars(), None);
/// assert_eq!(cost.to_string(), "$0.00, and what `my-own-model` costs, of which no price is known");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cost {
    dollars: f64,
    unpriced: Vec<Arc<str>>,
}

impl Cost {
    /// The cost in US dollars; `None` if no price is known of a part of it.
    #[cfg(feature = "prices")]
    pub fn dollars(&self) -> Option<f64> {
        self.unpriced.is_empty().then_some(self.dollars)
    }

    /// The cost in US dollars of that part whose price is known.
    #[cfg(any(feature = "metrics", feature = "prices"))]
    pub fn known_dollars(&self) -> f64 {
        self.dollars
    }

    /// The models whose prices are not known.
    pub fn unpriced(&self) -> impl Iterator<Item = &str> {
        self.unpriced.iter().map(|model| &**model)
    }

    pub(crate) fn add(&mut self, other: &Self) {
        self.dollars += other.dollars;
        for model in &other.unpriced {
            if !self.unpriced.contains(model) {
                self.unpriced.push(Arc::clone(model));
            }
        }
    }

    /// The sum of all; `None` if there is none.
    #[cfg(feature = "prices")]
    pub(crate) fn sum(costs: impl Iterator<Item = Self>) -> Option<Self> {
        costs.reduce(|mut sum, cost| {
            sum.add(&cost);
            sum
        })
    }

    /// What an answer of this server costs.
    #[cfg(feature = "prices")]
    pub(super) fn at(server: &str, model: &str, usage: Usage) -> Self {
        Self::of(super::prices::dollars(Some(server), model, usage, false), model)
    }

    #[cfg(feature = "prices")]
    fn of(dollars: Option<f64>, model: &str) -> Self {
        match dollars {
            Some(dollars) => Self { dollars, unpriced: Vec::new() },
            None => Self { dollars: 0.0, unpriced: vec![model.into()] },
        }
    }
}

#[cfg(feature = "prices")]
impl Usage {
    /// What this many tokens of a model cost now, at the [tier](Self::service_tier) that they were served
    /// at.
    pub fn cost_of(self, model: &str) -> Cost {
        Cost::of(super::prices::dollars(None, model, self, false), model)
    }

    /// The same as part of a batch, for the answers in the output file of a Batch API, which do not say that
    /// they are. Of a model that has no price in batches it is that of a single request.
    pub fn batch_cost_of(self, model: &str) -> Cost {
        Cost::of(super::prices::dollars(None, model, self, true), model)
    }
}

impl fmt::Display for Cost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let dollars = self.dollars;
        // Two digits that say something, of a cent as of a dollar.
        let digits = if dollars > 0.0 && dollars < 1.0 { 6 } else { 2 };
        write!(f, "${dollars:.digits$}")?;
        let names: Vec<_> = self.unpriced().map(|model| format!("`{model}`")).collect();
        match &*names.join(", ") {
            "" => Ok(()),
            names if self.unpriced.len() == 1 => {
                write!(f, ", and what {names} costs, of which no price is known")
            }
            names => write!(f, ", and what {names} cost, of which no price is known"),
        }
    }
}
