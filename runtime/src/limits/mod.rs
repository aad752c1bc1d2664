//! What a client knows of its limits: what the headers say about them, and when to come again.

pub(crate) mod delay;
pub(crate) mod duration_text;
mod headers;
#[cfg(test)]
mod tests;

pub use self::headers::{Limit, RateLimits};
