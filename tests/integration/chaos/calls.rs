//! Calls under random faults, and what holds for every one of them.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use openai_call::{Error, ErrorKind, Site, Stopped};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::Instant;

use crate::chaos::policies::{NAMES, call};
use crate::chaos::server::{Failure, Request, Server};

const CALLS: usize = 100_000;

/// As many as run at the same time.
const CROWD: usize = 1_000;

/// A sleep of tokio's is rounded up to its next millisecond.
const TICK: Duration = Duration::from_millis(1);

/// A call that is over.
struct Call {
    name: &'static str,
    seed: u64,
    outcome: Result<usize, Error>,
    requests: Vec<Request>,
    took: Duration,
}

async fn run(name: &'static str, seed: u64, permits: Arc<Semaphore>) -> Call {
    let (server, other) = (Server::new(seed, &permits), Server::new(!seed, &permits));
    let begun = Instant::now();
    let outcome = call(name, &server, &other).await;
    Call { name, seed, outcome, requests: server.requests(), took: begun.elapsed() }
}

#[tokio::test(start_paused = true)]
async fn every_call_keeps_what_its_certificate_says() {
    let permits = Arc::new(Semaphore::new(CROWD));
    let (mut sites, mut seen) = (HashMap::new(), Seen::default());
    for first in (0..CALLS).step_by(CROWD) {
        let mut crowd = JoinSet::new();
        for index in first..first + CROWD {
            crowd.spawn(run(NAMES[index % NAMES.len()], index as u64, Arc::clone(&permits)));
        }
        let calls = crowd.join_all().await;
        assert_eq!(calls.len(), CROWD, "every call ends in one result");
        let own = calls.iter().filter_map(|call| {
            let site = call.outcome.as_ref().err()?.site()?;
            (site.name() == call.name).then_some((call.name, site))
        });
        sites.extend(own);
        for call in &calls {
            let Some(site) = sites.get(call.name) else { continue };
            call.check(site);
            seen.count(call);
        }
        assert_eq!(permits.available_permits(), CROWD, "a call is over and holds a connection");
    }
    seen.check();
}

impl Call {
    #[track_caller]
    fn check(&self, site: &Site) {
        let failures = self.broken(site);
        let Self { name, seed, outcome, requests, took } = self;
        assert!(
            failures.is_empty(),
            "{name} with seed {seed}: {failures:?}; {outcome:?} after {took:?}, {requests:#?}",
        );
    }

    /// What does not hold.
    fn broken(&self, site: &Site) -> Vec<&'static str> {
        let bounds = site.bounds();
        let ticks = TICK * (2 * bounds.requests() + 2);
        let rules = [
            ("a request at least", !self.requests.is_empty()),
            ("requests", self.requests.len() <= bounds.requests() as usize),
            ("paid", self.paid() <= bounds.paid() as usize),
            ("time", bounds.time().is_none_or(|most| self.took <= most + ticks)),
            ("deadline", site.policy().deadline().is_none_or(|most| self.took <= most + ticks)),
            ("sleep", self.pauses().sum::<Duration>() <= bounds.sleep() + ticks),
            ("permanent", self.repeats_only_what_may_succeed()),
            ("early", self.is_never_early()),
            ("outcome", self.is_explained()),
        ];
        rules.into_iter().filter(|(_, holds)| !holds).map(|(rule, _)| rule).collect()
    }

    fn paid(&self) -> usize {
        self.requests.iter().filter(|request| request.may_have_run()).count()
    }

    fn repairs(&self, failure: Failure) -> bool {
        let is_context = failure.kind == ErrorKind::ContextLength;
        is_context && matches!(self.name, "repaired" | "careful")
    }

    /// The pauses behind requests that ended by themselves.
    fn pauses(&self) -> impl Iterator<Item = Duration> {
        let pairs = self.requests.windows(2);
        pairs.filter_map(|pair| Some(pair[1].begun.duration_since(pair[0].ended?)))
    }

    fn repeats_only_what_may_succeed(&self) -> bool {
        let repeated = self.requests.split_last().map_or(&[][..], |(_, repeated)| repeated);
        repeated.iter().all(|request| {
            let Some(failure) = request.failure else { return request.ended.is_none() };
            failure.transient || self.repairs(failure)
        })
    }

    fn is_never_early(&self) -> bool {
        self.requests.windows(2).all(|pair| {
            let (Some(ended), Some(failure)) = (pair[0].ended, pair[0].failure) else {
                return true;
            };
            // What a repair sends is another request, and comes at once.
            let paused = pair[1].begun.duration_since(ended);
            self.repairs(failure) || paused >= failure.asked.unwrap_or_default()
        })
    }

    /// A success is that of the last request, or of what took its place; an error tells of every
    /// request, and why it was the last.
    fn is_explained(&self) -> bool {
        let asked = self.requests.len();
        let last = self.requests.last().and_then(|request| request.failure);
        match &self.outcome {
            Ok(0) => self.name == "replaced",
            Ok(number) => self.name == "replaced" || (*number == asked && last.is_none()),
            Err(error) if error.site().is_some_and(|it| it.name() != self.name) => {
                matches!(self.name, "nested" | "replaced")
            }
            Err(error) => {
                let stopped = match error.stopped() {
                    Some(Stopped::Permanent) => !error.is_transient(),
                    Some(Stopped::WaitTooLong) => error.retry_after().is_some(),
                    Some(Stopped::Nested) => self.name == "nested",
                    Some(Stopped::MayHaveRun) => self.name == "careful" && error.may_have_run(),
                    Some(_) => true,
                    None => false,
                };
                stopped && error.attempts().len() == asked
            }
        }
    }
}

/// That the faults were as many and as various as they should be.
#[derive(Default)]
struct Seen {
    calls: usize,
    successes: usize,
    repeated: usize,
    stopped: HashMap<Stopped, usize>,
    kinds: HashMap<ErrorKind, usize>,
}

impl Seen {
    fn count(&mut self, call: &Call) {
        self.calls += 1;
        self.successes += usize::from(call.outcome.is_ok());
        self.repeated += usize::from(call.requests.len() > 1);
        if let Err(error) = &call.outcome {
            *self.kinds.entry(error.kind()).or_default() += 1;
            if let Some(stopped) = error.stopped() {
                *self.stopped.entry(stopped).or_default() += 1;
            }
        }
    }

    fn check(&self) {
        assert!(self.calls > CALLS - CROWD, "{} calls were checked", self.calls);
        assert!(self.successes > CALLS / 10 && self.repeated > CALLS / 4, "{}", self.successes);
        let reasons = [
            Stopped::Permanent,
            Stopped::Attempts,
            Stopped::Deadline,
            Stopped::WaitTooLong,
            Stopped::Nested,
            Stopped::Declared,
            Stopped::MayHaveRun,
        ];
        assert_eq!(self.stopped.len(), reasons.len(), "{:?}", self.stopped);
        assert!(reasons.iter().all(|it| self.stopped.contains_key(it)), "{:?}", self.stopped);
        assert!(self.kinds.len() >= 12, "{:?}", self.kinds);
    }
}
