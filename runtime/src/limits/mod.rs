//! What servers say about limits: the rate limit headers, and how long to wait; and what a client knows
//! of its limits.

pub(crate) mod delay;
pub(crate) mod duration_text;
mod headers;
mod lanes;
#[cfg(test)]
mod tests;
mod timestamp;

pub use self::headers::{Limit, RateLimits};
pub(crate) use self::lanes::{Lane, Lanes};
