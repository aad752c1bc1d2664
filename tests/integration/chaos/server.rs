//! A server of one call: it fails as chance has it, and notes what it was asked.

use std::future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use fastrand::Rng;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use openai_call::{Error, ErrorKind};
use tokio::sync::Semaphore;
use tokio::time::{Instant, sleep};

/// One request, and what it came to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Request {
    pub(crate) begun: Instant,
    /// `None` for one that was cut off.
    pub(crate) ended: Option<Instant>,
    /// `None` for a success.
    pub(crate) failure: Option<Failure>,
}

impl Request {
    pub(crate) fn may_have_run(&self) -> bool {
        self.failure.is_none_or(|failure| failure.may_have_run)
    }
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Failure {
    pub(crate) kind: ErrorKind,
    pub(crate) transient: bool,
    pub(crate) may_have_run: bool,
    pub(crate) asked: Option<Duration>,
}

pub(crate) struct Server {
    rng: Mutex<Rng>,
    requests: Mutex<Vec<Request>>,
    /// Held while a request is under way, as a pool of connections would be.
    permits: Arc<Semaphore>,
}

impl Server {
    pub(crate) fn new(seed: u64, permits: &Arc<Semaphore>) -> Self {
        Self {
            rng: Mutex::new(Rng::with_seed(seed)),
            requests: Mutex::default(),
            permits: Arc::clone(permits),
        }
    }

    pub(crate) fn requests(&self) -> Vec<Request> {
        lock(&self.requests).clone()
    }

    /// One request: it takes a while, and one in fifty never ends.
    pub(crate) async fn ask(&self) -> Result<usize, Error> {
        let permit = self.permits.acquire().await.map_err(|_| closed())?;
        let number = self.begin();
        let (takes, hangs, outcome) = {
            let mut rng = lock(&self.rng);
            (Duration::from_millis(rng.u64(0..20_000)), rng.u32(0..50) == 0, outcome(&mut rng))
        };
        if hangs {
            future::pending::<()>().await;
        }
        sleep(takes).await;
        self.end(number, outcome.as_ref().err());
        drop(permit);
        outcome.map(|()| number + 1)
    }

    fn begin(&self) -> usize {
        let mut requests = lock(&self.requests);
        requests.push(Request { begun: Instant::now(), ended: None, failure: None });
        requests.len() - 1
    }

    fn end(&self, number: usize, error: Option<&Error>) {
        let failure = error.map(|error| Failure {
            kind: error.kind(),
            transient: error.is_transient(),
            may_have_run: error.may_have_run(),
            asked: error.retry_after(),
        });
        if let Some(request) = lock(&self.requests).get_mut(number) {
            *request = Request { ended: Some(Instant::now()), failure, ..*request };
        }
    }
}

fn closed() -> Error {
    Error::new(ErrorKind::Connection, "the pool is closed")
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A success one time in four; else a response of some status with headers, or no response.
fn outcome(rng: &mut Rng) -> Result<(), Error> {
    const STATUSES: [u16; 18] =
        [200, 400, 401, 402, 403, 404, 408, 409, 413, 422, 429, 429, 429, 498, 500, 502, 503, 529];
    const CODES: [&str; 6] = [
        "",
        "",
        "rate_limit_exceeded",
        "insufficient_quota",
        "context_length_exceeded",
        "server_is_overloaded",
    ];
    if rng.u32(0..4) == 0 {
        return Ok(());
    }
    if rng.u32(0..6) == 0 {
        let error = Error::new(ErrorKind::Connection, "reset or refused");
        return Err(if rng.bool() { error } else { error.unsent() });
    }
    let status = STATUSES[rng.usize(..STATUSES.len())];
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let code = CODES[rng.usize(..CODES.len())];
    let body = format!(r#"{{"error":{{"message":"random","code":"{code}"}}}}"#);
    Err(Error::from_response(status, headers(rng), body))
}

/// A delay, sensible or not, and now and then an order about repeating.
fn headers(rng: &mut Rng) -> HeaderMap {
    let delay = match rng.u32(0..8) {
        0 => rng.u32(0..3).to_string(),
        1 => format!("{:.3}", rng.f64() * 30.0),
        2 => rng.u32(30..200_000).to_string(),
        3 => ["-1", "nan", "soon", "1s", "1e300", ""][rng.usize(..6)].to_owned(),
        _ => return order(rng),
    };
    let mut headers = order(rng);
    if let Ok(delay) = HeaderValue::try_from(delay) {
        headers.insert(HeaderName::from_static("retry-after"), delay);
    }
    headers
}

fn order(rng: &mut Rng) -> HeaderMap {
    let order = match rng.u32(0..20) {
        0 => "true",
        1 => "false",
        _ => return HeaderMap::new(),
    };
    HeaderMap::from_iter([(
        HeaderName::from_static("x-should-retry"),
        HeaderValue::from_static(order),
    )])
}
