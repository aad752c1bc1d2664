//! [`Trial`]: the attempt under way, with its clock and the ids of its request.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use http::HeaderValue;
use tokio::time::Instant;

use super::admission::Admission;
use super::deadline::{Deadline, late};
use crate::error::Error;
use crate::kind::ErrorKind;
use crate::limits::{Levels, Permit};
use crate::observe::Watch;

#[derive(Clone, Debug)]
pub(crate) struct Trial {
    clock: Clock,
    /// The id that the service gave the request, once a response has begun.
    request_id: OnceLock<HeaderValue>,
    /// Whether the request may be sent, once that is known.
    admission: OnceLock<Admission>,
    /// What few calls want to know.
    noted: OnceLock<Box<Noted>>,
}

/// The time of an attempt, which stands still while it waits for its turn.
#[derive(Clone, Copy, Debug)]
struct Clock {
    /// Later by what it has waited.
    begun: Instant,
    limit: Duration,
    /// Whether the limit is what was left of the deadline, and not the timeout.
    is_last: bool,
}

impl Clock {
    fn begin(begun: Instant, timeout: Duration, deadline: Deadline) -> Self {
        let left = deadline.left_at(begun).filter(|left| *left <= timeout);
        Self { begun, limit: left.unwrap_or(timeout), is_last: left.is_some() }
    }
}

#[derive(Clone, Debug, Default)]
struct Noted {
    /// When it came into the line.
    queued: OnceLock<Instant>,
    /// Its time once it has left the line.
    clock: OnceLock<Clock>,
    /// What the headers of a refusal say of limits.
    levels: OnceLock<Box<Levels>>,
    /// The body of the request, if a later one may be made of it.
    sent: OnceLock<Box<[u8]>>,
    /// What is noted of the call, if anybody observes it. It stands here, and not in the call, because few
    /// do.
    watch: OnceLock<Arc<Watch>>,
}

impl Noted {
    #[cold]
    fn of(watch: Arc<Watch>) -> OnceLock<Box<Self>> {
        Box::new(Self { watch: watch.into(), ..Self::default() }).into()
    }
}

impl Trial {
    #[expect(clippy::inline_always, reason = "else it is copied: 47 instructions a call")]
    #[inline(always)]
    pub(crate) fn begin(
        begun: Instant,
        timeout: Duration,
        deadline: Deadline,
        watch: Option<Arc<Watch>>,
    ) -> Self {
        Self {
            clock: Clock::begin(begun, timeout, deadline),
            request_id: OnceLock::new(),
            admission: OnceLock::new(),
            noted: watch.map_or_else(OnceLock::new, Noted::of),
        }
    }

    #[inline]
    fn clock(&self) -> Clock {
        let Some(noted) = self.noted.get() else { return self.clock };
        match (noted.clock.get(), noted.queued.get()) {
            (Some(clock), _) => *clock,
            (None, Some(queued)) => {
                Clock { begun: self.clock.begun + queued.elapsed(), ..self.clock }
            }
            (None, None) => self.clock,
        }
    }

    /// It waits for its turn from now on.
    pub(crate) fn queue(&self) {
        let _ = self.note().queued.set(Instant::now());
    }

    /// It has got its turn, so that its time goes on.
    pub(crate) fn leave_queue(&self, timeout: Duration, deadline: Deadline) {
        let _ = self.note().clock.set(Clock::begin(self.clock().begun, timeout, deadline));
    }

    /// Whether it has waited for its turn, is observed, or may be asked again in another way: nearly none is.
    #[inline]
    pub(super) fn is_noted(&self) -> bool {
        self.noted.get().is_some()
    }

    /// How long it has waited for its turn.
    pub(crate) fn queued(&self) -> Duration {
        if !self.is_noted() {
            return Duration::ZERO;
        }
        self.clock().begun.saturating_duration_since(self.clock.begun)
    }

    /// Its time so far, without the wait for its turn.
    pub(crate) fn elapsed(&self) -> Duration {
        self.clock().begun.elapsed()
    }

    /// The time that is left for the attempt.
    pub(crate) fn left(&self) -> Duration {
        let clock = self.clock();
        clock.limit.saturating_sub(clock.begun.elapsed())
    }

    /// The id that the client gave the request. An attempt sends one request.
    pub(crate) fn client_request_id(&self) -> Option<&str> {
        match self.admission.get()? {
            Admission::Granted(_, id) => id.as_ref()?.to_str().ok(),
            Admission::Refused => None,
        }
    }

    /// Sets the id that the service gave the request, as soon as a response has begun.
    pub(crate) fn answered(&self, request_id: HeaderValue) {
        let _ = self.request_id.set(request_id);
    }

    /// The id that the service gave the request.
    pub(crate) fn request_id(&self) -> Option<&str> {
        self.request_id.get()?.to_str().ok()
    }

    /// Forgets the id that the service gave: it is a slice of the buffer that the response was read
    /// into, and would keep that alive.
    pub(crate) fn forget_answer(&mut self) {
        self.request_id.take();
    }

    /// Keeps nothing of an attempt that is over but its watch: a call sleeps for long.
    pub(super) fn rest(&mut self) {
        let watch = self.noted.take().and_then(|noted| noted.watch.into_inner());
        self.noted = watch.map_or_else(OnceLock::new, Noted::of);
        self.admission.take();
    }

    /// Sets whether the request may be sent.
    pub(super) fn admitted(&self, admission: Admission) {
        let _ = self.admission.set(admission);
    }

    /// Whether a request was not sent because of the client's breaker.
    pub(super) fn is_refused(&self) -> bool {
        matches!(self.admission.get(), Some(Admission::Refused))
    }

    /// What the request was sent by, if that was a client of ours.
    pub(super) fn permit(&self) -> Option<&Permit> {
        match self.admission.get()? {
            Admission::Granted(permit, _) => permit.as_ref(),
            Admission::Refused => None,
        }
    }

    pub(super) fn permit_mut(&mut self) -> Option<&mut Permit> {
        match self.admission.get_mut()? {
            Admission::Granted(permit, _) => permit.as_mut(),
            Admission::Refused => None,
        }
    }

    /// Whether it had its whole `timeout`, or at least this much of what the deadline left.
    pub(super) fn had(&self, time: Duration) -> bool {
        let Clock { limit, is_last, .. } = self.clock();
        !is_last || limit >= time
    }

    /// Whether there is no time for it at all.
    #[inline]
    pub(crate) fn is_late(&self) -> bool {
        self.clock().limit.is_zero()
    }

    /// Sets what the headers of a refusal say of limits.
    pub(super) fn hears(&self, levels: Levels) {
        let _ = self.note().levels.set(Box::new(levels));
    }

    /// What the headers of a refusal say of limits.
    pub(super) fn heard(&self) -> Levels {
        self.noted
            .get()
            .and_then(|noted| noted.levels.get())
            .map(|levels| **levels)
            .unwrap_or_default()
    }

    /// Sets the body of the request.
    pub(crate) fn sends(&self, body: &[u8]) {
        let _ = self.note().sent.set(body.into());
    }

    pub(crate) fn sent(&self) -> Option<&[u8]> {
        self.noted.get()?.sent.get().map(|body| &**body)
    }

    /// What is noted of the call, if anybody observes it.
    #[inline]
    pub(super) fn watch(&self) -> Option<&Arc<Watch>> {
        self.noted.get()?.watch.get()
    }

    /// The same, which is made if there is none.
    #[cold]
    pub(super) fn watched(&self, make: impl FnOnce() -> Arc<Watch>) -> &Arc<Watch> {
        self.note().watch.get_or_init(make)
    }

    fn note(&self) -> &Noted {
        self.noted.get_or_init(Box::default)
    }

    /// When its time is over; that is put off while it waits for its turn, up to the deadline.
    pub(crate) fn end(&self, deadline: Deadline) -> Instant {
        let Clock { begun, limit, .. } = self.clock();
        // No bound that can be declared overflows the clock.
        deadline.cut(begun + limit)
    }

    #[cold]
    pub(crate) fn timed_out(&self) -> Error {
        let Clock { limit, is_last, .. } = self.clock();
        let error = if is_last {
            late(format!("the attempt was cut off by `deadline` after {limit:.1?}"))
        } else {
            let message = format!("the attempt was cut off by `timeout` after {limit:.1?}");
            Error::new(ErrorKind::Timeout, message)
        };
        match self.request_id() {
            Some(id) => error.with_request_id(id),
            None => error,
        }
    }
}
