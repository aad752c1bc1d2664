//! Fallbacks whose error becomes another.

use std::convert::Infallible;

use openai_call::{CallError, Error, ErrorKind, openai_call};

use crate::support::{Script, error, ms};

#[derive(Debug, CallError)]
enum ChatError {
    #[kinds(rate_limit)]
    Busy(Error),
    #[kinds(rest)]
    Other(Error),
    Smaller(#[from] SmallerError),
}

#[derive(Debug, CallError)]
enum SmallerError {
    #[kinds(rest)]
    Any(Error),
}

#[openai_call(attempts = 1)]
async fn plain(script: &Script) -> Result<usize, Error> {
    script.next()
}

#[openai_call(attempts = 1)]
async fn other(script: &Script) -> Result<usize, SmallerError> {
    script.next()
}

#[openai_call(attempts = 1, otherwise = recover(7))]
async fn total(script: &Script) -> Result<usize, Infallible> {
    script.next()
}

#[openai_call(attempts = 1, on_rate_limit = fallback(plain(script)))]
async fn to_plain(script: &Script) -> Result<usize, ChatError> {
    script.next()
}

#[openai_call(attempts = 1, on_rate_limit = fallback(other(script)))]
async fn to_other(script: &Script) -> Result<usize, ChatError> {
    script.next()
}

#[openai_call(attempts = 1, on_rate_limit = fallback(to_plain(script)))]
async fn to_own(script: &Script) -> Result<usize, ChatError> {
    script.next()
}

#[openai_call(attempts = 1, on_rate_limit = fallback(total(script)))]
async fn to_total(script: &Script) -> Result<usize, ChatError> {
    script.next()
}

#[openai_call(attempts = 1, on_rate_limit = fallback(total(script)))]
async fn from_plain_to_total(script: &Script) -> Result<usize, Error> {
    script.next()
}

fn limited_then(kind: ErrorKind) -> Script {
    Script::of([error(ErrorKind::RateLimit), error(kind), error(kind)])
}

#[tokio::test(start_paused = true)]
async fn the_error_of_a_fallback_finds_its_variant_by_its_kind() {
    let failed = to_plain(&limited_then(ErrorKind::Quota)).await.unwrap_err();
    let ChatError::Other(inside) = &failed else { panic!("{failed}") };
    assert_eq!((inside.kind(), inside.attempts().len()), (ErrorKind::Quota, 2));
    assert_eq!(inside.fallback_of().map(Error::kind), Some(ErrorKind::RateLimit));
    let failed = to_plain(&limited_then(ErrorKind::RateLimit)).await.unwrap_err();
    assert!(matches!(failed, ChatError::Busy(_)));
}

#[tokio::test(start_paused = true)]
async fn an_error_of_ones_own_is_converted_by_from() {
    let failed = to_other(&limited_then(ErrorKind::Quota)).await.unwrap_err();
    assert!(matches!(failed, ChatError::Smaller(SmallerError::Any(_))));
    let failed = to_own(&limited_then(ErrorKind::Quota)).await.unwrap_err();
    assert!(matches!(failed, ChatError::Other(_)));
}

#[tokio::test(start_paused = true)]
async fn a_fallback_that_cannot_fail_fits_everywhere() {
    assert_eq!(to_total(&limited_then(ErrorKind::Quota)).await.unwrap(), 7);
    assert_eq!(from_plain_to_total(&limited_then(ErrorKind::Quota)).await.unwrap(), 7);
}

/// It has no value for a timeout, because none can come out of the function that it is for.
#[derive(Debug, CallError)]
enum OnlyQuotaError {
    #[kinds(quota)]
    Quota(Error),
}

async fn slow(script: &Script) -> Result<usize, Infallible> {
    tokio::time::sleep(ms(5_000)).await;
    Ok(script.asked())
}

#[openai_call(attempts = 1, on_quota = fail, otherwise = fallback(slow(script)))]
async fn no_name_for_a_timeout(script: &Script) -> Result<usize, OnlyQuotaError> {
    script.next()
}

#[openai_call(
    attempts = 1,
    deadline = 1s,
    otherwise = recover(9),
)]
async fn around(script: &Script) -> Result<usize, Error> {
    no_name_for_a_timeout(script).await.map_err(|error| match error {
        OnlyQuotaError::Quota(error) => error,
    })
}

#[tokio::test(start_paused = true)]
async fn a_timeout_without_a_name_is_left_to_who_set_the_deadline() {
    let script = limited_then(ErrorKind::RateLimit);
    assert_eq!(around(&script).await.unwrap(), 9);
    assert_eq!(script.elapsed(), ms(1_000));
    let script = limited_then(ErrorKind::RateLimit);
    assert_eq!(no_name_for_a_timeout(&script).await.unwrap(), 1);
    let script = Script::always(error(ErrorKind::Quota));
    assert!(matches!(no_name_for_a_timeout(&script).await, Err(OnlyQuotaError::Quota(_))));
}
