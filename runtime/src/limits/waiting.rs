//! [`Waiting`]: a call in a line, with its [`Rank`] there; and its [`Turn`].

use std::task::Waker;

use super::pacer::{Cost, Grant, Seconds};

/// Where a call stands in the line: behind all with an older ticket, and at low priority behind all others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Rank {
    pub(crate) is_low: bool,
    pub(crate) ticket: u64,
}

#[derive(Debug)]
pub(super) struct Waiting {
    pub(super) cost: Cost,
    /// How long it may wait for room to be certain, if it is the last attempt.
    pub(super) last: Option<Seconds>,
    pub(super) waker: Waker,
}

/// What one who asks is told.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Turn {
    Now(Grant),
    /// First in line, and to ask again at this time, or when woken.
    At(Seconds),
    /// Will be woken.
    Behind,
    /// Will be woken, and has to ask again soon all the same, to look after the first.
    Watching,
    /// First in line, and to ask again with a lease.
    Lease,
}
