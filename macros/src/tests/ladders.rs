//! Several steps for one kind.

use expect_test::expect;

use super::{expand, handling};

#[test]
fn ladder() {
    expect![[r#"
        ///
        /// # Errors
        ///
        /// | error | what happens | tries |
        /// |---|---|---|
        /// | `rate_limit` | tries again when the server says, if that is within 10s; then tries again after 500ms, doubling up to 8s; then tries again after 10s, doubling up to 1min | 6 |
        /// | `conflict` | fails | 1 |
        /// | `server_error`, `timeout`, `connection`, `service_unavailable` | tries again after 500ms, doubling up to 8s | 3 |
        /// | every other error | fails at once | 1 |
        ///
        /// At worst: 6 requests, all paid for, 11min 5s of waiting, up to 1min of it for its turn, 1h 11min 5s in all. One attempt is cut off after 10min.
        async fn f() -> Result<T, Error> {
            ::openai_call::__private::words!(
                on_rate_limit, steps::wait, steps::retry, steps::retry, on_conflict, steps::fail
            );
            let mut call = ::openai_call::__private::begin::<
                Result<T, Error>,
            >({
                use ::openai_call::__private::*;
                static SITE: Site = Site::new("f", ::core::module_path!(), Location::caller())
                    .attempts(6)
                    .timeout(seconds(600))
                    .ladders(
                        &[
                            on(
                                &[RateLimit],
                                &[
                                    wait(3, seconds(10), millis(500)..seconds(8)),
                                    retry(2, millis(500)..seconds(8)),
                                    retry(6, seconds(10)..seconds(60)),
                                ],
                            ),
                            on(&[Conflict], &[Fail]),
                            on(TRANSIENT, &[retry(3, millis(500)..seconds(8))]),
                        ],
                    )
                    .at_most(6, seconds(665), seconds(4265));
                &SITE
            });
            loop {
                let body = async { ::core::result::Result::Ok({ a }) };
                let error = match call.attempt(::core::pin::pin!(body)).await? {
                    ::core::result::Result::Ok(value) => break ::core::result::Result::Ok(value),
                    ::core::result::Result::Err(error) => error,
                };
                let ::core::result::Result::Err(error) = (match call.kind(&error) {
                    ::openai_call::ErrorKind::RateLimit => {
                        match call.wait(error).await {
                            ::core::result::Result::Ok(()) => ::core::result::Result::Ok(()),
                            ::core::result::Result::Err(error) => call.backoff(error).await,
                        }
                    }
                    ::openai_call::ErrorKind::Conflict => ::core::result::Result::Err(error),
                    kind if kind.is_transient() => call.backoff(error).await,
                    _ => ::core::result::Result::Err(error),
                }) else { continue };
                break ::core::result::Result::Err(call.give_up(error));
            }
        }
    "#]].assert_eq(&expand(
        "on_rate_limit = [wait(up_to = 10s), retry(attempts = 2), retry(attempts = 6, backoff = 10s..1min)], \
         on_conflict = fail",
        "async fn f() -> Result<T, Error> { a }",
    ));
}

#[test]
fn a_repair_before_a_value() {
    expect![[r#"
        loop {
            let body = async { ::core::result::Result::Ok({ a }) };
            let error = match call.attempt(::core::pin::pin!(body)).await? {
                ::core::result::Result::Ok(value) => break ::core::result::Result::Ok(value),
                ::core::result::Result::Err(error) => error,
            };
            let ::core::result::Result::Err(error) = (match call.kind(&error) {
                ::openai_call::ErrorKind::ContextLength => {
                    match call.repair(error).await {
                        ::core::result::Result::Ok(error) => {
                            #[deny(unused_must_use)]
                            {
                                let error = &error;
                                { shorten(error) }
                            };
                            ::core::result::Result::Ok(())
                        }
                        ::core::result::Result::Err(error) => {
                            let error = call.conclude(error);
                            break call.recovered(&error, ::core::result::Result::Ok({ 0 }));
                        }
                    }
                }
                _ => ::core::result::Result::Err(error),
            }) else { continue };
            break ::core::result::Result::Err(call.give_up(error));
        }
    "#]]
    .assert_eq(&handling(
        "retry = none, on_context_length = [repair(|error| { shorten(error) }), recover(0)]",
    ));
}

#[test]
fn what_tries_again_before_what_ends_the_call() {
    expect![[r#"
        loop {
            let body = async { ::core::result::Result::Ok({ a }) };
            let error = match call.attempt(::core::pin::pin!(body)).await? {
                ::core::result::Result::Ok(value) => break ::core::result::Result::Ok(value),
                ::core::result::Result::Err(error) => error,
            };
            let ::core::result::Result::Err(error) = (match call.kind(&error) {
                ::openai_call::ErrorKind::RateLimit => {
                    match call.wait(error).await {
                        ::core::result::Result::Ok(()) => ::core::result::Result::Ok(()),
                        ::core::result::Result::Err(error) => {
                            let error = call.conclude(error);
                            break match call
                                .fallback_or(
                                    &error,
                                    async { ::openai_call::__private::other({ b() }).await },
                                )
                                .await
                            {
                                ::core::result::Result::Ok(value) => {
                                    ::core::result::Result::Ok(value)
                                }
                                ::core::result::Result::Err(error) => {
                                    call.recovered(
                                        &error,
                                        ::core::result::Result::Ok({
                                            let error = &error;
                                            c(error)
                                        }),
                                    )
                                }
                            };
                        }
                    }
                }
                _ => ::core::result::Result::Err(error),
            }) else { continue };
            break ::core::result::Result::Err(call.give_up(error));
        }
    "#]]
    .assert_eq(&handling(
        "retry = none, on_rate_limit = [wait, fallback(b()), recover(|error| c(error))]",
    ));
}

#[test]
fn what_fails_stands_before_the_guard() {
    expect![[r#"
        loop {
            let body = async { ::core::result::Result::Ok({ a }) };
            let error = match call.attempt(::core::pin::pin!(body)).await? {
                ::core::result::Result::Ok(value) => break ::core::result::Result::Ok(value),
                ::core::result::Result::Err(error) => error,
            };
            let ::core::result::Result::Err(error) = (match call.kind(&error) {
                ::openai_call::ErrorKind::RateLimit => call.wait(error).await,
                ::openai_call::ErrorKind::Conflict => ::core::result::Result::Err(error),
                ::openai_call::ErrorKind::Quota => {
                    let error = call.conclude(error);
                    break call.recovered(&error, ::core::result::Result::Ok({ 0 }));
                }
                kind if kind.is_transient() => call.backoff(error).await,
                _ => ::core::result::Result::Err(error),
            }) else { continue };
            break ::core::result::Result::Err(call.give_up(error));
        }
    "#]]
    .assert_eq(&handling("on_conflict = fail, on_quota = recover(0)"));
}
