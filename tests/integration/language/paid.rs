//! How many requests of a call can be paid for, against figures that were computed by hand.

use openai_call::{Error, ErrorKind, openai_call};

use crate::support::{Script, error};

/// The requests of a function with these keys, and how many of them can be paid for.
macro_rules! requests_of {
    ($($keys:tt)*) => {{
        #[openai_call($($keys)*)]
        async fn refused() -> Result<(), Error> {
            Err(error(ErrorKind::Quota))
        }
        let failed = refused().await.expect_err("no key is for this kind");
        let bounds = failed.site().expect("it is annotated").bounds();
        (bounds.requests(), bounds.paid())
    }};
}

#[tokio::test(start_paused = true)]
async fn each_request_that_may_have_run_counts() {
    assert_eq!(requests_of!(), (3, 3));
    assert_eq!(requests_of!(retry = "none"), (1, 1));
    assert_eq!(requests_of!(retry = "timeout", attempts = 7), (7, 7));
    assert_eq!(requests_of!(on_decode = retry(attempts = 2), retry = "none"), (2, 2));
}

#[tokio::test(start_paused = true)]
async fn what_was_refused_costs_nothing() {
    assert_eq!(requests_of!(retry = "rate_limit | conflict", attempts = 5), (5, 1));
    assert_eq!(requests_of!(retry = "none", on_context_length = repair(attempts = 4, ())), (4, 1));
    let both = requests_of!(
        retry = "none",
        attempts = 9,
        on_rate_limit = wait(attempts = 6),
        on_server_error = retry(attempts = 3),
    );
    assert_eq!(both, (8, 3));
}

#[tokio::test(start_paused = true)]
async fn with_unsent_there_is_one() {
    assert_eq!(requests_of!(replay = "unsent"), (3, 1));
    assert_eq!(requests_of!(replay = "any"), (3, 3));
}

/// The macros have a table of kinds of their own.
#[tokio::test(start_paused = true)]
async fn both_tables_agree_about_what_never_runs() {
    macro_rules! check {
        ($($key:ident: $kind:ident,)*) => {{
            $({
                #[openai_call(retry = "none", $key = repair(attempts = 3, ()))]
                async fn repaired(script: &Script) -> Result<usize, Error> {
                    script.next()
                }

                let kind = ErrorKind::$kind;
                assert_eq!(stringify!($key), format!("on_{kind}"));
                let failed = repaired(&Script::always(error(kind))).await.unwrap_err();
                let site = failed.site().unwrap();
                let may_run = |kind: &ErrorKind| error(*kind).may_have_run();
                let covered = site.policy().ladder(kind).unwrap().kinds();
                let expected = if covered.iter().any(may_run) { 3 } else { 1 };
                assert_eq!(site.bounds().paid(), expected, "{kind}");
            })*
            [$(ErrorKind::$kind),*]
        }};
    }
    let checked = check! {
        on_server_error: ServerError,
        on_timeout: Timeout,
        on_connection: Connection,
        on_rate_limit: RateLimit,
        on_service_unavailable: ServiceUnavailable,
        on_conflict: Conflict,
        on_stream_interrupted: StreamInterrupted,
        on_invalid_request: InvalidRequest,
        on_context_length: ContextLength,
        on_content_policy: ContentPolicy,
        on_request_too_large: RequestTooLarge,
        on_authentication: Authentication,
        on_permission: Permission,
        on_not_found: NotFound,
        on_unprocessable: Unprocessable,
        on_quota: Quota,
        on_decode: Decode,
        on_truncated: Truncated,
        on_refusal: Refusal,
        on_invalid_output: InvalidOutput,
        on_no_output: NoOutput,
    };
    assert_eq!(checked, ErrorKind::ALL);
}
