//! [`Event`]: one decision, with the state of its call.

use std::time::Duration;

use crate::error::Error;
use crate::policy::{Site, Stopped};

pub(crate) struct Event<'a> {
    pub(crate) site: &'static Site,
    /// The number of attempts so far, including the one that succeeded.
    pub(crate) attempts: usize,
    /// The sum of all sleeps so far.
    pub(crate) waited: Duration,
    pub(crate) what: What<'a>,
}

/// What was decided.
pub(crate) enum What<'a> {
    /// The call tries again after this delay.
    Again { error: &'a Error, delay: Duration },
    /// The call ends with this error.
    GaveUp { error: &'a Error, stopped: Stopped },
    /// The call has succeeded.
    Succeeded,
}
