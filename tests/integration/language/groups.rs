//! Keys for several kinds at once, of which the narrowest wins.

use openai_call::{Error, ErrorKind, Stopped, openai_call};

use crate::support::{Script, error};

/// What `on_invalid_request` covers.
const INVALID: [ErrorKind; 4] = [
    ErrorKind::InvalidRequest,
    ErrorKind::ContextLength,
    ErrorKind::ContentPolicy,
    ErrorKind::RequestTooLarge,
];

#[openai_call(
    on_timeout = recover("timeout"),
    on_context_length = recover("context_length"),
    on_invalid_request = recover("invalid_request"),
    on_transient = recover("transient"),
    on_answer = recover("answer"),
    on_permanent = recover("permanent"),
)]
async fn grouped(script: &Script) -> Result<&'static str, Error> {
    script.next().map(|_| "fine")
}

#[openai_call(
    on_timeout = recover("timeout"),
    on_invalid_request = recover("invalid_request"),
    on_permanent = recover("permanent"),
    on_any = recover("any"),
)]
async fn wider(script: &Script) -> Result<&'static str, Error> {
    script.next().map(|_| "fine")
}

#[tokio::test(start_paused = true)]
async fn the_narrowest_key_wins() {
    for kind in ErrorKind::ALL {
        let expected = match kind {
            ErrorKind::Timeout => "timeout",
            ErrorKind::ContextLength => "context_length",
            kind if INVALID.contains(kind) => "invalid_request",
            kind if kind.is_transient() => "transient",
            kind if kind.is_answer() => "answer",
            _ => "permanent",
        };
        assert_eq!(grouped(&Script::always(error(*kind))).await.unwrap(), expected, "{kind}");
    }
}

#[tokio::test(start_paused = true)]
async fn any_takes_what_no_narrower_key_names() {
    for kind in ErrorKind::ALL {
        let expected = match kind {
            ErrorKind::Timeout => "timeout",
            kind if INVALID.contains(kind) => "invalid_request",
            kind if kind.is_transient() || kind.is_answer() => "any",
            _ => "permanent",
        };
        let script = Script::always(error(*kind));
        assert_eq!(wider(&script).await.unwrap(), expected, "{kind}");
        assert_eq!(script.asked(), 1, "the key wins over `retry`, which is the default: {kind}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_invalid_request_covers_the_narrower_kinds() {
    #[openai_call(on_invalid_request = recover(true))]
    async fn covering(script: &Script) -> Result<bool, Error> {
        script.next().map(|_| false)
    }

    for kind in ErrorKind::ALL.iter().filter(|kind| !kind.is_transient()) {
        let outcome = covering(&Script::always(error(*kind))).await;
        assert_eq!(outcome.is_ok(), INVALID.contains(kind), "{kind}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_group_counts_the_tries_of_each_of_its_kinds() {
    #[openai_call(attempts = 9, on_transient = retry(attempts = 2))]
    async fn once_each(script: &Script) -> Result<usize, Error> {
        script.next()
    }

    let script = Script::always(error(ErrorKind::Conflict));
    let failed = once_each(&script).await.unwrap_err();
    assert_eq!((failed.stopped(), script.asked()), (Some(Stopped::Attempts), 2));

    let transient = ErrorKind::ALL.iter().filter(|kind| kind.is_transient());
    let script = Script::of(transient.map(|kind| error(*kind)));
    assert_eq!(once_each(&script).await.unwrap(), 8);
}

#[tokio::test(start_paused = true)]
async fn a_group_may_say_that_its_kinds_fail() {
    #[openai_call(on_transient = fail, on_timeout = retry(attempts = 2))]
    async fn strict(script: &Script) -> Result<usize, Error> {
        script.next()
    }

    for kind in ErrorKind::ALL {
        let script = Script::always(error(*kind));
        let failed = strict(&script).await.unwrap_err();
        let (stopped, asked) = match kind {
            ErrorKind::Timeout => (Stopped::Attempts, 2),
            ErrorKind::InvalidOutput | ErrorKind::NoOutput => (Stopped::Declared, 1),
            kind if kind.is_transient() => (Stopped::Declared, 1),
            _ => (Stopped::Permanent, 1),
        };
        assert_eq!((failed.stopped(), script.asked()), (Some(stopped), asked), "{kind}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_repair_may_be_for_any_kind() {
    #[openai_call(attempts = 2, on_any = repair(model = "small"))]
    async fn smaller(script: &Script, mut model: &'static str) -> Result<&'static str, Error> {
        script.next().map(|_| model)
    }

    for kind in ErrorKind::ALL {
        assert_eq!(smaller(&Script::of([error(*kind)]), "large").await.unwrap(), "small", "{kind}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_a_group_leaves_open_comes_to_otherwise() {
    #[openai_call(
        attempts = 2,
        on_transient = retry,
        on_permanent = recover("permanent"),
        otherwise = recover("otherwise"),
    )]
    async fn open(script: &Script) -> Result<&'static str, Error> {
        script.next().map(|_| "fine")
    }

    for kind in ErrorKind::ALL {
        let is_left = kind.is_transient() || kind.is_answer();
        let expected = if is_left { "otherwise" } else { "permanent" };
        assert_eq!(open(&Script::always(error(*kind))).await.unwrap(), expected, "{kind}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_the_server_asks_to_repeat_keeps_the_steps_of_its_group() {
    let asked = crate::support::response(404, &[("x-should-retry", "true")], "");
    assert_eq!(grouped(&Script::of([asked])).await.unwrap(), "permanent");
}

/// The macros have a table of kinds of their own.
#[tokio::test(start_paused = true)]
async fn the_groups_have_every_kind_of_the_taxonomy() {
    #[openai_call(on_transient = fail, on_answer = fail, on_permanent = fail)]
    async fn declared(script: &Script) -> Result<usize, Error> {
        script.next()
    }

    let error = declared(&Script::always(error(ErrorKind::Quota))).await.unwrap_err();
    let ladders = error.site().unwrap().policy().ladders();
    let mut kinds: Vec<ErrorKind> =
        ladders.iter().flat_map(openai_call::Ladder::kinds).copied().collect();
    for ladder in ladders {
        let group = |kind: ErrorKind| (kind.is_transient(), kind.is_answer());
        let first = group(ladder.kinds()[0]);
        assert!(ladder.kinds().iter().all(|kind| group(*kind) == first));
    }
    kinds.sort_by_key(|kind| ErrorKind::ALL.iter().position(|it| it == kind));
    assert_eq!(kinds, ErrorKind::ALL);
}
