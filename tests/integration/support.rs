//! A script of outcomes for a function's body, which notes when it was asked.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::ops::RangeInclusive;
use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use openai_call::testing::FakeApi;
use openai_call::{Breaker, Client, Error, ErrorKind, Limits, RetryBudget};
use tokio::time::Instant;

/// How many calls stand for all, where the jitter differs from one to the next.
pub(crate) const SAMPLES: usize = 50;

/// The resolution of tokio's timer, which rounds up.
pub(crate) const TICK: Duration = Duration::from_millis(1);

/// What the attempts of one call end in.
pub(crate) struct Script {
    begun: Instant,
    errors: RefCell<VecDeque<Error>>,
    then: Option<Error>,
    asked: RefCell<Vec<Instant>>,
}

impl Script {
    /// These errors in order, then success.
    pub(crate) fn of(errors: impl IntoIterator<Item = Error>) -> Self {
        let errors = RefCell::new(errors.into_iter().collect());
        Self { begun: Instant::now(), errors, then: None, asked: RefCell::default() }
    }

    /// The same error each time.
    pub(crate) fn always(error: Error) -> Self {
        Self { then: Some(error), ..Self::of([]) }
    }

    /// The outcome of the next attempt: its number, if it succeeds.
    pub(crate) fn next(&self) -> Result<usize, Error> {
        self.asked.borrow_mut().push(Instant::now());
        match self.errors.borrow_mut().pop_front().or_else(|| self.then.clone()) {
            Some(error) => Err(error),
            None => Ok(self.asked()),
        }
    }

    /// An attempt without an outcome.
    pub(crate) async fn stall(&self) -> Result<usize, Error> {
        self.next()?;
        std::future::pending().await
    }

    /// How many attempts were made.
    pub(crate) fn asked(&self) -> usize {
        self.asked.borrow().len()
    }

    /// When each attempt was made, from the beginning.
    pub(crate) fn times(&self) -> Vec<Duration> {
        self.asked.borrow().iter().map(|time| time.duration_since(self.begun)).collect()
    }

    /// The time from each attempt to the next.
    pub(crate) fn delays(&self) -> Vec<Duration> {
        self.times().windows(2).map(|pair| pair[1].saturating_sub(pair[0])).collect()
    }

    /// The time since the beginning.
    pub(crate) fn elapsed(&self) -> Duration {
        self.begun.elapsed()
    }
}

/// A client whose calls do not stop each other, for what is about the steps of a single one.
pub(crate) fn unguarded(api: &FakeApi) -> Client {
    api.client_with(|settings| {
        let settings = settings.retry_budget(RetryBudget::unlimited()).breaker(Breaker::never());
        settings.limits(Limits::unlimited())
    })
}

pub(crate) const fn ms(count: u64) -> Duration {
    Duration::from_millis(count)
}

pub(crate) fn error(kind: ErrorKind) -> Error {
    Error::new(kind, "scripted")
}

pub(crate) fn server_error() -> Error {
    error(ErrorKind::ServerError)
}

/// A rate limit of a server that asks for a wait.
pub(crate) fn limited(delay: Duration) -> Error {
    error(ErrorKind::RateLimit).with_retry_after(delay)
}

/// The error of a response with an OpenAI body.
pub(crate) fn response(status: u16, headers: &[(&'static str, &'static str)], body: &str) -> Error {
    let header = |(name, value): &(&'static str, &'static str)| {
        (HeaderName::from_static(name), HeaderValue::from_static(value))
    };
    let headers: HeaderMap = headers.iter().map(header).collect();
    let status = StatusCode::from_u16(status).expect("a status");
    Error::from_response(status, headers, body.to_owned())
}

/// Whether each delay is in its range of milliseconds; the timer may add a tick.
#[track_caller]
pub(crate) fn assert_in_ranges(delays: &[Duration], ranges: &[RangeInclusive<u64>]) {
    assert_eq!(delays.len(), ranges.len(), "{delays:?}");
    for (delay, range) in delays.iter().zip(ranges) {
        let fits = ms(*range.start()) <= *delay && *delay <= ms(*range.end()) + TICK;
        assert!(fits, "{delay:?} is not in {range:?} ms; all of them: {delays:?}");
    }
}
