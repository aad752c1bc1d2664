//! [`Event`]: a decision, with what is known of its call.

use std::time::Duration;

use crate::error::Error;
use crate::policy::{Site, Stopped};

pub(crate) struct Event<'a> {
    pub(crate) site: &'static Site,
    /// Attempts made, the one that succeeded included.
    pub(crate) attempts: usize,
    /// All sleeps so far together.
    pub(crate) waited: Duration,
    pub(crate) what: What<'a>,
}

/// What was decided.
pub(crate) enum What<'a> {
    /// There is another attempt after this delay.
    Again { error: &'a Error, delay: Duration },
    /// The call ends with this error.
    GaveUp { error: &'a Error, stopped: Stopped },
    /// The call has its answer.
    Succeeded,
}
