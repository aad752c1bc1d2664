//! What servers say about limits: the rate limit headers, and how long to wait; and what a client knows
//! of its limits.

mod absence;
mod breaker;
mod budget;
mod circuit;
mod declared;
pub(crate) mod delay;
pub(crate) mod duration_text;
mod headers;
mod health;
mod lanes;
mod leases;
mod line;
mod pacer;
mod permit;
pub mod store;
#[cfg(test)]
mod tests;
mod timestamp;
mod waiting;

pub(crate) use self::absence::LOOK;
pub use self::breaker::Breaker;
pub(crate) use self::budget::Budget;
pub use self::budget::RetryBudget;
pub(crate) use self::circuit::{Change, Refusal, Sign};
pub use self::declared::Limits;
pub use self::headers::{Limit, RateLimits};
pub use self::health::{BreakerState, Health, LaneHealth, StoreHealth};
pub(crate) use self::lanes::{Lane, Lanes, Settings};
pub(crate) use self::leases::Reach;
pub(crate) use self::pacer::{Cost, Grant, Levels, TooMany, of_type};
pub(crate) use self::permit::{Came, Permit};
pub(crate) use self::waiting::{Rank, Turn};
