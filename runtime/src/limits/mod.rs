//! What servers say about limits: the rate limit headers, and how long to wait.

pub(crate) mod delay;
pub(crate) mod duration_text;
mod headers;
#[cfg(test)]
mod tests;
mod timestamp;

pub use self::headers::{Limit, RateLimits};
