//! What the expansion keeps of the function.

use expect_test::expect;

use super::expand;

#[test]
fn signature_is_kept() {
    expect![[r#"
        /// Docs.
        #[must_use]
        ///
        /// # Errors
        ///
        /// | error | what happens | tries |
        /// |---|---|---|
        /// | `timeout` | tries again after 500ms, doubling up to 8s | 3 |
        /// | every other error | fails at once | 1 |
        ///
        /// At worst: 3 requests, all paid for, 4min 2s of waiting, 34min 2s in all. One attempt is cut off after 10min.
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
            const {
                use ::openai_call::__private::Unnamed as _;
                ::openai_call::__private::Named::<Alias<(), Box<dyn Error>>>::KINDS
                    .cover(
                        "try",
                        &[
                            (
                                "fails at once",
                                "server_error | connection | rate_limit | service_unavailable | conflict | invalid_request | context_length | content_policy | request_too_large | authentication | permission | not_found | unprocessable | quota | decode",
                            ),
                            ("3 attempts, then fail", "timeout"),
                        ],
                    )
            }
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
                let body = async {
                    ::core::result::Result::Ok({
                        let x = a?;
                        x
                    })
                };
                let error = match call.attempt(::core::pin::pin!(body)).await? {
                    ::core::result::Result::Ok(value) => break ::core::result::Result::Ok(value),
                    ::core::result::Result::Err(error) => error,
                };
                let ::core::result::Result::Err(error) = (match call.kind(&error) {
                    ::openai_call::ErrorKind::Timeout => call.backoff(error).await,
                    _ => ::core::result::Result::Err(error),
                }) else { continue };
                break ::core::result::Result::Err(call.give_up(error));
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
