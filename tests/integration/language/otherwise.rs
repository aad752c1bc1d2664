//! `otherwise`: what every kind comes to that would fail.

use std::cell::Cell;

use openai_call::{Error, ErrorKind, Step, Stopped, openai_call};

use crate::support::{Script, error};

/// The kinds that are declared to fail below, and only those.
const STRICT: [ErrorKind; 2] = [ErrorKind::Authentication, ErrorKind::Conflict];

#[openai_call(
    attempts = 2,
    on_authentication = fail,
    on_conflict = [retry, fail],
    otherwise = recover(|error| (error.kind(), error.attempts().len())),
)]
async fn forgiving(script: &Script) -> Result<(ErrorKind, usize), Error> {
    script.next().map(|attempt| (ErrorKind::Decode, attempt))
}

#[tokio::test(start_paused = true)]
async fn every_kind_that_would_fail_is_taken_after_its_own_steps() {
    for kind in ErrorKind::ALL.iter().filter(|kind| !STRICT.contains(kind)) {
        let attempts = if kind.is_transient() { 2 } else { 1 };
        let script = Script::always(error(*kind));
        assert_eq!(forgiving(&script).await.unwrap(), (*kind, attempts));
        assert_eq!(script.asked(), attempts, "{kind}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_kind_that_is_declared_to_fail_fails() {
    for (kind, stopped) in STRICT.into_iter().zip([Stopped::Permanent, Stopped::Attempts]) {
        let failed = forgiving(&Script::always(error(kind))).await.unwrap_err();
        assert_eq!((failed.kind(), failed.stopped()), (kind, Some(stopped)));
    }
}

#[tokio::test(start_paused = true)]
async fn a_retry_that_helps_needs_nothing_else() {
    let script = Script::of([error(ErrorKind::Timeout)]);
    assert_eq!(forgiving(&script).await.unwrap(), (ErrorKind::Decode, 2));
}

#[tokio::test(start_paused = true)]
async fn its_code_runs_once() {
    #[openai_call(attempts = 3, otherwise = recover({ runs.set(runs.get() + 1); 0 }))]
    async fn counted(script: &Script, runs: &Cell<u32>) -> Result<usize, Error> {
        script.next()
    }

    let runs = Cell::new(0);
    counted(&Script::always(error(ErrorKind::Timeout)), &runs).await.unwrap();
    assert_eq!(runs.get(), 1);
    counted(&Script::of([error(ErrorKind::Timeout)]), &runs).await.unwrap();
    assert_eq!(runs.get(), 1, "a call that succeeds does not run it");
}

#[tokio::test(start_paused = true)]
async fn it_may_be_a_ladder_of_fallbacks_and_a_value() {
    #[openai_call(otherwise = [fallback(next(second)), fallback(next(third)), recover(99)])]
    async fn chain(first: &Script, second: &Script, third: &Script) -> Result<usize, Error> {
        first.next()
    }

    async fn next(script: &Script) -> Result<usize, Error> {
        script.next().map(|attempt| attempt * 10)
    }

    let (fine, broke) = (|| Script::of([]), || Script::of([error(ErrorKind::Quota)]));
    assert_eq!(chain(&fine(), &broke(), &broke()).await.unwrap(), 1);
    assert_eq!(chain(&broke(), &fine(), &broke()).await.unwrap(), 10);
    assert_eq!(chain(&broke(), &broke(), &fine()).await.unwrap(), 10);
    assert_eq!(chain(&broke(), &broke(), &broke()).await.unwrap(), 99);
}

#[tokio::test(start_paused = true)]
async fn it_comes_behind_the_fallbacks_of_a_kind() {
    #[openai_call(
        on_quota = fallback(next(second)),
        otherwise = recover(|error| error.attempts().failed()[0].kind().name().len()),
    )]
    async fn open(first: &Script, second: &Script) -> Result<usize, Error> {
        first.next()
    }

    async fn next(script: &Script) -> Result<usize, Error> {
        script.next().map(|attempt| attempt * 10)
    }

    let broke = || Script::of([error(ErrorKind::Quota)]);
    assert_eq!(open(&broke(), &Script::of([])).await.unwrap(), 10);
    let lost = Script::of([error(ErrorKind::NotFound)]);
    assert_eq!(open(&broke(), &lost).await.unwrap(), "quota".len());
}

#[tokio::test(start_paused = true)]
async fn a_fallback_that_fails_is_the_end_of_it() {
    #[openai_call(otherwise = fallback(next(second)))]
    async fn open(first: &Script, second: &Script) -> Result<usize, Error> {
        first.next()
    }

    async fn next(script: &Script) -> Result<usize, Error> {
        script.next()
    }

    let (broke, lost) = (Script::of([error(ErrorKind::Quota)]), error(ErrorKind::NotFound));
    let failed = open(&broke, &Script::of([lost])).await.unwrap_err();
    assert_eq!(failed.kind(), ErrorKind::NotFound);
}

#[tokio::test(start_paused = true)]
async fn the_policy_knows_what_kinds_without_a_ladder_come_to() {
    #[openai_call]
    async fn strict(script: &Script) -> Result<usize, Error> {
        script.next()
    }
    let failed = forgiving(&Script::always(error(ErrorKind::Conflict))).await.unwrap_err();
    let policy = failed.site().unwrap().policy();
    assert!(policy.ladder(ErrorKind::Quota).is_none());
    assert_eq!(policy.otherwise(), [Step::Recover]);
    assert!(policy.to_string().ends_with("\nevery other kind: recover"), "{policy}");
    let failed = strict(&Script::always(error(ErrorKind::Quota))).await.unwrap_err();
    assert_eq!(failed.site().unwrap().policy().otherwise(), []);
}
