//! What takes the place of an error.

use expect_test::expect;

use super::handling;

#[test]
fn otherwise_comes_behind_the_steps() {
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
                            match call
                                .fallback_or(
                                    &error,
                                    async { ::openai_call::__private::other({ b() }).await },
                                )
                                .await
                            {
                                ::core::result::Result::Ok(value) => {
                                    break ::core::result::Result::Ok(value);
                                }
                                ::core::result::Result::Err(error) => {
                                    ::core::result::Result::Err(error)
                                }
                            }
                        }
                    }
                }
                ::openai_call::ErrorKind::Quota => {
                    break ::core::result::Result::Err(call.give_up(error));
                }
                kind if kind.is_transient() => call.backoff(error).await,
                _ => ::core::result::Result::Err(error),
            }) else { continue };
            let error = call.conclude(error);
            break match call
                .fallback_or(
                    &error,
                    async { ::openai_call::__private::other({ c() }).await },
                )
                .await
            {
                ::core::result::Result::Ok(value) => ::core::result::Result::Ok(value),
                ::core::result::Result::Err(error) => {
                    call.recovered(&error, ::core::result::Result::Ok({ 0 }))
                }
            };
        }
    "#]].assert_eq(&handling(
        "on_rate_limit = [wait, fallback(b())], on_quota = fail, otherwise = [fallback(c()), recover(0)]",
    ));
}

#[test]
fn otherwise_without_a_loop() {
    expect![[r#"
        let body = async { ::core::result::Result::Ok({ a }) };
        let error = match call.attempt(::core::pin::pin!(body)).await? {
            ::core::result::Result::Ok(value) => return ::core::result::Result::Ok(value),
            ::core::result::Result::Err(error) => error,
        };
        let error = match call.kind(&error) {
            ::openai_call::ErrorKind::Timeout => {
                let error = call.conclude(error);
                return call.recovered(&error, ::core::result::Result::Ok({ 1 }));
            }
            ::openai_call::ErrorKind::RateLimit => {
                let error = call.conclude(error);
                match call
                    .fallback_or(
                        &error,
                        async { ::openai_call::__private::other({ b() }).await },
                    )
                    .await
                {
                    ::core::result::Result::Ok(value) => {
                        return ::core::result::Result::Ok(value);
                    }
                    ::core::result::Result::Err(error) => error,
                }
            }
            ::openai_call::ErrorKind::Quota => {
                return ::core::result::Result::Err(call.give_up(error));
            }
            _ => error,
        };
        let error = call.conclude(error);
        call.recovered(&error, ::core::result::Result::Ok({ 0 }))
    "#]].assert_eq(&handling(
        "attempts = 1, on_rate_limit = fallback(b()), on_timeout = recover(1), on_quota = fail, otherwise = recover(0)",
    ));
}

#[test]
fn nothing_but_otherwise() {
    expect![[r#"
        let body = async { ::core::result::Result::Ok({ a }) };
        let error = match call.attempt(::core::pin::pin!(body)).await? {
            ::core::result::Result::Ok(value) => return ::core::result::Result::Ok(value),
            ::core::result::Result::Err(error) => error,
        };
        let error = call.conclude(error);
        call.fallback(&error, async { ::openai_call::__private::other({ b() }).await }).await
    "#]]
    .assert_eq(&handling("retry = none, otherwise = fallback(b())"));
}

#[test]
fn endings_without_a_loop() {
    expect![[r#"
        let body = async { ::core::result::Result::Ok({ a }) };
        let error = match call.attempt(::core::pin::pin!(body)).await? {
            ::core::result::Result::Ok(value) => return ::core::result::Result::Ok(value),
            ::core::result::Result::Err(error) => error,
        };
        match call.kind(&error) {
            ::openai_call::ErrorKind::Quota => {
                let error = call.conclude(error);
                call.recovered(&error, ::core::result::Result::Ok({ 0 }))
            }
            kind if kind.is_transient() => {
                let error = call.conclude(error);
                call.fallback(
                        &error,
                        async { ::openai_call::__private::other({ b() }).await },
                    )
                    .await
            }
            _ => ::core::result::Result::Err(call.give_up(error)),
        }
    "#]]
    .assert_eq(&handling("attempts = 1, on_transient = fallback(b()), on_quota = recover(0)"));
}

#[test]
fn what_only_fails_needs_no_arm() {
    expect![[r#"
        let body = async { ::core::result::Result::Ok({ a }) };
        let error = match call.attempt(::core::pin::pin!(body)).await? {
            ::core::result::Result::Ok(value) => return ::core::result::Result::Ok(value),
            ::core::result::Result::Err(error) => error,
        };
        match call.kind(&error) {
            ::openai_call::ErrorKind::Quota => {
                let error = call.conclude(error);
                call.recovered(&error, ::core::result::Result::Ok({ 0 }))
            }
            _ => ::core::result::Result::Err(call.give_up(error)),
        }
    "#]]
    .assert_eq(&handling("on_transient = fail, on_conflict = fail, on_quota = recover(0)"));
}

#[test]
fn a_repair_that_awaits_ends_at_the_deadline() {
    expect![[r#"
        'call: loop {
            let body = async { ::core::result::Result::Ok({ a }) };
            let error = match call.attempt(::core::pin::pin!(body)).await? {
                ::core::result::Result::Ok(value) => break ::core::result::Result::Ok(value),
                ::core::result::Result::Err(error) => error,
            };
            let ::core::result::Result::Err(error) = (match call.kind(&error) {
                ::openai_call::ErrorKind::RateLimit => call.wait(error).await,
                ::openai_call::ErrorKind::ContextLength => {
                    match call.repair(error).await {
                        ::core::result::Result::Ok(error) => {
                            let error = 'repair: {
                                #[deny(unused_must_use)]
                                {
                                    let it = &error;
                                    a = (match call.until_late(b(it)).await {
                                        ::core::option::Option::Some(value) => value,
                                        ::core::option::Option::None => {
                                            break 'repair call.repair_cut_off(&error);
                                        }
                                    })?;
                                };
                                continue 'call;
                            };
                            let error = call.conclude(error);
                            break call.recovered(&error, ::core::result::Result::Ok({ c }));
                        }
                        ::core::result::Result::Err(error) => {
                            let error = call.conclude(error);
                            break call.recovered(&error, ::core::result::Result::Ok({ c }));
                        }
                    }
                }
                kind if kind.is_transient() => call.backoff(error).await,
                _ => ::core::result::Result::Err(error),
            }) else { continue };
            break ::core::result::Result::Err(call.give_up(error));
        }
    "#]]
    .assert_eq(&handling("on_context_length = [repair(|it| a = b(it).await?), recover(c)]"));
}
