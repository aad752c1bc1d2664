//! [`Ticket`]: the order in which calls have asked for their turn. A call keeps its ticket, so that one that
//! is refused comes before those that have never been sent.

use std::sync::atomic::{AtomicU64, Ordering};

/// The next one of this process. 0 is none.
static NEXT: AtomicU64 = AtomicU64::new(1);

#[derive(Debug, Default)]
pub(super) struct Ticket(AtomicU64);

impl Ticket {
    /// Its number, which it gets when it is asked for the first time.
    pub(super) fn number(&self) -> u64 {
        // A call has one attempt at a time, so nobody else takes a number in between.
        if !self.is_taken() {
            self.0.store(NEXT.fetch_add(1, Ordering::Relaxed), Ordering::Relaxed);
        }
        self.0.load(Ordering::Relaxed)
    }

    pub(super) fn is_taken(&self) -> bool {
        self.0.load(Ordering::Relaxed) != 0
    }
}

impl Clone for Ticket {
    fn clone(&self) -> Self {
        Self(AtomicU64::new(self.0.load(Ordering::Relaxed)))
    }
}
