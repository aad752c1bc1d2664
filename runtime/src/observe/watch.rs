//! [`Watch`]: what is noted of a call that somebody observes, as long as the call and its stream last.
//!
//! There is none where nobody does, so that a call that is not observed pays for a look at one number.

use std::fmt;
use std::mem;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use http::StatusCode;
use tracing::Span;
use tracing::level_filters::LevelFilter;

use super::asked::Asked;
use super::event::{Event, What};
use super::heard::Heard;
use super::observer::Observer;
use super::sent::{Ended, Sent};
use super::{log, names, spans};
use crate::kind::ErrorKind;
use crate::policy::{Site, Stopped};
use crate::usage::Usage;

#[derive(Debug)]
pub(crate) struct Watch {
    site: &'static Site,
    /// The span of the call.
    span: Span,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    observer: Option<Arc<dyn Observer>>,
    /// What the last request has asked.
    asked: Option<Arc<Asked>>,
    /// The request under way.
    sent: Option<Sent>,
    /// How many requests were sent.
    requests: u64,
    attempts: usize,
    queued: Duration,
    waited: Duration,
    outcome: Option<Outcome>,
    error: Option<ErrorKind>,
    stopped: Option<Stopped>,
}

/// What is needed to tell of an event.
struct Noted {
    /// What the last request has asked.
    asked: Option<Arc<Asked>>,
    observer: Option<Arc<dyn Observer>>,
    /// The request, if it has ended with the event.
    sent: Option<Sent>,
}

/// How a call has ended.
#[derive(Clone, Copy, Debug)]
enum Outcome {
    Succeeded,
    FellBack,
    Recovered,
    GaveUp,
    /// With an error of the function's own, by a `?` in its body.
    Left,
}

impl Outcome {
    /// The name in snake case; a call whose future was dropped has none.
    fn name(outcome: Option<Self>) -> &'static str {
        match outcome {
            Some(Self::Succeeded) => "succeeded",
            Some(Self::FellBack) => "fell_back",
            Some(Self::Recovered) => "recovered",
            Some(Self::GaveUp) => "gave_up",
            Some(Self::Left) => "left",
            None => "cancelled",
        }
    }
}

impl Watch {
    /// Begins to watch a call, if anybody reads what all calls tell.
    #[inline]
    pub(crate) fn begin(site: &'static Site) -> Option<Arc<Self>> {
        if cfg!(feature = "metrics") || LevelFilter::current() >= LevelFilter::INFO {
            return Self::if_wanted(site);
        }
        None
    }

    #[cold]
    fn if_wanted(site: &'static Site) -> Option<Arc<Self>> {
        let is_wanted = cfg!(feature = "metrics") || spans::are_wanted() || log::hears_of_success();
        is_wanted.then(|| Self::of(site))
    }

    #[cold]
    pub(crate) fn of(site: &'static Site) -> Arc<Self> {
        Arc::new(Self { site, span: spans::of_call(site), state: Mutex::default() })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The client of the request that follows has this observer.
    #[cold]
    pub(crate) fn observed_by(&self, observer: Arc<dyn Observer>) {
        self.state().observer = Some(observer);
    }

    /// A request is sent that asks this, after it has waited for its turn.
    #[cold]
    pub(crate) fn sends(&self, asked: Asked, queued: Duration) {
        #[cfg(feature = "metrics")]
        if !queued.is_zero() {
            super::metrics::queued(self.site.name(), queued);
        }
        let mut state = self.state();
        let sent = Sent::begin(&self.span, asked, state.requests, queued);
        state.requests += 1;
        state.queued += queued;
        state.asked = Some(Arc::clone(&sent.asked));
        state.sent = Some(sent);
    }

    /// An answer has begun, with this status and id.
    #[cold]
    pub(crate) fn answered(&self, status: StatusCode, request_id: Option<&str>) {
        self.with_sent(|sent| {
            sent.span.record(names::STATUS_CODE, status.as_u16());
            sent.span.record(names::REQUEST_ID, request_id);
        });
    }

    /// The answer of the request under way says this, and counts these tokens.
    #[cold]
    pub(crate) fn hears(&self, heard: Heard, usage: Option<Usage>) {
        self.with_sent(|sent| (sent.heard, sent.usage) = (heard, usage));
    }

    /// The first event of a stream has come, and says this.
    #[cold]
    pub(crate) fn begins_to_stream(&self, heard: Heard) {
        self.with_sent(|sent| sent.begins_to_stream(heard));
    }

    /// A stream says why it ended.
    #[cold]
    pub(crate) fn stops_to_stream(&self, reason: Option<&str>, usage: Option<Usage>) {
        self.with_sent(|sent| {
            sent.stopped(reason);
            sent.usage = usage;
        });
    }

    /// The tokens of the request under way.
    pub(crate) fn usage(&self) -> Option<Usage> {
        self.state().sent.as_ref().and_then(|sent| sent.usage)
    }

    fn with_sent(&self, change: impl FnOnce(&mut Sent)) {
        if let Some(sent) = &mut self.state().sent {
            change(sent);
        }
    }

    /// The body has left by a `?`.
    #[cold]
    pub(crate) fn left(&self) {
        self.state().outcome = Some(Outcome::Left);
    }

    /// Runs code within the span of the request under way, or else that of the call.
    pub(crate) fn within<T>(&self, code: impl FnOnce() -> T) -> T {
        let sent = self.state().sent.as_ref().map(|sent| sent.span.clone());
        sent.filter(|span| !span.is_none()).as_ref().unwrap_or(&self.span).in_scope(code)
    }

    /// Tells all readers.
    #[cold]
    pub(super) fn tell(&self, event: &Event<'_>) {
        let Noted { asked, observer, sent } = self.note(event);
        let ended = match event.what {
            What::Failed { error } => Ended::Failed(error),
            _ => Ended::Answered,
        };
        let event = Event { asked: asked.as_deref(), ..*event };
        self.span.in_scope(|| log::write(&event));
        if let Some(sent) = sent {
            sent.end(ended);
        }
        #[cfg(feature = "metrics")]
        super::metrics::event(&event);
        if let Some(observer) = observer {
            observer.observe(&event);
        }
    }

    /// Notes what it means for the call. Nothing is told before the lock is given back: an observer may make calls.
    fn note(&self, event: &Event<'_>) -> Noted {
        let mut state = self.state();
        (state.attempts, state.waited) = (event.attempts.max(state.attempts), event.waited);
        let outcome = match event.what {
            What::Succeeded(_) => Some(Outcome::Succeeded),
            What::FellBack { .. } => Some(Outcome::FellBack),
            What::Recovered { .. } => Some(Outcome::Recovered),
            What::GaveUp { .. } => Some(Outcome::GaveUp),
            _ => None,
        };
        if outcome.is_some() {
            (state.outcome, state.stopped) = (outcome, event.stopped());
            state.error = event.error_kind();
        }
        let is_over = match event.what {
            What::Failed { .. } | What::Streamed(_) => true,
            What::Succeeded(_) => state.sent.as_ref().is_some_and(|sent| !sent.is_stream()),
            _ => false,
        };
        let sent = if is_over { state.sent.take() } else { None };
        Noted { asked: state.asked.clone(), observer: state.observer.clone(), sent }
    }

    fn close(&self, state: &State) {
        let (span, site, policy) = (&self.span, self.site, self.site.policy());
        if span.is_none() {
            return;
        }
        let deadline = policy.deadline().map(|it| format!(", deadline {it:?}")).unwrap_or_default();
        span.record(names::POLICY, format!("{} attempts{deadline}", policy.attempts()));
        span.record(names::FUNCTION, format!("{}::{}", site.module(), site.name()));
        span.record(names::ATTEMPTS, state.attempts);
        span.record(names::OUTCOME, Outcome::name(state.outcome));
        span.record(names::STOPPED, state.stopped.map(Stopped::name));
        span.record(names::ERROR_TYPE, state.error.map(ErrorKind::name));
        let slept = state.waited.saturating_sub(state.queued);
        for (name, time) in [(names::SLEPT, slept), (names::PACER_WAIT, state.queued)] {
            if !time.is_zero() {
                span.record(name, time.as_secs_f64());
            }
        }
        if matches!(state.outcome, Some(Outcome::GaveUp)) {
            span.record(names::OTEL_STATUS, "ERROR");
        }
    }
}

/// The call and its stream are over.
impl Drop for Watch {
    fn drop(&mut self) {
        let mut state = mem::take(self.state.get_mut().unwrap_or_else(PoisonError::into_inner));
        if let Some(sent) = state.sent.take() {
            sent.end(Ended::Cancelled);
        }
        self.close(&state);
        #[cfg(feature = "metrics")]
        super::metrics::call(self.site.name(), Outcome::name(state.outcome));
    }
}

/// Without the observer.
impl fmt::Debug for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("State")
            .field("sent", &self.sent)
            .field("attempts", &self.attempts)
            .finish_non_exhaustive()
    }
}
