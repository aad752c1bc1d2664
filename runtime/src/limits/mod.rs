//! What servers say about limits: the rate limit headers, and how long to wait; and what a client knows
//! of its limits.

mod breaker;
mod budget;
mod circuit;
pub(crate) mod delay;
pub(crate) mod duration_text;
mod headers;
mod health;
mod lanes;
mod permit;
#[cfg(test)]
mod tests;
mod timestamp;

pub use self::breaker::Breaker;
pub(crate) use self::budget::Budget;
pub use self::budget::RetryBudget;
pub(crate) use self::circuit::{Change, Refusal, Sign};
pub use self::headers::{Limit, RateLimits};
pub use self::health::{BreakerState, Health, LaneHealth};
pub(crate) use self::lanes::{Lane, Lanes, Settings};
pub(crate) use self::permit::Permit;
