//! The deadline that a call hands down to the calls in it: those of its body and of its fallbacks. A
//! stream that one of these returns keeps it.

use std::future::Future;

use tokio::task::futures::TaskLocalFuture;
use tokio::time::Instant;

tokio::task_local! {
    static CEILING: Option<Instant>;
}

/// The earliest deadline of the calls around.
pub(crate) fn inherited() -> Option<Instant> {
    CEILING.try_get().ok().flatten()
}

/// `future` with `deadline` around it, which has to be none later than the inherited one.
pub(crate) fn under<F: Future>(
    deadline: Option<Instant>,
    future: F,
) -> TaskLocalFuture<Option<Instant>, F> {
    CEILING.scope(deadline, future)
}
