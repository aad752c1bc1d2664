//! What holds for every sequence of outcomes, whatever was declared.

use std::cell::RefCell;
use std::collections::HashMap;
use std::time::Duration;

use openai_call::{Error, ErrorKind, Stopped, openai_call};
use proptest::prelude::*;
use tokio::time::sleep;

use crate::support::{Script, TICK, ms};

/// What an attempt does: it takes a while, then fails.
#[derive(Clone, Debug)]
struct Failure {
    kind: ErrorKind,
    asked: Option<Duration>,
    takes: Duration,
}

impl Failure {
    fn error(&self) -> Error {
        let error = Error::new(self.kind, "random");
        match self.asked {
            Some(delay) => error.with_retry_after(delay),
            None => error,
        }
    }
}

/// A call in progress: the script, how long each attempt takes, and when those ended that were not
/// cut off.
struct Run {
    script: Script,
    takes: Vec<Duration>,
    ended: RefCell<HashMap<usize, Duration>>,
}

impl Run {
    fn of(failures: &[Failure]) -> Self {
        let script = Script::of(failures.iter().map(Failure::error));
        let takes = failures.iter().map(|failure| failure.takes).collect();
        Self { script, takes, ended: RefCell::default() }
    }

    async fn attempt(&self) -> Result<usize, Error> {
        let outcome = self.script.next();
        let index = self.script.asked() - 1;
        sleep(self.takes.get(index).copied().unwrap_or_default()).await;
        self.ended.borrow_mut().insert(index, self.script.elapsed());
        outcome
    }
}

#[openai_call]
async fn bare(run: &Run) -> Result<usize, Error> {
    run.attempt().await
}

#[openai_call(attempts = 6, timeout = 2s, deadline = 20s)]
async fn bounded(run: &Run) -> Result<usize, Error> {
    run.attempt().await
}

#[openai_call(
    attempts = 5,
    on_rate_limit = [wait(up_to = 1s), retry(attempts = 4, backoff = 10ms..20ms)],
    on_service_unavailable = [wait(up_to = 5s, attempts = 2), wait(up_to = 5min)],
)]
async fn laddered(run: &Run) -> Result<usize, Error> {
    run.attempt().await
}

#[openai_call(retry = "timeout | rate_limit", attempts = 4, backoff = fixed(1s), deadline = 3s)]
async fn narrow(run: &Run) -> Result<usize, Error> {
    run.attempt().await
}

#[openai_call(retry = "none", deadline = 1s)]
async fn once(run: &Run) -> Result<usize, Error> {
    run.attempt().await
}

#[openai_call(replay = "unsent", attempts = 6, timeout = 2s)]
async fn careful(run: &Run) -> Result<usize, Error> {
    run.attempt().await
}

async fn call(name: &str, run: &Run) -> Result<usize, Error> {
    match name {
        "bare" => bare(run).await,
        "bounded" => bounded(run).await,
        "laddered" => laddered(run).await,
        "narrow" => narrow(run).await,
        "careful" => careful(run).await,
        _ => once(run).await,
    }
}

/// Each function with the attempts and the milliseconds that it declares.
const FUNCTIONS: [(&str, usize, u64); 6] = [
    ("bare", 3, u64::MAX),
    ("bounded", 6, 20_000),
    ("laddered", 5, u64::MAX),
    ("narrow", 4, 3_000),
    ("careful", 6, u64::MAX),
    ("once", 1, 1_000),
];

fn any_failure() -> impl Strategy<Value = Failure> {
    // The transient kinds more often, so that sequences have a length.
    let kind = prop_oneof![
        5 => prop::sample::select(&ErrorKind::ALL[..7]),
        1 => prop::sample::select(ErrorKind::ALL),
    ];
    let delay = prop_oneof![0..3_000_u64, 0..200_000_u64]
        .prop_map(|micros| Duration::from_micros(micros * 1_000 + micros % 1_000));
    (kind, prop::option::of(delay), 0..3_000_u64).prop_map(|(kind, asked, takes)| Failure {
        kind,
        // A server that was not reached has asked for nothing.
        asked: asked.filter(|_| kind != ErrorKind::Connection),
        takes: ms(takes),
    })
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 1_000,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn every_policy_keeps_its_promises(failures in prop::collection::vec(any_failure(), 0..9)) {
        let mut paused = tokio::runtime::Builder::new_current_thread();
        let runtime = paused.enable_time().start_paused(true).build().expect("a runtime");
        for (name, attempts, deadline) in FUNCTIONS {
            runtime.block_on(async {
                let run = Run::of(&failures);
                let outcome = call(name, &run).await;
                keeps_its_promises(&run, &outcome, &failures, attempts, ms(deadline), name)
            })?;
        }
    }
}

fn keeps_its_promises(
    run: &Run,
    outcome: &Result<usize, Error>,
    failures: &[Failure],
    attempts: usize,
    deadline: Duration,
    name: &str,
) -> Result<(), TestCaseError> {
    let asked = run.script.asked();
    let times = run.script.times();
    prop_assert!((1..=attempts).contains(&asked), "{name} made {asked} attempts");
    prop_assert!(run.script.elapsed() <= deadline.saturating_add(TICK), "{name} is too late");
    for (index, failure) in failures.iter().enumerate().take(asked - 1) {
        // An attempt that was cut off is a timeout, whatever it would have come to.
        let ended = run.ended.borrow().get(&index).copied();
        let may_have_run = ended.is_none() || failure.error().may_have_run();
        prop_assert!(name != "careful" || !may_have_run, "{name} repeated {failure:?}");
        let Some(ended) = ended else { continue };
        prop_assert!(failure.kind.is_transient(), "{name} repeated a permanent {failure:?}");
        let paused = times[index + 1].saturating_sub(ended);
        prop_assert!(paused >= failure.asked.unwrap_or_default(), "{name} came after {paused:?}");
        prop_assert!(paused > Duration::ZERO, "{name} did not pause");
    }
    match outcome {
        Ok(number) => prop_assert_eq!((*number, asked), (failures.len() + 1, failures.len() + 1)),
        Err(error) => prop_assert!(is_explained(error, asked, attempts), "{name}: {error}"),
    }
    Ok(())
}

/// Whether the error tells of every attempt, and gives a reason that agrees with it.
fn is_explained(error: &Error, asked: usize, attempts: usize) -> bool {
    let reason = match error.stopped() {
        Some(Stopped::Permanent) => !error.is_transient(),
        Some(Stopped::Attempts) => asked > 1 && asked <= attempts,
        Some(Stopped::WaitTooLong) => error.retry_after().is_some(),
        Some(Stopped::Deadline) => error.site().is_some_and(|it| it.policy().deadline().is_some()),
        Some(Stopped::Declared) => {
            let may_differ = matches!(error.kind(), ErrorKind::InvalidOutput | ErrorKind::NoOutput);
            error.is_transient() || may_differ
        }
        Some(Stopped::MayHaveRun) => error.may_have_run() && asked < attempts,
        _ => false,
    };
    reason && error.attempts().len() == asked
}
