//! [`Deadline`]: when a call has to end, set by its own policy or by the call around it.

use std::time::Duration;

use tokio::time::Instant;

use crate::error::Error;
use crate::kind::ErrorKind;

/// `None` if there is no deadline.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Deadline(Option<Instant>);

impl Deadline {
    pub(super) const NONE: Self = Self(None);

    /// The earlier of two deadlines: `own`, counted from `begun`, and that of the call around.
    pub(crate) fn begin(begun: Instant, own: Option<Duration>, around: Self) -> Self {
        let own = own.and_then(|own| begun.checked_add(own));
        Self(own.into_iter().chain(around.0).min())
    }

    pub(crate) fn end(self) -> Option<Instant> {
        self.0
    }

    pub(crate) fn left(self) -> Option<Duration> {
        self.left_at(Instant::now())
    }

    /// What is left of it at `now`.
    pub(crate) fn left_at(self, now: Instant) -> Option<Duration> {
        Some(self.0?.saturating_duration_since(now))
    }

    pub(crate) fn has_passed(self) -> bool {
        self.0.is_some_and(|end| Instant::now() >= end)
    }

    /// The earlier of `end` and the deadline.
    pub(crate) fn cut(self, end: Instant) -> Instant {
        self.0.map_or(end, |own| own.min(end))
    }
}

/// The error of what the deadline has cut off.
#[cold]
pub(crate) fn late(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::Timeout, message)
        .with_remedy("ask again; raise `deadline` if the answer may take longer")
}
