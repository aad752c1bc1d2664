//! [`Lanes`]: what a client knows of its limits, and all of its calls share. What concerns one model
//! stands in a [`Lane`] of its own, because a service limits, and fails, by the model.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::breaker::Breaker;
use super::budget::{Budget, RetryBudget};
use super::circuit::{Change, Circuit, Pass, Refusal, Sign};
use super::declared::Limits;
use super::health::{BreakerState, Health, LaneHealth};
use super::leases::Leases;
use super::line::Line;
use super::pacer::{Grant, Pacer, Seconds};
use super::permit::Permit;
use super::store::Store;
use crate::usage::{ClientUsage, Cost, Tallies, Tally, Usage};

/// The most lanes of a client. A program that makes up names of models shall not fill its memory: for
/// one lane more, that goes which was not used for the longest time.
const MOST: usize = 512;

/// The settings of a client that concern its limits.
#[derive(Clone, Debug, Default)]
pub(crate) struct Settings {
    pub(crate) retry_budget: RetryBudget,
    pub(crate) breaker: Breaker,
    pub(crate) limits: Limits,
    /// The most requests to one model that are under way at the same time.
    pub(crate) concurrency: Option<u32>,
    /// Patterns of models that share a limit, and the name of the group.
    pub(crate) groups: Vec<(Box<str>, Box<str>)>,
    /// Where clients agree that share the limits.
    pub(crate) store: Option<Arc<dyn Store>>,
    /// Who the client is to a store: a random number.
    pub(crate) client: u64,
    /// The base URL.
    pub(crate) server: Box<str>,
}

/// The lanes of a client by their keys. There are few, so that to compare them costs less than a hash.
#[derive(Debug)]
pub(crate) struct Lanes {
    shared: Arc<Shared>,
    lanes: Mutex<BTreeMap<Arc<str>, Entry>>,
}

/// What all lanes have in common.
#[derive(Debug)]
struct Shared {
    budget: Budget,
    tallies: Tallies,
    settings: Settings,
}

/// What a client knows of one model.
#[derive(Debug)]
pub(crate) struct Lane {
    key: Arc<str>,
    /// What is used in it; `None` if it has several models.
    tally: Option<Arc<Tally>>,
    shared: Arc<Shared>,
    circuit: Mutex<Circuit>,
    begun: Instant,
    line: Mutex<Line>,
}

#[derive(Debug)]
struct Entry {
    lane: Arc<Lane>,
    used: Instant,
}

impl Lanes {
    pub(crate) fn new(settings: Settings) -> Self {
        let tallies = Tallies::new(settings.server.clone());
        let shared = Shared { budget: Budget::of(settings.retry_budget), tallies, settings };
        Self { shared: Arc::new(shared), lanes: Mutex::default() }
    }

    /// The lane of a request with this key, which is made if there is none.
    pub(crate) fn lane(&self, key: &str, now: Instant) -> Arc<Lane> {
        let key = self.shared.group(key);
        let mut lanes = self.lock();
        if let Some(entry) = lanes.get_mut(key) {
            entry.used = now;
            return Arc::clone(&entry.lane);
        }
        self.begin(&mut lanes, key, now)
    }

    #[cold]
    fn begin(&self, lanes: &mut BTreeMap<Arc<str>, Entry>, key: &str, now: Instant) -> Arc<Lane> {
        if lanes.len() >= MOST {
            forget_one(lanes);
        }
        let key: Arc<str> = key.into();
        let lane = Arc::new(Lane::new(&key, &self.shared, now));
        lanes.insert(key, Entry { lane: Arc::clone(&lane), used: now });
        lane
    }

    /// The state of all lanes, sorted by their keys.
    pub(crate) fn health(&self, now: Instant) -> Health {
        let lanes: Vec<_> = self.lock().values().map(|entry| Arc::clone(&entry.lane)).collect();
        let lanes = lanes.iter().map(|lane| lane.health(now)).collect();
        let budget = &self.shared.budget;
        Health { lanes, retries_left: budget.left(), most_retries: budget.most() }
    }

    /// What has been used, for each model.
    pub(crate) fn usage(&self) -> ClientUsage {
        self.shared.tallies.usage()
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<Arc<str>, Entry>> {
        self.lanes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Forgets the lane that was not used for the longest time, rather one that no call holds.
fn forget_one(lanes: &mut BTreeMap<Arc<str>, Entry>) {
    let rank = |entry: &Entry| (Arc::strong_count(&entry.lane) > 1, entry.used);
    let oldest = lanes.iter().min_by_key(|(_, entry)| rank(entry));
    if let Some(oldest) = oldest.map(|(key, _)| Arc::clone(key)) {
        lanes.remove(&oldest);
    }
}

impl Shared {
    /// The group that a model belongs to, by the first pattern that fits; else the model itself.
    fn group<'a>(&'a self, model: &'a str) -> &'a str {
        let group = self.settings.groups.iter().find(|(pattern, _)| fits(pattern, model));
        group.map_or(model, |(_, group)| group)
    }

    fn line(&self) -> Line {
        let limit = |limit: Option<u32>| limit.map(|limit| f64::from(limit.max(1)));
        let Settings { limits, concurrency, store, client, .. } = &self.settings;
        let Limits { requests, tokens, is_unlimited } = *limits;
        let pacer = match (is_unlimited, requests, tokens) {
            (false, None, None) => Pacer::default(),
            (true, ..) => Pacer::unlimited(),
            _ => Pacer::declared(limit(requests), limit(tokens)),
        };
        let leases = store.clone().map(|store| Leases::new(store, *client));
        Line::new(pacer, *concurrency, leases)
    }
}

/// Whether a model fits a pattern, in which `*` stands for any text. Each part is taken where it comes first,
/// because who names the model may want the search to take long.
pub(super) fn fits(pattern: &str, model: &str) -> bool {
    let Some((start, rest)) = pattern.split_once('*') else { return pattern == model };
    let (middle, end) = rest.rsplit_once('*').unwrap_or(("", rest));
    let left = model.strip_prefix(start).and_then(|model| model.strip_suffix(end));
    let behind = |text: &str, part: &str| text.find(part).map(|at| at + part.len());
    let left = left.and_then(|text| {
        middle.split('*').try_fold(text, |text, part| Some(&text[behind(text, part)?..]))
    });
    left.is_some()
}

impl Lane {
    fn new(key: &Arc<str>, shared: &Arc<Shared>, now: Instant) -> Self {
        let is_group = shared.settings.groups.iter().any(|(_, group)| **group == **key);
        Self {
            key: Arc::clone(key),
            tally: (!is_group).then(|| shared.tallies.of(key)),
            shared: Arc::clone(shared),
            circuit: Mutex::default(),
            begun: now,
            line: Mutex::new(shared.line()),
        }
    }

    pub(crate) fn line(&self) -> MutexGuard<'_, Line> {
        self.line.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn begun(&self) -> Instant {
        self.begun
    }

    /// A time as the line counts it.
    pub(crate) fn seconds(&self, at: Instant) -> Seconds {
        at.saturating_duration_since(self.begun).as_secs_f64()
    }

    /// The time that the line names; rounded up, so that it is never too early.
    pub(crate) fn instant(&self, at: Seconds) -> Option<Instant> {
        let since = Duration::try_from_secs_f64(at.max(0.0)).ok()?;
        self.begun.checked_add(since + Duration::from_nanos(1))
    }

    /// The name of the model, or of what else the requests have in common.
    pub(crate) fn key(&self) -> &str {
        &self.key
    }

    /// Whether anything is ever held back because of a limit.
    pub(crate) fn is_paced(&self) -> bool {
        !self.shared.settings.limits.is_unlimited
    }

    /// Adds what an attempt has used; `None` if nobody has counted it. In a lane of several models,
    /// `model` says which. Returns what it has cost.
    pub(crate) fn add(
        &self,
        usage: Option<Usage>,
        model: impl FnOnce() -> Option<String>,
    ) -> Option<Cost> {
        let tallies = &self.shared.tallies;
        match &self.tally {
            Some(tally) => tallies.add(tally, usage),
            None => tallies.add(&tallies.of(model().as_deref().unwrap_or(&self.key)), usage),
        }
    }

    /// The retries that the client has left.
    pub(crate) fn budget(&self) -> &Budget {
        &self.shared.budget
    }

    /// Allows a request, unless the breaker is open. `at` gives the time and a number in `0.0..1.0`.
    pub(crate) fn admit(
        self: Arc<Self>,
        grant: Grant,
        at: impl FnOnce() -> (Instant, f64),
    ) -> Result<Permit, (Refusal, Arc<Self>)> {
        let admitted = self.circuit().admit(&self.shared.settings.breaker, at);
        match admitted {
            Ok(pass) => Ok(Permit::new(self, pass, grant)),
            Err(refusal) => {
                self.line().returned(&grant);
                self.line().ended();
                Err((refusal, self))
            }
        }
    }

    /// How the breaker is open, unless it would let a probe through.
    pub(crate) fn refusal(&self, now: Instant) -> Option<Refusal> {
        self.circuit().refusal(now).filter(|refusal| !refusal.left.is_zero())
    }

    /// Notes what has become of a request.
    pub(super) fn settle(
        &self,
        pass: Pass,
        sign: Sign,
        at: impl FnOnce() -> (Instant, f64),
    ) -> Option<Change> {
        self.circuit().settle(&self.shared.settings.breaker, pass, sign, at)
    }

    fn health(&self, now: Instant) -> LaneHealth {
        let circuit = self.circuit();
        let breaker = circuit.refusal(now).map_or(BreakerState::Closed, |open| {
            if open.is_probing {
                BreakerState::HalfOpen { since: open.since }
            } else {
                BreakerState::Open { since: open.since, left: open.left }
            }
        });
        let line = self.line();
        let [requests, tokens] = line.limits();
        let held = line.floor() - self.seconds(now);
        LaneHealth {
            name: self.key().to_owned(),
            breaker,
            failures: circuit.failures(),
            waiting: line.len(),
            requests,
            tokens,
            held: Duration::try_from_secs_f64(held).ok().filter(|held| !held.is_zero()),
            store: line.store(self.seconds(now)),
        }
    }

    fn circuit(&self) -> MutexGuard<'_, Circuit> {
        self.circuit.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
