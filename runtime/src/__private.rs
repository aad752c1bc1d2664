//! Everything that an expansion may name, and nothing else. Not a public interface: it changes
//! with every version, and the macro crate is pinned to the version it belongs to.

pub use std::panic::Location;
use std::time::Duration;

pub use crate::call::{begin, begin_restartable, begin_stream};
pub use crate::kind::{ErrorKind::*, TRANSIENT};
pub use crate::policy::{
    FOREVER, Site,
    Step::{Fail, Fallback, Recover},
    on, repair, restart, retry, wait,
};

/// The attribute's words, which an editor looks up; for the compiler they are nothing.
#[cfg(rust_analyzer)]
#[doc(hidden)]
#[macro_export]
macro_rules! __words {
    ($($($word:ident)::+),*) => {
        const _: () = {
            $(use $crate::keywords::$($word)::+ as _;)*
        };
    };
}

/// The attribute's words, which an editor looks up; for the compiler they are nothing.
#[cfg(not(rust_analyzer))]
#[doc(hidden)]
#[macro_export]
macro_rules! __words {
    ($($words:tt)*) => {};
}

pub use crate::__words as words;

/// A duration, as the expansion writes it.
pub const fn seconds(count: u64) -> Duration {
    Duration::from_secs(count)
}

/// A duration that is no whole number of seconds.
pub const fn millis(count: u64) -> Duration {
    Duration::from_millis(count)
}
