//! Functions that return a stream.

use expect_test::expect;

use super::expand;

#[test]
fn stream() {
    expect![[r#"
        ///
        /// # Errors
        ///
        /// | error | what happens | tries |
        /// |---|---|---|
        /// | `stream_interrupted` | begins the answer anew after 500ms, doubling up to 8s, and tells its reader | 2 |
        /// | every other error | fails at once | 1 |
        ///
        /// At worst: 2 requests, all paid for, 2min 1s of waiting, as long as the stream takes. The first event is waited for 10min, each later one 30s. The table holds until the first event has come; what breaks the stream behind it, and may pass, takes the `restart` of `stream_interrupted`.
        async fn f() -> Result<EventStream<Restartable<T>>, Error> {
            ::openai_call::__private::words!(
                retry, kinds::none, idle, on_stream_interrupted, steps::restart
            );
            let mut call = ::openai_call::__private::begin_restartable::<
                Result<EventStream<Restartable<T>>, Error>,
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
                let body = async { ::core::result::Result::Ok({ request() }) };
                let error = match call.attempt(::core::pin::pin!(body)).await? {
                    ::core::result::Result::Ok(value) => break ::core::result::Result::Ok(value),
                    ::core::result::Result::Err(error) => error,
                };
                let ::core::result::Result::Err(error) = (match call.kind(&error) {
                    ::openai_call::ErrorKind::StreamInterrupted => call.restart(error).await,
                    _ => ::core::result::Result::Err(error),
                }) else { continue };
                break ::core::result::Result::Err(call.give_up(error));
            }
        }
    "#]].assert_eq(&expand(
        "retry = none, idle = 30s, on_stream_interrupted = restart(attempts = 2)",
        "async fn f() -> Result<EventStream<Restartable<T>>, Error> { request() }",
    ));
}
