//! No sequence of failures takes a function beyond its worst case.

use std::cell::Cell;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use openai_call::{Bounds, Error, ErrorKind, openai_call};
use proptest::prelude::*;
use tokio::time::sleep;

use crate::support::{Script, TICK, error, ms, response};

/// What an attempt does: it takes a while, then fails.
#[derive(Clone, Debug)]
struct Failure {
    error: Error,
    takes: Duration,
}

/// A call in progress.
struct Run {
    script: Script,
    takes: Vec<Duration>,
    /// How many attempts have surely not run.
    refused: Cell<usize>,
}

impl Run {
    fn of(failures: &[Failure]) -> Self {
        let script = Script::of(failures.iter().map(|failure| failure.error.clone()));
        let takes = failures.iter().map(|failure| failure.takes).collect();
        Self { script, takes, refused: Cell::default() }
    }

    async fn attempt(&self) -> Result<(), Error> {
        let outcome = self.script.next();
        let takes = self.takes.get(self.script.asked() - 1).copied().unwrap_or_default();
        sleep(takes).await;
        let is_refused = outcome.as_ref().is_err_and(|error| !error.may_have_run());
        self.refused.set(self.refused.get() + usize::from(is_refused));
        outcome.map(drop)
    }

    /// A call to another service, which is no more reliable.
    async fn elsewhere(&self) -> Result<(), Error> {
        sleep(ms(2_000)).await;
        Err(error(ErrorKind::ServerError))
    }
}

type Calling<'run> = Pin<Box<dyn Future<Output = Result<(), Error>> + 'run>>;
type Call = for<'run> fn(&'run Run) -> Calling<'run>;

/// Functions of one body and many policies, whose code steps know `$run`.
macro_rules! functions {
    ($run:ident => $($name:ident: ($($keys:tt)*),)*) => {
        $(#[openai_call($($keys)*)]
        async fn $name($run: &Run) -> Result<(), Error> {
            $run.attempt().await
        })*

        const FUNCTIONS: &[(&str, Call)] =
            &[$((stringify!($name), |run| Box::pin($name(run)))),*];
    };
}

functions! { run =>
    bare: (),
    once: (retry = "none", timeout = 1s),
    narrow: (retry = "timeout | conflict", attempts = 5, backoff = 10ms..1s, timeout = 3s),
    connected: (retry = "connection", attempts = 4, backoff = fixed(500ms)),
    hurried: (attempts = 9, deadline = 10s, timeout = 4s, backoff = 100ms..200ms),
    exact: (retry = "none", backoff = 1ms..3ms, on_rate_limit = wait(up_to = 15ms)),
    waiting: (
        attempts = 5,
        on_rate_limit = [wait(up_to = 1s), wait(up_to = 20s, attempts = 2), fail],
        on_server_error = wait(attempts = 3),
    ),
    repaired: (
        attempts = 7,
        on_invalid_request = repair(attempts = 3, ()),
        on_timeout = [retry(attempts = 2, backoff = fixed(3s)), repair(attempts = 4, ())],
    ),
    grouped: (
        attempts = 40,
        timeout = 2s,
        on_transient = retry(attempts = 2, backoff = 1s..4s),
        on_conflict = fail,
        on_quota = repair(()),
    ),
    falling_back: (
        attempts = 3,
        deadline = 30s,
        on_rate_limit = [wait(up_to = 5s), fallback(run.elsewhere())],
        otherwise = [fallback(run.elsewhere()), fallback(run.elsewhere())],
        on_decode = fail,
    ),
    answering: (
        attempts = 8,
        on_no_output = retry(attempts = 3, backoff = 1s..4s),
        on_invalid_output = [retry(attempts = 2), repair(attempts = 4, ())],
        on_truncated = repair(attempts = 3, ()),
        on_refusal = fallback(run.elsewhere()),
    ),
    unsent: (replay = "unsent", attempts = 6, timeout = 3s, on_any = repair(attempts = 4, ())),
    unsent_by_default: (replay = "unsent", attempts = 5, backoff = 10ms..1s),
    cheap: (
        attempts = 8,
        retry = "none",
        on_rate_limit = wait(attempts = 5, up_to = 1s),
        on_connection = retry(attempts = 2),
        on_context_length = repair(attempts = 3, ()),
    ),
    answered: (
        attempts = 12,
        on_answer = repair(attempts = 3, ()),
        on_invalid_output = [retry(attempts = 2), repair(attempts = 4, ())],
        on_no_output = retry,
    ),
    recovering: (
        attempts = 6,
        on_rate_limit = [wait, retry(attempts = 3), recover(())],
        on_permanent = repair(attempts = 2, ()),
        on_decode = fail,
    ),
}

fn any_delay() -> impl Strategy<Value = Option<Duration>> {
    // Delays at the bounds of the steps, where the jitter on top is what matters.
    let bound = prop::sample::select(vec![15_000, 1_000_000, 20_000_000, 120_000_000]);
    let micros = prop_oneof![0..30_000_u64, 0..3_000_000_u64, 0..200_000_000_u64, bound];
    prop::option::of(micros.prop_map(Duration::from_micros))
}

fn error_of_a_kind() -> impl Strategy<Value = Error> {
    // The transient kinds more often, so that sequences have a length.
    let kind = prop_oneof![
        5 => prop::sample::select(&ErrorKind::ALL[..7]),
        2 => prop::sample::select(ErrorKind::ALL),
    ];
    (kind, any_delay(), prop::bool::ANY).prop_map(|(kind, asked, is_sent)| {
        let error = if is_sent { error(kind) } else { error(kind).unsent() };
        match asked {
            Some(delay) => error.with_retry_after(delay),
            None => error,
        }
    })
}

fn error_of_a_response() -> impl Strategy<Value = Error> {
    let status =
        prop::sample::select(&[400, 401, 402, 403, 404, 408, 409, 413, 422, 429, 500, 503]);
    let should_retry = prop::sample::select(&["true", "false", "perhaps"]);
    (status, should_retry, any_delay()).prop_map(|(status, should_retry, asked)| {
        let error = response(status, &[("x-should-retry", should_retry)], "");
        match asked {
            Some(delay) => error.with_retry_after(delay),
            None => error,
        }
    })
}

fn any_failure() -> impl Strategy<Value = Failure> {
    let error = prop_oneof![2 => error_of_a_kind(), 1 => error_of_a_response()];
    (error, 0..5_000_u64).prop_map(|(error, takes)| Failure { error, takes: ms(takes) })
}

/// The worst case that a function claims.
async fn claim(call: Call) -> Bounds {
    let run = Run::of(&[Failure { error: error(ErrorKind::Decode), takes: ms(0) }]);
    match call(&run).await {
        Err(failed) => *failed.site().expect("it is annotated").bounds(),
        Ok(()) => unreachable!("no key recovers from this kind"),
    }
}

async fn keeps_its_word(name: &str, call: Call, failures: &[Failure]) -> Result<(), TestCaseError> {
    let bounds = claim(call).await;
    let run = Run::of(failures);
    let outcome = call(&run).await;
    let (asked, elapsed) = (run.script.asked(), run.script.elapsed());

    prop_assert!(asked <= bounds.requests() as usize, "{name}: {asked} attempts; {bounds:?}");
    let paid = asked - run.refused.get();
    prop_assert!(paid <= bounds.paid() as usize, "{name}: {paid} to pay for; {bounds:?}");
    if let Err(failed) = &outcome {
        let told = failed.attempts().iter().filter(|attempt| attempt.may_have_run()).count();
        prop_assert!(told <= paid, "{name}: {told} told of {paid}; {bounds:?}");
        let waited = failed.attempts().waited();
        prop_assert!(waited <= bounds.sleep(), "{name} slept {waited:?}; {bounds:?}");
    }
    if let Some(time) = bounds.time() {
        // Every attempt and every sleep ends at a tick.
        let late = TICK * (2 * bounds.requests() + 2);
        prop_assert!(elapsed <= time + late, "{name} took {elapsed:?}; {bounds:?}");
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 1_000,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn every_function_keeps_its_word(failures in prop::collection::vec(any_failure(), 0..16)) {
        let mut paused = tokio::runtime::Builder::new_current_thread();
        let runtime = paused.enable_time().start_paused(true).build().expect("a runtime");
        for (name, call) in FUNCTIONS {
            runtime.block_on(keeps_its_word(name, *call, &failures))?;
        }
    }
}
