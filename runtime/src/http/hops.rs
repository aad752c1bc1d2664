//! [`Hops`]: how many redirects a call has followed.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

/// How many redirects a call has followed. It is counted while a request is under way, so that an
/// attempt that is cut off has counted its own.
#[derive(Debug, Default)]
pub(crate) struct Hops {
    count: AtomicU32,
    /// Whether the last request was not redirected because the call has none left for that.
    are_used_up: AtomicBool,
}

impl Hops {
    pub(crate) fn count(&self) -> u32 {
        self.count.load(Ordering::Relaxed)
    }

    pub(crate) fn are_used_up(&self) -> bool {
        self.are_used_up.load(Ordering::Relaxed)
    }

    pub(super) fn set(&self, count: u32, are_used_up: bool) {
        self.count.store(count, Ordering::Relaxed);
        self.are_used_up.store(are_used_up, Ordering::Relaxed);
    }
}

impl Clone for Hops {
    fn clone(&self) -> Self {
        Self {
            count: AtomicU32::new(self.count()),
            are_used_up: AtomicBool::new(self.are_used_up()),
        }
    }
}
