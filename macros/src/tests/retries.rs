//! What is tried again, and how often.

use expect_test::expect;

use super::expand;

#[test]
fn bare() {
    expect![[r#"
        ///
        /// # Errors
        ///
        /// | error | what happens | tries |
        /// |---|---|---|
        /// | `rate_limit` | tries again when the server says, if that is within 2min | 3 |
        /// | `server_error`, `timeout`, `connection`, `service_unavailable`, `conflict` | tries again after 500ms, doubling up to 8s | 3 |
        /// | every other error | fails at once | 1 |
        ///
        /// At worst: 3 requests, all paid for, 10min 2s of waiting, up to 6min of it for its turn, 40min 2s in all. One attempt is cut off after 10min.
        async fn f() -> Result<T, Error> {
            let mut call = ::openai_call::__private::begin::<
                Result<T, Error>,
            >({
                use ::openai_call::__private::*;
                static SITE: Site = Site::new("f", ::core::module_path!(), Location::caller())
                    .attempts(3)
                    .timeout(seconds(600))
                    .ladders(
                        &[
                            on(&[RateLimit], &[wait(3, seconds(120), millis(500)..seconds(8))]),
                            on(TRANSIENT, &[retry(3, millis(500)..seconds(8))]),
                        ],
                    )
                    .at_most(3, seconds(602), seconds(2402));
                &SITE
            });
            loop {
                let body = async { ::core::result::Result::Ok({ a }) };
                let error = match call.attempt(::core::pin::pin!(body)).await? {
                    ::core::result::Result::Ok(value) => break ::core::result::Result::Ok(value),
                    ::core::result::Result::Err(error) => error,
                };
                let ::core::result::Result::Err(error) = (match call.kind(&error) {
                    ::openai_call::ErrorKind::RateLimit => call.wait(error).await,
                    kind if kind.is_transient() => call.backoff(error).await,
                    _ => ::core::result::Result::Err(error),
                }) else { continue };
                break ::core::result::Result::Err(call.give_up(error));
            }
        }
    "#]]
    .assert_eq(&expand("", "async fn f() -> Result<T, Error> { a }"));
}

#[test]
fn without_repetition() {
    expect![[r#"
        ///
        /// # Errors
        ///
        /// | error | what happens | tries |
        /// |---|---|---|
        /// | every error | fails at once | 1 |
        ///
        /// At worst: 1 request, no time of waiting, 10min in all. One attempt is cut off after 10min.
        async fn f() -> Result<T, Error> {
            ::openai_call::__private::words!(retry, kinds::none);
            let mut call = ::openai_call::__private::begin::<
                Result<T, Error>,
            >({
                use ::openai_call::__private::*;
                static SITE: Site = Site::new("f", ::core::module_path!(), Location::caller())
                    .attempts(1)
                    .timeout(seconds(600))
                    .at_most(1, seconds(0), seconds(600));
                &SITE
            });
            let body = async { ::core::result::Result::Ok({ a }) };
            call.attempt(::core::pin::pin!(body)).await?.map_err(|error| call.give_up(error))
        }
    "#]]
    .assert_eq(&expand(r#"retry = "none""#, "async fn f() -> Result<T, Error> { a }"));
}

#[test]
fn some_kinds_only() {
    expect![[r#"
        ///
        /// # Errors
        ///
        /// | error | what happens | tries |
        /// |---|---|---|
        /// | `timeout`, `connection` | tries again after 1s | 5 |
        /// | every other error | fails at once | 1 |
        ///
        /// At worst: 5 requests, all paid for, 2min of waiting, 2min in all. One attempt is cut off after 20s.
        async fn f() -> Result<T, Error> {
            ::openai_call::__private::words!(
                retry, kinds::timeout, kinds::connection, attempts, backoff, timeout, deadline
            );
            let mut call = ::openai_call::__private::begin::<
                Result<T, Error>,
            >({
                use ::openai_call::__private::*;
                static SITE: Site = Site::new("f", ::core::module_path!(), Location::caller())
                    .attempts(5)
                    .timeout(seconds(20))
                    .deadline(seconds(120))
                    .ladders(&[on(&[Timeout, Connection], &[retry(5, seconds(1)..seconds(1))])])
                    .at_most(5, seconds(120), seconds(120));
                &SITE
            });
            loop {
                let body = async { ::core::result::Result::Ok({ a }) };
                let error = match call.attempt(::core::pin::pin!(body)).await? {
                    ::core::result::Result::Ok(value) => break ::core::result::Result::Ok(value),
                    ::core::result::Result::Err(error) => error,
                };
                let ::core::result::Result::Err(error) = (match call.kind(&error) {
                    ::openai_call::ErrorKind::Timeout | ::openai_call::ErrorKind::Connection => {
                        call.backoff(error).await
                    }
                    _ => ::core::result::Result::Err(error),
                }) else { continue };
                break ::core::result::Result::Err(call.give_up(error));
            }
        }
    "#]]
    .assert_eq(&expand(
        "retry = timeout | connection, attempts = 5, backoff = fixed(1s), timeout = 20s, \
         deadline = 2min",
        "async fn f() -> Result<T, Error> { a }",
    ));
}
