//! What servers say about limits: the rate limit headers, and how long to wait; and what a client knows
//! of its limits.

pub(crate) mod delay;
pub(crate) mod duration_text;
mod headers;
mod lanes;
mod line;
mod pacer;
#[cfg(test)]
mod tests;
mod timestamp;

pub use self::headers::{Limit, RateLimits};
pub(crate) use self::lanes::{Lane, Lanes};
pub(crate) use self::line::{Rank, Turn};
pub(crate) use self::pacer::{Cost, Permit, Refusal, of_type};
