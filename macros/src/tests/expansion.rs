use expect_test::expect;
use quote::ToTokens;

use super::expand;

/// The function of `examples/quickstart.rs` as it stands there.
fn quickstart() -> String {
    let file = syn::parse_file(include_str!("../../../examples/quickstart.rs")).unwrap();
    let is_ours = |attribute: &syn::Attribute| attribute.path().is_ident("openai_call");
    let annotated = file.items.into_iter().find_map(|item| match item {
        syn::Item::Fn(function) if function.attrs.iter().any(is_ours) => Some(function),
        _ => None,
    });
    let mut function = annotated.expect("the quickstart has an annotated function");
    let attribute = function.attrs.remove(0);
    let args = &attribute.meta.require_list().unwrap().tokens;
    expand(&args.to_string(), &function.into_token_stream().to_string())
}

#[test]
fn quickstart_expands_to_what_a_person_could_write() {
    expect![[r#"
        ///
        /// # Error handling
        ///
        /// | error | what happens | tries |
        /// |---|---|---|
        /// | `rate_limit` | tries again when the server says, if that is within 2min | 5 |
        /// | `server_error`, `timeout`, `connection`, `service_unavailable`, `conflict`, `stream_interrupted` | tries again after 500ms, doubling up to 8s | 5 |
        /// | every other error | fails at once | 1 |
        ///
        /// At worst: 5 requests, 8min 4s of waiting, 58min 4s in all. One attempt is cut off after 10min.
        async fn chat(client: &Client, prompt: &str) -> Result<Reply<ChatCompletion>, Error> {
            ::openai_call::__private::words!(
                retry, kinds::transient, attempts, on_rate_limit, steps::wait
            );
            let mut call = ::openai_call::__private::begin::<
                Result<Reply<ChatCompletion>, Error>,
            >({
                use ::openai_call::__private::*;
                static SITE: Site = Site::new("chat", ::core::module_path!(), Location::caller())
                    .attempts(5)
                    .timeout(seconds(600))
                    .ladders(
                        &[
                            on(&[RateLimit], &[wait(5, seconds(120), millis(500)..seconds(8))]),
                            on(TRANSIENT, &[retry(5, millis(500)..seconds(8))]),
                        ],
                    )
                    .at_most(5, seconds(484), seconds(3484));
                &SITE
            });
            loop {
                let error = match call
                    .attempt(async {
                        ::core::result::Result::Ok({
                            client
                                .post("chat/completions")
                                .json(
                                    &json!(
                                        { "model" : "gpt-4o-mini", "messages" : [{ "role" : "user",
                                        "content" : prompt }], }
                                    ),
                                )
                        })
                    })
                    .await?
                {
                    ::core::result::Result::Ok(value) => break ::core::result::Result::Ok(value),
                    ::core::result::Result::Err(error) => error,
                };
                match call.kind(&error) {
                    ::openai_call::ErrorKind::RateLimit => call.wait(error).await,
                    kind if kind.is_transient() => call.backoff(error).await,
                    _ => ::core::result::Result::Err(error),
                }
                    .map_err(|error| call.give_up(error))?;
            }
        }
    "#]]
    .assert_eq(&quickstart());
}

#[test]
fn quickstart_stays_below_forty_lines_without_its_body_and_docs() {
    let expansion = quickstart();
    let body = expansion.lines().skip_while(|line| !line.contains("Ok({"));
    let body = body.skip(1).take_while(|line| line.trim() != "})").count();
    assert!(body > 0);
    let docs = expansion.lines().filter(|line| line.starts_with("///")).count();
    assert!(expansion.lines().count() - body - docs < 40, "{expansion}");
}

#[test]
fn bare() {
    expect![[r#"
        ///
        /// # Error handling
        ///
        /// | error | what happens | tries |
        /// |---|---|---|
        /// | `rate_limit` | tries again when the server says, if that is within 2min | 3 |
        /// | `server_error`, `timeout`, `connection`, `service_unavailable`, `conflict`, `stream_interrupted` | tries again after 500ms, doubling up to 8s | 3 |
        /// | every other error | fails at once | 1 |
        ///
        /// At worst: 3 requests, 4min 2s of waiting, 34min 2s in all. One attempt is cut off after 10min.
        async fn f() -> Result<T, E> {
            let mut call = ::openai_call::__private::begin::<
                Result<T, E>,
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
                    .at_most(3, seconds(242), seconds(2042));
                &SITE
            });
            loop {
                let error = match call
                    .attempt(async { ::core::result::Result::Ok({ a }) })
                    .await?
                {
                    ::core::result::Result::Ok(value) => break ::core::result::Result::Ok(value),
                    ::core::result::Result::Err(error) => error,
                };
                match call.kind(&error) {
                    ::openai_call::ErrorKind::RateLimit => call.wait(error).await,
                    kind if kind.is_transient() => call.backoff(error).await,
                    _ => ::core::result::Result::Err(error),
                }
                    .map_err(|error| call.give_up(error))?;
            }
        }
    "#]]
    .assert_eq(&expand("", "async fn f() -> Result<T, E> { a }"));
}

#[test]
fn without_repetition() {
    expect![[r#"
        ///
        /// # Error handling
        ///
        /// | error | what happens | tries |
        /// |---|---|---|
        /// | every error | fails at once | 1 |
        ///
        /// At worst: 1 request, no time of waiting, 10min in all. One attempt is cut off after 10min.
        async fn f() -> Result<T, E> {
            ::openai_call::__private::words!(retry, kinds::none);
            let mut call = ::openai_call::__private::begin::<
                Result<T, E>,
            >({
                use ::openai_call::__private::*;
                static SITE: Site = Site::new("f", ::core::module_path!(), Location::caller())
                    .attempts(1)
                    .timeout(seconds(600))
                    .at_most(1, seconds(0), seconds(600));
                &SITE
            });
            call.attempt(async { ::core::result::Result::Ok({ a }) })
                .await?
                .map_err(|error| call.give_up(error))
        }
    "#]]
    .assert_eq(&expand(r#"retry = "none""#, "async fn f() -> Result<T, E> { a }"));
}

#[test]
fn some_kinds_only() {
    expect![[r#"
        ///
        /// # Error handling
        ///
        /// | error | what happens | tries |
        /// |---|---|---|
        /// | `timeout`, `connection` | tries again after 1s | 5 |
        /// | every other error | fails at once | 1 |
        ///
        /// At worst: 5 requests, 2min of waiting, 2min in all. One attempt is cut off after 20s.
        async fn f() -> Result<T, E> {
            ::openai_call::__private::words!(
                retry, kinds::timeout, kinds::connection, attempts, backoff, timeout, deadline
            );
            let mut call = ::openai_call::__private::begin::<
                Result<T, E>,
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
                let error = match call
                    .attempt(async { ::core::result::Result::Ok({ a }) })
                    .await?
                {
                    ::core::result::Result::Ok(value) => break ::core::result::Result::Ok(value),
                    ::core::result::Result::Err(error) => error,
                };
                match call.kind(&error) {
                    ::openai_call::ErrorKind::Timeout | ::openai_call::ErrorKind::Connection => {
                        call.backoff(error).await
                    }
                    _ => ::core::result::Result::Err(error),
                }
                    .map_err(|error| call.give_up(error))?;
            }
        }
    "#]]
    .assert_eq(&expand(
        "retry = timeout | connection, attempts = 5, backoff = fixed(1s), timeout = 20s, \
         deadline = 2min",
        "async fn f() -> Result<T, E> { a }",
    ));
}

#[test]
fn ladder() {
    expect![[r#"
        ///
        /// # Error handling
        ///
        /// | error | what happens | tries |
        /// |---|---|---|
        /// | `rate_limit` | tries again when the server says, if that is within 10s; then tries again after 500ms, doubling up to 8s; then tries again after 10s, doubling up to 1min | 6 |
        /// | `conflict` | fails | 1 |
        /// | `server_error`, `timeout`, `connection`, `service_unavailable`, `stream_interrupted` | tries again after 500ms, doubling up to 8s | 3 |
        /// | every other error | fails at once | 1 |
        ///
        /// At worst: 6 requests, 10min 5s of waiting, 1h 10min 5s in all. One attempt is cut off after 10min.
        async fn f() -> Result<T, E> {
            ::openai_call::__private::words!(
                on_rate_limit, steps::wait, steps::retry, steps::retry, on_conflict, steps::fail
            );
            let mut call = ::openai_call::__private::begin::<
                Result<T, E>,
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
                    .at_most(6, seconds(605), seconds(4205));
                &SITE
            });
            loop {
                let error = match call
                    .attempt(async { ::core::result::Result::Ok({ a }) })
                    .await?
                {
                    ::core::result::Result::Ok(value) => break ::core::result::Result::Ok(value),
                    ::core::result::Result::Err(error) => error,
                };
                match call.kind(&error) {
                    ::openai_call::ErrorKind::RateLimit => {
                        match call.wait(error).await {
                            ::core::result::Result::Ok(()) => ::core::result::Result::Ok(()),
                            ::core::result::Result::Err(error) => call.backoff(error).await,
                        }
                    }
                    ::openai_call::ErrorKind::Conflict => ::core::result::Result::Err(error),
                    kind if kind.is_transient() => call.backoff(error).await,
                    _ => ::core::result::Result::Err(error),
                }
                    .map_err(|error| call.give_up(error))?;
            }
        }
    "#]].assert_eq(&expand(
        "on_rate_limit = [wait(up_to = 10s), retry(attempts = 2), retry(attempts = 6, backoff = 10s..1min)], \
         on_conflict = fail",
        "async fn f() -> Result<T, E> { a }",
    ));
}

#[test]
fn signature_is_kept() {
    expect![[r#"
        /// Docs.
        #[must_use]
        ///
        /// # Error handling
        ///
        /// | error | what happens | tries |
        /// |---|---|---|
        /// | `timeout` | tries again after 500ms, doubling up to 8s | 3 |
        /// | every other error | fails at once | 1 |
        ///
        /// At worst: 3 requests, 4min 2s of waiting, 34min 2s in all. One attempt is cut off after 10min.
        pub(crate) async fn r#try<'a, T: Clone>(
            self: Arc<Self>,
            (a, mut b): (u8, u8),
            c: &'a mut impl Into<T>,
        ) -> Alias<impl Debug, Box<dyn Error>>
        where
            T: 'a,
        {
            #![allow(unused)]
            ::openai_call::__private::words!(retry, kinds::timeout);
            let mut call = ::openai_call::__private::begin::<
                Alias<_, Box<dyn Error>>,
            >({
                use ::openai_call::__private::*;
                static SITE: Site = Site::new("try", ::core::module_path!(), Location::caller())
                    .attempts(3)
                    .timeout(seconds(600))
                    .ladders(&[on(&[Timeout], &[retry(3, millis(500)..seconds(8))])])
                    .at_most(3, seconds(242), seconds(2042));
                &SITE
            });
            loop {
                let error = match call
                    .attempt(async {
                        ::core::result::Result::Ok({
                            let x = a?;
                            x
                        })
                    })
                    .await?
                {
                    ::core::result::Result::Ok(value) => break ::core::result::Result::Ok(value),
                    ::core::result::Result::Err(error) => error,
                };
                match call.kind(&error) {
                    ::openai_call::ErrorKind::Timeout => call.backoff(error).await,
                    _ => ::core::result::Result::Err(error),
                }
                    .map_err(|error| call.give_up(error))?;
            }
        }
    "#]]
    .assert_eq(&expand(
        r#"retry = "timeout""#,
        "/// Docs.
         #[must_use]
         pub(crate) async fn r#try<'a, T: Clone>(
             self: Arc<Self>, (a, mut b): (u8, u8), c: &'a mut impl Into<T>,
         ) -> Alias<impl Debug, Box<dyn Error>> where T: 'a { #![allow(unused)] let x = a?; x }",
    ));
}

/// The default name must not appear anywhere in the expansion of a function that renames it.
#[test]
fn renamed() {
    let expansion = expand("crate = ::oc", "async fn f() -> Result<T, E> { a }");
    assert!(expansion.contains("::oc::__private"));
    assert!(!expansion.contains("openai_call"), "{expansion}");
}

#[test]
fn stream() {
    expect![[r#"
        ///
        /// # Error handling
        ///
        /// | error | what happens | tries |
        /// |---|---|---|
        /// | `stream_interrupted` | begins the answer anew after 500ms, doubling up to 8s, and tells its reader | 2 |
        /// | every other error | fails at once | 1 |
        ///
        /// At worst: 2 requests, 2min 1s of waiting, as long as the stream takes. The first event is waited for 10min, each later one 30s. The table holds until the first event has come; what breaks the stream behind it, and may pass, takes the `restart` of `stream_interrupted`.
        async fn f() -> Result<EventStream<Restartable<T>>, E> {
            ::openai_call::__private::words!(
                retry, kinds::none, idle, on_stream_interrupted, steps::restart
            );
            let mut call = ::openai_call::__private::begin_restartable::<
                Result<EventStream<Restartable<T>>, E>,
            >({
                use ::openai_call::__private::*;
                static SITE: Site = Site::new("f", ::core::module_path!(), Location::caller())
                    .attempts(2)
                    .timeout(seconds(600))
                    .idle(seconds(30))
                    .ladders(&[on(&[StreamInterrupted], &[restart(2, millis(500)..seconds(8))])])
                    .at_most(2, seconds(121), FOREVER);
                &SITE
            });
            loop {
                let error = match call
                    .attempt(async { ::core::result::Result::Ok({ request() }) })
                    .await?
                {
                    ::core::result::Result::Ok(value) => break ::core::result::Result::Ok(value),
                    ::core::result::Result::Err(error) => error,
                };
                match call.kind(&error) {
                    ::openai_call::ErrorKind::StreamInterrupted => call.restart(error).await,
                    _ => ::core::result::Result::Err(error),
                }
                    .map_err(|error| call.give_up(error))?;
            }
        }
    "#]].assert_eq(&expand(
        "retry = none, idle = 30s, on_stream_interrupted = restart(attempts = 2)",
        "async fn f() -> Result<EventStream<Restartable<T>>, E> { request() }",
    ));
}
