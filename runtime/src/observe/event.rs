//! [`Event`]: one thing that has happened to a call, with the state of the call.

use std::fmt;
use std::time::Duration;

use http::StatusCode;

use super::asked::Asked;
use super::event_kind::EventKind;
use crate::error::Error;
use crate::kind::ErrorKind;
use crate::policy::{Site, Stopped};
use crate::usage::Usage;

/// One thing that has happened to a call, with the state of the call at that time. It holds no body, no
/// header and no key. See [`Observer`](super::Observer).
pub struct Event<'a> {
    pub(crate) site: &'static Site,
    /// The number of attempts so far, including the one that succeeded.
    pub(crate) attempts: usize,
    /// The sum of all sleeps, and of all waits for a turn, so far.
    pub(crate) waited: Duration,
    /// What the last request has asked, if the call is watched.
    pub(crate) asked: Option<&'a Asked>,
    pub(crate) what: What<'a>,
}

/// What has happened.
#[derive(Clone, Copy)]
pub(crate) enum What<'a> {
    /// An attempt has waited this long for its turn.
    Queued { lane: &'a str, queued: Duration },
    /// An attempt has failed.
    Failed { error: &'a Error },
    /// A request was not sent, because of the breaker or because its turn would come too late.
    Refused { error: &'a Error },
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
    /// The call has succeeded; of a stream, its first event has come.
    Succeeded(Success<'a>),
    /// A stream has come to its end.
    Streamed(Success<'a>),
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
#[derive(Clone, Copy)]
pub(crate) struct Success<'a> {
    pub(crate) request_id: Option<&'a str>,
    pub(crate) usage: Option<Usage>,
    /// The time since the call began.
    pub(crate) elapsed: Duration,
}

impl<'a> Event<'a> {
    /// What has happened.
    pub fn kind(&self) -> EventKind {
        match self.what {
            What::Queued { .. } => EventKind::WaitedForTurn,
            What::Failed { .. } => EventKind::AttemptFailed,
            What::Refused { .. } => EventKind::Refused,
            What::Again { .. } => EventKind::Again,
            What::Repaired { .. } => EventKind::Repaired,
            What::FellBack { .. } => EventKind::FellBack,
            What::Recovered { .. } => EventKind::Recovered,
            What::GaveUp { .. } => EventKind::GaveUp,
            What::Succeeded(_) => EventKind::Succeeded,
            What::Streamed(_) => EventKind::StreamEnded,
            What::Exhausted => EventKind::RetryBudgetUsedUp,
            What::Opened { .. } => EventKind::BreakerOpened,
            What::Probed { .. } => EventKind::BreakerHalfOpen,
            What::Closed { .. } => EventKind::BreakerClosed,
            What::StoreAway { .. } => EventKind::StoreAway,
            What::StoreBack { .. } => EventKind::StoreBack,
        }
    }

    /// The annotated function whose call it is.
    pub fn site(&self) -> &'static Site {
        self.site
    }

    /// The number of attempts so far, including one that succeeded.
    pub fn attempts(&self) -> usize {
        self.attempts
    }

    /// How long the call has waited so far: asleep, and for the turns of its attempts.
    pub fn waited(&self) -> Duration {
        self.waited
    }

    /// The model that the last request asked for.
    pub fn model(&self) -> Option<&'a str> {
        self.asked.and_then(Asked::model)
    }

    /// What went wrong.
    pub fn error_kind(&self) -> Option<ErrorKind> {
        match self.what {
            What::Opened { by, .. } => Some(by),
            _ => self.error().map(Error::kind),
        }
    }

    /// The status of the response that was an error.
    pub fn status(&self) -> Option<StatusCode> {
        self.error()?.status()
    }

    /// The `code` of the error, as the server sent it.
    pub fn code(&self) -> Option<&'a str> {
        self.error()?.code()
    }

    /// The id that the service gave the request.
    pub fn request_id(&self) -> Option<&'a str> {
        match &self.what {
            What::Succeeded(success) | What::Streamed(success) => success.request_id,
            _ => self.error()?.request_id(),
        }
    }

    /// The id that the client gave the request that failed.
    pub fn client_request_id(&self) -> Option<&'a str> {
        self.error()?.client_request_id()
    }

    /// The delay that the server asked for.
    pub fn retry_after(&self) -> Option<Duration> {
        self.error()?.retry_after()
    }

    /// Why the call made no further attempt, where it ended.
    pub fn stopped(&self) -> Option<Stopped> {
        match self.what {
            What::FellBack { stopped, .. }
            | What::Recovered { stopped, .. }
            | What::GaveUp { stopped, .. } => Some(stopped),
            _ => None,
        }
    }

    /// The time that the kind of the event speaks of. See [`EventKind`].
    pub fn time(&self) -> Option<Duration> {
        match &self.what {
            What::Queued { queued: time, .. }
            | What::Again { delay: time, .. }
            | What::Opened { time, .. }
            | What::Closed { after: time, .. }
            | What::StoreBack { after: time, .. } => Some(*time),
            What::Succeeded(success) | What::Streamed(success) => Some(success.elapsed),
            _ => None,
        }
    }

    /// The tokens of the attempt, as far as the service has counted them.
    pub fn usage(&self) -> Option<Usage> {
        match &self.what {
            What::Succeeded(success) | What::Streamed(success) => success.usage,
            What::Failed { error } => error.usage(),
            _ => None,
        }
    }

    /// The lane, for what concerns all calls in it: the model, or what else its requests have in common.
    pub fn lane(&self) -> Option<&'a str> {
        match self.what {
            What::Queued { lane, .. }
            | What::Opened { lane, .. }
            | What::Probed { lane }
            | What::Closed { lane, .. }
            | What::StoreAway { lane, .. }
            | What::StoreBack { lane, .. } => Some(lane),
            _ => None,
        }
    }

    pub(super) fn error(&self) -> Option<&'a Error> {
        match self.what {
            What::Failed { error }
            | What::Refused { error }
            | What::Again { error, .. }
            | What::Repaired { error }
            | What::FellBack { error, .. }
            | What::Recovered { error, .. }
            | What::GaveUp { error, .. } => Some(error),
            _ => None,
        }
    }
}

/// What it tells, and nothing of the error but that.
impl fmt::Debug for Event<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Event")
            .field("kind", &self.kind())
            .field("call", &self.site.name())
            .field("attempts", &self.attempts)
            .field("model", &self.model())
            .field("error_kind", &self.error_kind())
            .finish_non_exhaustive()
    }
}
