//! [`Waiting`]: a call in a line, and its [`Rank`] there.

use std::task::Waker;

use super::pacer::{Cost, Seconds};

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
