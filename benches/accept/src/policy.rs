//! (a) What stands around a future that is ready: policies of every sort, and those of the peers.

use std::hint::black_box;
use std::time::Duration;

use backon::{ExponentialBuilder, Retryable};
use openai_call::{Classify, Error, ErrorKind, openai_call};
use tokio::time::{Instant, sleep, timeout, timeout_at};
use tower::{Layer, Service, ServiceExt, service_fn};
use tower_resilience::retry::RetryLayer;
use tower_resilience::timelimiter::TimeLimiterLayer;

use crate::Figures;

#[derive(Clone, Debug)]
pub struct Failed;

impl Classify for Failed {
    fn classify(self) -> Error {
        Error::new(ErrorKind::ServerError, "failed")
    }
}

impl From<Error> for Failed {
    fn from(_: Error) -> Self {
        Self
    }
}

impl std::fmt::Display for Failed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("failed")
    }
}

impl std::error::Error for Failed {}

pub async fn ready(x: u64) -> Result<u64, Failed> {
    Ok(black_box(x))
}

const MINUTE: Duration = Duration::from_secs(60);

/// As people write it: three attempts, a timeout for each, a backoff between them.
pub async fn by_hand(x: u64) -> Result<u64, Failed> {
    let (mut backoff, mut attempt) = (Duration::from_millis(500), 1);
    loop {
        match timeout(MINUTE, ready(x)).await {
            Ok(Ok(value)) => return Ok(value),
            Ok(Err(_)) | Err(_) if attempt < 3 => {}
            Ok(Err(error)) => return Err(error),
            Err(_) => return Err(Failed),
        }
        sleep(backoff).await;
        (backoff, attempt) = (backoff * 2, attempt + 1);
    }
}

/// The same with a deadline around it.
pub async fn by_hand_deadline(x: u64) -> Result<u64, Failed> {
    let end = Instant::now() + 2 * MINUTE;
    timeout_at(end, by_hand(x)).await.unwrap_or(Err(Failed))
}

pub async fn backon(x: u64) -> Result<u64, Failed> {
    (|| ready(x)).retry(ExponentialBuilder::default().with_jitter()).await
}

pub async fn backon_timeout(x: u64) -> Result<u64, Failed> {
    let attempt = || async { timeout(MINUTE, ready(x)).await.unwrap_or(Err(Failed)) };
    attempt.retry(ExponentialBuilder::default().with_jitter()).await
}

pub async fn tokio_timeout(x: u64) -> Result<u64, Failed> {
    timeout(MINUTE, ready(x)).await.unwrap_or(Err(Failed))
}

#[openai_call(retry = "none", timeout = 1min)]
pub async fn ours_no_retry(x: u64) -> Result<u64, Failed> {
    ready(x).await
}

#[openai_call(timeout = 1min)]
pub async fn ours(x: u64) -> Result<u64, Failed> {
    ready(x).await
}

#[openai_call(timeout = 1min, deadline = 2min)]
pub async fn ours_deadline(x: u64) -> Result<u64, Failed> {
    ready(x).await
}

#[openai_call(
    timeout = 1min,
    deadline = 10min,
    attempts = 8,
    on_server_error = [retry(attempts = 3), fallback(ready(x))],
    on_timeout = [retry(attempts = 2), fallback(ready(x))],
    on_connection = retry(attempts = 4, backoff = 1s..30s),
    on_rate_limit = [wait(up_to = 5s), retry(attempts = 4), fallback(ready(x))],
    on_service_unavailable = [wait(up_to = 30s), fallback(ready(x))],
    on_conflict = retry(attempts = 2, backoff = fixed(1s)),
    on_context_length = repair({ x -= 1 }),
    on_content_policy = recover(1),
    on_request_too_large = repair({ x -= 1 }),
    on_authentication = fail,
    on_permission = fail,
    on_not_found = fallback(ready(x)),
    on_invalid_request = fail,
    on_unprocessable = fail,
    on_quota = fallback(ready(x)),
    on_decode = [fallback(ready(x)), recover(2)],
)]
pub async fn ours_long(mut x: u64) -> Result<u64, Failed> {
    ready(x).await
}

#[openai_call(timeout = 2min, deadline = 5min)]
pub async fn ours_nested(x: u64) -> Result<u64, Failed> {
    ours_deadline(x).await
}

pub async fn by_hand_nested(x: u64) -> Result<u64, Failed> {
    let (mut backoff, mut attempt) = (Duration::from_millis(500), 1);
    let end = Instant::now() + 5 * MINUTE;
    loop {
        match timeout_at(end.min(Instant::now() + 2 * MINUTE), by_hand_deadline(x)).await {
            Ok(Ok(value)) => return Ok(value),
            Ok(Err(_)) | Err(_) if attempt < 3 => {}
            Ok(Err(error)) => return Err(error),
            Err(_) => return Err(Failed),
        }
        sleep(backoff).await;
        (backoff, attempt) = (backoff * 2, attempt + 1);
    }
}

pub async fn run(figures: &mut Figures) {
    let n = figures.times(20_000);
    macro_rules! each {
        ($($name:literal: $function:expr;)*) => {$(
            figures.size(concat!("a ", $name), size_of_val(&$function(1)));
            figures.count(concat!("a ", $name), n, async |x| { black_box($function(x).await).ok(); }).await;
        )*};
    }
    each! {
        "bare": ready;
        "tokio timeout": tokio_timeout;
        "by hand": by_hand;
        "by hand, deadline": by_hand_deadline;
        "by hand, nested": by_hand_nested;
        "backon": backon;
        "backon, timeout": backon_timeout;
        "ours, no retry": ours_no_retry;
        "ours": ours;
        "ours, deadline": ours_deadline;
        "ours, long ladders": ours_long;
        "ours, nested": ours_nested;
    }
    let service = service_fn(ready);
    let retry = RetryLayer::<u64, u64, Failed>::builder().max_attempts(3).build();
    let retrying = &retry.layer(service);
    let call = async |x| {
        let mut service = retrying.clone();
        black_box(service.ready().await.unwrap().call(x).await).ok();
    };
    figures.size("a tower-resilience retry", size_of_val(&call(1)));
    figures.count("a tower-resilience retry", n, call).await;
    let limit = TimeLimiterLayer::builder().timeout_duration(MINUTE).build();
    let limited =
        &RetryLayer::<u64, u64, _>::builder().max_attempts(3).build().layer(limit.layer(service));
    let call = async |x| {
        let mut service = limited.clone();
        black_box(service.ready().await.unwrap().call(x).await).ok();
    };
    figures.size("a tower-resilience retry, timeout", size_of_val(&call(1)));
    figures.count("a tower-resilience retry, timeout", n, call).await;
}
