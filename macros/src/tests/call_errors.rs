//! Error types, and the check that they name what can still come out.

use expect_test::expect;

use super::{expand, tokens};

/// The check of a function with this signature and body.
fn check(args: &str, function: &str) -> String {
    let expansion = expand(args, function);
    let (before, _) = expansion.split_once("mut call").expect("a call begins");
    let (before, _) = before.rsplit_once("let").expect("it is named");
    let check = before.split_once("const ").map_or("", |(_, check)| check);
    let lines = check.trim_end().lines();
    lines.flat_map(|line| [line.strip_prefix("    ").unwrap_or(line), "\n"]).collect()
}

/// What is derived, of these traits; no trait stands for what is inherent.
fn derived(item: &str, traits: &[&str]) -> String {
    let expanded = crate::derive::derive(tokens(item));
    let mut file: syn::File = syn::parse2(expanded).expect("items");
    file.items.retain(|item| match item {
        syn::Item::Impl(it) => {
            let path = it.trait_.as_ref().map(|(path, ..)| path);
            let name =
                path.and_then(|path| path.segments.last()).map(|last| last.ident.to_string());
            traits.contains(&name.as_deref().unwrap_or_default())
        }
        _ => true,
    });
    prettyplease::unparse(&file)
}

#[test]
fn what_can_come_out_is_named_by_reason() {
    expect![[r#"
        _: () = {
            use ::openai_call::__private::Unnamed as _;
            ::openai_call::__private::Named::<Result<(), ChatError>>::KINDS
                .cover(
                    "chat",
                    &[
                        (
                            "4 attempts, then fail",
                            "server_error | timeout | connection | rate_limit | service_unavailable",
                        ),
                        (
                            "fails at once",
                            "conflict | invalid_request | context_length | content_policy | request_too_large | authentication | permission | not_found | unprocessable | decode",
                        ),
                    ],
                )
        };
    "#]].assert_eq(&check(
        "attempts = 4, on_quota = recover(0), on_conflict = fail",
        "async fn chat(client: &Client) -> Result<Value, ChatError> { client.get(\"models\") }",
    ));
}

#[test]
fn the_common_error_and_what_never_fails_are_not_checked() {
    let body = "{ client.get(\"models\") }";
    let checked = |args, output| check(args, &format!("async fn chat() -> {output} {body}"));
    assert_eq!(checked("", "Result<Text, Error>"), "");
    assert_eq!(checked("", "Result<Text, openai_call::Error>"), "");
    assert_eq!(checked("otherwise = recover(0)", "Result<Text, Infallible>"), "");
    assert_ne!(checked("", "Result<Text, own::Error>"), "");
    assert_ne!(checked("", "Answer<Text>"), "");
}

/// Whether the check is an item, which the compiler evaluates in every build.
#[test]
fn a_type_that_may_have_parameters_is_checked_inline() {
    let is_item = |signature: &str| {
        let checked = check("", &format!("async fn chat{signature} {{ client.get(\"models\") }}"));
        assert_ne!(checked, "", "{signature}");
        checked.starts_with("_: () =")
    };
    assert!(is_item("() -> Result<Text, ChatError>"));
    assert!(is_item("<T>() -> Result<T, ChatError>"));
    assert!(is_item("() -> Result<impl Stream, ChatError>"));
    assert!(is_item("(&self) -> Result<Text, crate::ChatError>"));
    assert!(is_item("(self: Arc<Self>) -> Result<Text, Infallible>"));
    assert!(is_item("() -> Answer<Text>"));
    assert!(!is_item("<E: From<Error>>() -> Result<Text, E>"));
    assert!(!is_item("<'a>(it: &'a str) -> Result<Text, ChatError<'a>>"));
    assert!(!is_item("<const N: usize>() -> Result<Text, ChatError<N>>"));
    assert!(!is_item("() -> Result<Text, E>"));
    assert!(!is_item("(&self) -> Result<Text, Failure>"));
    assert!(!is_item("(&self) -> Answer<Text>"));
    assert!(!is_item("() -> Result<Text, Self::Error>"));
}

/// What a request cannot end in is asked of a body that awaits, and of a function that never fails.
#[test]
fn every_kind_of_another_clients_result() {
    let asks = |args, output: &str, body: &str| {
        let function = format!("async fn chat() -> Result<{output}> {{ {body} }}");
        let checked = check(args, &function);
        (checked.contains("conflict"), checked.contains("stream_int"), checked.contains("refusal"))
    };
    let plain = |body| asks("", "Value, ChatError", body);
    assert_eq!(plain("client.get(\"models\")"), (true, false, false));
    assert_eq!(plain("if x { wait().await; } client.get(\"models\")"), (true, false, false));
    assert_eq!(plain("client().await.get(\"models\")"), (true, false, false));
    assert_eq!(plain("client.get(&path().await)"), (true, false, false));
    assert_eq!(plain("client.chat(request).await"), (true, true, true));
    assert_eq!(plain("client.chat(request).await.map_err(own)"), (true, true, true));
    assert_eq!(plain("match x { true => a().await, false => b() }"), (true, true, true));
    assert_eq!(plain("if x { a() } else { b().await }"), (true, true, true));
    assert_eq!(asks("", "Text, ChatError", "client.get(\"a\")"), (true, false, true));
    assert_eq!(asks("", "EventStream<T>, ChatError", "client.get(\"a\")"), (true, true, false));
    let recovered = "on_transient = recover(0), on_permanent = recover(0)";
    assert_eq!(asks(recovered, "Value, Infallible", "client.get(\"a\")"), (false, false, true));
    assert_eq!(asks("on_any = recover(0)", "Value, Infallible", "a"), (false, false, false));
}

const WITH_THE_REST: &str = "pub(crate) enum ChatError {
    #[kinds(rate_limit, service_unavailable)]
    Busy(Error),
    #[kinds(rest)]
    Other(Error),
    Config(#[from] io::Error),
    EmptyPrompt,
}";

const WITH_PARAMETERS: &str = "#[call_error(crate = ::renamed)]
enum ChatError<'a, T: Send> {
    #[kinds(quota)]
    Quota(Error),
    #[kinds(decode, authentication)]
    Odd(Error),
    Own { #[source] own: T },
    At(&'a str),
}";

#[test]
fn an_error_is_converted_by_its_kind() {
    expect![[r#"
        #[automatically_derived]
        impl ::openai_call::FromError for ChatError {
            const KINDS: ::openai_call::__private::Kinds = ::openai_call::__private::Kinds::ALL;
            fn from_error(error: ::openai_call::Error) -> Self {
                match error.kind() {
                    ::openai_call::ErrorKind::RateLimit
                    | ::openai_call::ErrorKind::ServiceUnavailable => Self::Busy(error),
                    _ => Self::Other(error),
                }
            }
            fn call_error(&self) -> ::core::option::Option<&::openai_call::Error> {
                match self {
                    Self::Busy(it) | Self::Other(it) => ::core::option::Option::Some(it),
                    _ => ::core::option::Option::None,
                }
            }
        }
        #[automatically_derived]
        impl ::openai_call::FromFallback<::openai_call::Error> for ChatError {
            fn from_fallback(error: ::openai_call::Error) -> Self {
                <Self as ::openai_call::FromError>::from_error(error)
            }
        }
    "#]]
    .assert_eq(&derived(WITH_THE_REST, &["FromError", "FromFallback"]));
}

#[test]
fn without_the_rest_the_kinds_are_listed_and_a_fallback_may_not_fail_with_any() {
    expect![[r##"
        #[automatically_derived]
        impl<'a, T: Send> ::renamed::FromError for ChatError<'a, T> {
            const KINDS: ::renamed::__private::Kinds = ::renamed::__private::Kinds::of(
                "ChatError",
                &[
                    ::renamed::ErrorKind::Quota,
                    ::renamed::ErrorKind::Authentication,
                    ::renamed::ErrorKind::Decode,
                ],
            );
            fn from_error(error: ::renamed::Error) -> Self {
                match error.kind() {
                    ::renamed::ErrorKind::Quota => Self::Quota(error),
                    _ => Self::Odd(error),
                }
            }
            fn call_error(&self) -> ::core::option::Option<&::renamed::Error> {
                match self {
                    Self::Quota(it) | Self::Odd(it) => ::core::option::Option::Some(it),
                    _ => ::core::option::Option::None,
                }
            }
        }
    "##]]
    .assert_eq(&derived(WITH_PARAMETERS, &["FromError", "FromFallback"]));
}

#[test]
fn others_are_converted_by_from() {
    expect![[r#"
        #[automatically_derived]
        impl ChatError {
            /// What went wrong with the call; `None` for what is no error of a call.
            #[allow(dead_code)]
            pub(crate) fn kind(&self) -> ::core::option::Option<::openai_call::ErrorKind> {
                match self {
                    Self::Busy(it) | Self::Other(it) => ::core::option::Option::Some(it.kind()),
                    _ => ::core::option::Option::None,
                }
            }
        }
        #[automatically_derived]
        impl ::core::convert::From<io::Error> for ChatError {
            fn from(it: io::Error) -> Self {
                Self::Config(it)
            }
        }
        #[automatically_derived]
        impl ::core::convert::From<::core::convert::Infallible> for ChatError {
            fn from(never: ::core::convert::Infallible) -> Self {
                match never {}
            }
        }
    "#]]
    .assert_eq(&derived(WITH_THE_REST, &["From", ""]));
}

#[test]
fn it_shows_what_is_inside() {
    expect![[r##"
        #[automatically_derived]
        impl ::core::fmt::Display for ChatError {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                match self {
                    Self::Busy(it) => ::core::fmt::Display::fmt(it, f),
                    Self::Other(it) => ::core::fmt::Display::fmt(it, f),
                    Self::Config(it) => ::core::fmt::Display::fmt(it, f),
                    Self::EmptyPrompt { .. } => f.write_str("empty prompt"),
                }
            }
        }
        #[automatically_derived]
        impl ::core::error::Error for ChatError {
            fn source(&self) -> ::core::option::Option<&(dyn ::core::error::Error + 'static)> {
                use ::core::error::Error as _;
                match self {
                    Self::Busy(it) => it.source(),
                    Self::Other(it) => it.source(),
                    Self::Config(it) => it.source(),
                    _ => ::core::option::Option::None,
                }
            }
        }
    "##]]
    .assert_eq(&derived(WITH_THE_REST, &["Display", "Error"]));
}

#[test]
fn parameters_are_bound_by_what_is_shown() {
    expect![[r#"
        #[automatically_derived]
        impl<'a, T: Send> ::core::fmt::Display for ChatError<'a, T>
        where
            T: ::core::fmt::Display,
        {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                match self {
                    Self::Quota(it) => ::core::fmt::Display::fmt(it, f),
                    Self::Odd(it) => ::core::fmt::Display::fmt(it, f),
                    Self::Own { own: it } => ::core::fmt::Display::fmt(it, f),
                    Self::At(it) => ::core::fmt::Display::fmt(it, f),
                }
            }
        }
        #[automatically_derived]
        impl<'a, T: Send> ::core::error::Error for ChatError<'a, T>
        where
            Self: ::core::fmt::Debug + ::core::fmt::Display,
            T: ::core::error::Error + 'static,
        {
            fn source(&self) -> ::core::option::Option<&(dyn ::core::error::Error + 'static)> {
                use ::core::error::Error as _;
                match self {
                    Self::Quota(it) => it.source(),
                    Self::Odd(it) => it.source(),
                    Self::Own { own: it } => it.source(),
                    _ => ::core::option::Option::None,
                }
            }
        }
    "#]]
    .assert_eq(&derived(WITH_PARAMETERS, &["Display", "Error"]));
}
