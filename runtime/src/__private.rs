//! Everything that an expansion may name, and nothing else. Not a public interface: it changes
//! with every version, and the macro crate is pinned to the version it belongs to.

pub use std::panic::Location;
use std::time::Duration;

pub use crate::call::begin;
pub use crate::kind::ErrorKind::*;
pub use crate::policy::{
    Site,
    Step::{Fail, Fallback, Recover},
    TRANSIENT, repair, retry, wait,
};

/// A duration, as the expansion writes it.
pub const fn seconds(count: u64) -> Duration {
    Duration::from_secs(count)
}

/// A duration that is no whole number of seconds.
pub const fn millis(count: u64) -> Duration {
    Duration::from_millis(count)
}
