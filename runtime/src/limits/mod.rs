//! Rate limits: what the headers say about them.

mod headers;

pub use headers::{Limit, RateLimits};
