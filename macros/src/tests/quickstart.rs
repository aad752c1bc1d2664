//! The expansion of the function that a newcomer sees first.

use expect_test::expect;
use quote::ToTokens;

use super::expand;

/// The function in `examples/quickstart.rs`.
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
        /// # Errors
        ///
        /// | error | what happens | tries |
        /// |---|---|---|
        /// | `rate_limit` | tries again when the server says, if that is within 2min | 5 |
        /// | `server_error`, `timeout`, `connection`, `service_unavailable`, `conflict` | tries again after 500ms, doubling up to 8s | 5 |
        /// | every other error | fails at once | 1 |
        ///
        /// At worst: 5 requests, all paid for, 18min 4s of waiting, up to 10min of it for its turn, 1h 8min 4s in all. One attempt is cut off after 10min.
        async fn chat(client: &Client, prompt: &str) -> Result<Text, Error> {
            ::openai_call::__private::words!(
                retry, kinds::transient, attempts, on_rate_limit, steps::wait
            );
            let mut call = ::openai_call::__private::begin::<
                Result<Text, Error>,
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
                    .at_most(5, seconds(1084), seconds(4084));
                &SITE
            });
            loop {
                let body = async {
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
                };
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
