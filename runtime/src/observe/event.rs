//! [`Event`]: one decision, with the state of its call.

use std::time::Duration;

use crate::error::Error;
use crate::kind::ErrorKind;
use crate::policy::{Site, Stopped};
use crate::usage::Usage;

pub(crate) struct Event<'a> {
    pub(crate) site: &'static Site,
    /// The number of attempts so far, including the one that succeeded.
    pub(crate) attempts: usize,
    /// The sum of all sleeps, and of all waits for a turn, so far.
    pub(crate) waited: Duration,
    pub(crate) what: What<'a>,
}

/// What was decided.
pub(crate) enum What<'a> {
    /// An attempt has waited this long for its turn.
    Queued { model: Option<&'a str>, queued: Duration },
    /// The call tries again after this delay.
    Again { error: &'a Error, delay: Duration },
    /// The call runs the code of a `repair` and tries again.
    Repaired { error: &'a Error },
    /// The call runs a fallback.
    FellBack { error: &'a Error, stopped: Stopped },
    /// The call returns a value instead of this error.
    Recovered { error: &'a Error, stopped: Stopped },
    /// The call ends with this error.
    GaveUp { error: &'a Error, stopped: Stopped },
    /// The call has succeeded.
    Succeeded(Success<'a>),
    /// The client's retry budget is used up, for the first time since it was half full.
    Exhausted,
    /// A breaker has opened after so many failures in a row, the last of this kind.
    Opened { lane: &'a str, failures: u32, by: ErrorKind, time: Duration },
    /// The call tries an open breaker.
    Probed { lane: &'a str },
    /// A breaker has closed after it had been open for this time.
    Closed { lane: &'a str, after: Duration },
    /// A store does not answer: the client goes on by itself, on its share among so many.
    StoreAway { lane: &'a str, error: &'a str, clients: u32 },
    /// A store answers again, after it had been away for this time.
    StoreBack { lane: &'a str, after: Duration },
}

/// What is known about an attempt that succeeded.
pub(crate) struct Success<'a> {
    pub(crate) request_id: Option<&'a str>,
    /// The model that was asked for.
    pub(crate) model: Option<&'a str>,
    pub(crate) usage: Option<&'a Usage>,
    /// The time since the start of the call.
    pub(crate) elapsed: Duration,
}
