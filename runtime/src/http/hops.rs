//! [`Hops`]: how many redirects a call has followed.

use std::sync::atomic::{AtomicU32, Ordering};

/// How many redirects a call has followed. It is counted while a request is under way, so that an
/// attempt that is cut off has counted its own.
#[derive(Debug, Default)]
pub(crate) struct Hops(AtomicU32);

impl Hops {
    pub(crate) fn count(&self) -> u32 {
        self.0.load(Ordering::Relaxed)
    }

    pub(super) fn set(&self, count: u32) {
        self.0.store(count, Ordering::Relaxed);
    }
}

impl Clone for Hops {
    fn clone(&self) -> Self {
        Self(AtomicU32::new(self.count()))
    }
}
