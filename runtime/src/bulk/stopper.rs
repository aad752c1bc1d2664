//! [`Stopper`]: ends a run from elsewhere.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Stops a run from another task, such as one that waits for Ctrl-C. See
/// [`Running::stopper`](crate::bulk::Running::stopper).
#[derive(Clone, Debug, Default)]
pub struct Stopper(Arc<AtomicBool>);

impl Stopper {
    /// Lets the run make no further calls. Those in flight come to their ends, and the stream then ends.
    pub fn stop(&self) {
        // Nobody need be woken: a run that has no call in flight is about to make one, or at its end.
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether the run was told to stop.
    pub fn is_stopped(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
