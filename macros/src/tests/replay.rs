//! What is sent again with `replay = "unsent"`.

use expect_test::expect;

use super::{expand, handling};

/// The lines of the documentation below its heading, and those of the site.
fn told(args: &str) -> String {
    let expansion = expand(args, "async fn f() -> Result<T, E> { a }");
    let lines = expansion.lines().map(str::trim_start);
    let is_told = |line: &&str| line.starts_with("/// |") || line.starts_with("/// At worst");
    lines.filter(is_told).flat_map(|line| [line, "\n"]).collect()
}

#[test]
fn what_has_surely_run_has_no_step() {
    expect![[r#"
        /// | error | what happens | tries |
        /// |---|---|---|
        /// | `rate_limit` | tries again when the server says, if that is within 2min | 3 |
        /// | `timeout`, `connection`, `service_unavailable`, `conflict` | tries again after 500ms, doubling up to 8s | 3 |
        /// | every other error | fails at once | 1 |
        /// At worst: 3 requests, 1 of them paid for, 10min 2s of waiting, up to 6min of it for its turn, 40min 2s in all. What may have run is not sent again. One attempt is cut off after 10min.
    "#]].assert_eq(&told(r#"replay = "unsent""#));
    let site = expand(r#"replay = "unsent""#, "async fn f() -> Result<T, E> { a }");
    assert!(site.contains(".only_unsent()") && site.contains(".paid(1)"), "{site}");
}

#[test]
fn the_code_is_that_of_the_kinds_that_are_left() {
    expect![[r#"
        loop {
            let body = async { ::core::result::Result::Ok({ a }) };
            let error = match call.attempt(::core::pin::pin!(body)).await? {
                ::core::result::Result::Ok(value) => break ::core::result::Result::Ok(value),
                ::core::result::Result::Err(error) => error,
            };
            let ::core::result::Result::Err(error) = (match call.kind(&error) {
                ::openai_call::ErrorKind::ServerError
                | ::openai_call::ErrorKind::StreamInterrupted => {
                    let error = call.conclude(error);
                    break call.recovered(&error, ::core::result::Result::Ok({ 1 }));
                }
                kind if kind.is_transient() => {
                    match call.backoff(error).await {
                        ::core::result::Result::Ok(()) => ::core::result::Result::Ok(()),
                        ::core::result::Result::Err(error) => {
                            let error = call.conclude(error);
                            break call.recovered(&error, ::core::result::Result::Ok({ 1 }));
                        }
                    }
                }
                _ => ::core::result::Result::Err(error),
            }) else { continue };
            break ::core::result::Result::Err(call.give_up(error));
        }
    "#]]
    .assert_eq(&handling("replay = unsent, on_transient = [retry, recover(1)]"));
}

#[test]
fn the_steps_of_a_named_policy_give_way() {
    let args = "replay = unsent, @ (batch) @ { on_server_error = retry, on_answer = repair(x()) }";
    expect![[r#"
        /// | error | what happens | tries |
        /// |---|---|---|
        /// | `rate_limit` | tries again when the server says, if that is within 2min | 3 |
        /// | `timeout`, `connection`, `service_unavailable`, `conflict` | tries again after 500ms, doubling up to 8s | 3 |
        /// | every other error | fails at once | 1 |
        /// At worst: 3 requests, 1 of them paid for, 10min 2s of waiting, up to 6min of it for its turn, 40min 2s in all. What may have run is not sent again. One attempt is cut off after 10min.
    "#]].assert_eq(&told(args));
}

#[test]
fn any_changes_nothing() {
    let item = "async fn f() -> Result<T, E> { a }";
    let any = expand("replay = any", item).replace("words!(replay)", "words!()");
    let bare = expand("", item);
    let site = |text: &str| text.split_once("begin::<").map(|(_, rest)| rest.to_owned());
    assert_eq!(site(&any), site(&bare));
}
