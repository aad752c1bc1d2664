//! All items of the runtime that an expansion may name. This is not a public interface: it changes
//! with every version, and this crate depends on exactly one version of the macros.

pub use std::panic::Location;
use std::time::Duration;

pub use crate::call::{
    Named, OtherCall, Unnamed, begin, begin_named, begin_restartable, begin_stream, early, other,
};
pub use crate::kind::{ErrorKind::*, TRANSIENT};
pub use crate::kinds::Kinds;
pub use crate::policy::{
    FOREVER, Site,
    Step::{Fail, Fallback, Recover},
    enlarge, enlarge_up_to, on, reask, repair, restart, retry, wait,
};

/// Names the attribute's words, so that an editor can look them up; empty for the compiler.
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

/// Names the attribute's words, so that an editor can look them up; empty for the compiler.
#[cfg(not(rust_analyzer))]
#[doc(hidden)]
#[macro_export]
macro_rules! __words {
    ($($words:tt)*) => {};
}

pub use crate::__words as words;

/// A duration of whole seconds, as the expansion writes it.
pub const fn seconds(count: u64) -> Duration {
    Duration::from_secs(count)
}

/// A duration that is not a whole number of seconds.
pub const fn millis(count: u64) -> Duration {
    Duration::from_millis(count)
}

/// Stands for any value in a function with a mistake in its attribute, which never runs.
pub fn mistaken<T>() -> T {
    std::process::abort()
}
