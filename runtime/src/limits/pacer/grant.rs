//! What goes into the pacer and comes out: costs, grants, and what a response says.

use std::iter::Sum;
use std::ops::{AddAssign, SubAssign};

use super::Seconds;

/// One number for the limit on requests, one for that on tokens.
pub(crate) type Both<T> = [T; 2];

/// What a limit is on, as the place in a [`Both`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Of {
    Requests = 0,
    Tokens = 1,
}

/// The limit that the type of an error names, as OpenAI's 429s do.
pub(crate) fn of_type(error_type: &str) -> Option<Of> {
    match error_type {
        "requests" => Some(Of::Requests),
        "tokens" => Some(Of::Tokens),
        _ => None,
    }
}

/// What a request takes of each limit.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Cost(pub(super) Both<f64>);

impl Cost {
    /// One request with so many tokens.
    pub(crate) fn of_tokens(tokens: u32) -> Self {
        Self([1.0, tokens.into()])
    }

    pub(super) fn tokens(&self) -> u32 {
        self.0[1] as u32
    }
}

impl AddAssign for Cost {
    fn add_assign(&mut self, other: Self) {
        self.0[0] += other.0[0];
        self.0[1] += other.0[1];
    }
}

impl SubAssign for Cost {
    fn sub_assign(&mut self, other: Self) {
        self.0[0] -= other.0[0];
        self.0[1] -= other.0[1];
    }
}

impl Sum for Cost {
    fn sum<I: Iterator<Item = Self>>(costs: I) -> Self {
        costs.fold(Self::default(), |mut sum, cost| {
            sum += cost;
            sum
        })
    }
}

/// Leave to send one request. It comes back with the answer, or [unsent](super::Pacer::returned).
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Grant {
    /// Requests are numbered in the order in which they are sent.
    pub(super) number: u64,
    pub(super) sent_at: Seconds,
    /// The tokens that it costs, beside one request.
    pub(super) tokens: u32,
    /// Whether it costs nothing, because it is refused for good.
    pub(super) is_free: bool,
    /// What all requests have cost, up to and including this one.
    pub(super) spent: Both<f64>,
}

impl Grant {
    pub(crate) fn sent_at(&self) -> Seconds {
        self.sent_at
    }

    #[cfg(test)]
    pub(crate) fn tokens(&self) -> f64 {
        self.cost()[1]
    }

    pub(super) fn cost(&self) -> Both<f64> {
        if self.is_free { [0.0; 2] } else { Cost::of_tokens(self.tokens).0 }
    }
}

/// What a response says of one limit.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Level {
    pub(crate) limit: f64,
    pub(crate) remaining: Option<f64>,
    /// Seconds until the whole limit is there again.
    pub(crate) reset: Option<f64>,
}

/// What a response says of both.
pub(crate) type Levels = Both<Option<Level>>;

/// What a 429 says.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct TooMany {
    /// Seconds until the server wants to be asked again.
    pub(crate) delay: Option<f64>,
    /// The limit that it names.
    pub(crate) of: Option<Of>,
    pub(crate) levels: Levels,
}
