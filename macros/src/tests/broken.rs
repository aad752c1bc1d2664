use expect_test::expect;

use super::expand;

/// An editor completes in a body that is still being typed.
#[test]
fn half_typed_body_expands() {
    expect![[r##"# [doc = ""] # [doc = " # Errors"] # [doc = ""] # [doc = " | error | what happens | tries |"] # [doc = " |---|---|---|"] # [doc = " | every error | fails at once | 1 |"] # [doc = ""] # [doc = " At worst: 1 request, no time of waiting, 10min in all. One attempt is cut off after 10min."] async fn f (client : & Client) -> Result < T , Error > { :: openai_call :: __private :: words ! (retry , kinds :: none) ; let mut call = :: openai_call :: __private :: begin :: < Result < T , Error > > ({ use :: openai_call :: __private :: * ; static SITE : Site = Site :: new ("f" , :: core :: module_path ! () , Location :: caller ()) . attempts (1) . timeout (seconds (600)) . at_most (1 , seconds (0) , seconds (600)) ; & SITE }) ; let body = async { :: core :: result :: Result :: Ok ({ client . post ("chat") . }) } ; call . attempt (:: core :: pin :: pin ! (body)) . await ? . map_err (| error | call . give_up (error)) }"##]].assert_eq(&expand(
        r#"retry = "none""#,
        "async fn f(client: &Client) -> Result<T, Error> { client.post(\"chat\"). }",
    ));
}

#[test]
fn half_typed_setting_keeps_the_function() {
    expect![[r#":: core :: compile_error ! { "`retry` needs a value; write `retry = \"transient\"`" } # [allow (unused_assignments , unused_mut , unused_variables)] # [doc = ""] # [doc = " # Errors"] # [doc = ""] # [doc = " | error | what happens | tries |"] # [doc = " |---|---|---|"] # [doc = " | every error | fails at once | 1 |"] # [doc = ""] # [doc = " At worst: 1 request, no time of waiting, 10min in all. One attempt is cut off after 10min."] async fn f () -> Result < T , Error > { :: openai_call :: __private :: words ! (retry) ; let mut call = :: openai_call :: __private :: begin :: < Result < T , Error > > ({ use :: openai_call :: __private :: * ; static SITE : Site = Site :: new ("f" , :: core :: module_path ! () , Location :: caller ()) . attempts (3) . timeout (seconds (600)) . at_most (1 , seconds (0) , seconds (600)) ; & SITE }) ; let body = async { :: core :: result :: Result :: Ok ({ client . }) } ; call . attempt (:: core :: pin :: pin ! (body)) . await ? . map_err (| error | call . give_up (error)) }"#]].assert_eq(&expand("retry = ", "async fn f() -> Result<T, Error> { client. }"));
}

#[test]
fn every_mistake_is_reported() {
    let expansion = expand(
        "attemps = 3, timeout = 60, backoff = 8s..500ms, on_quota = wait, retry = \"sometimes\", attempts = 0",
        "fn f() { a }",
    );
    assert_eq!(expansion.matches("compile_error").count(), 8, "{expansion}");
    assert!(expansion.contains("async fn f() {"), "{expansion}");
}

#[test]
fn something_else_than_a_function() {
    let expansion = expand("", "struct S;");
    assert!(expansion.contains("compile_error"), "{expansion}");
    assert!(expansion.contains("goes on an `async fn`"), "{expansion}");
    assert!(expansion.contains("struct S;"), "{expansion}");
}
