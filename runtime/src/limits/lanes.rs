//! [`Lanes`]: what a client knows of its limits, and all of its calls share. What concerns one model
//! stands in a [`Lane`] of its own, because a service limits, and fails, by the model.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::line::Line;
use super::pacer::Seconds;

/// The most lanes of a client. A program that makes up names of models shall not fill its memory: for
/// one lane more, that goes which was not used for the longest time.
const MOST: usize = 512;

/// The lanes of a client by their keys.
#[derive(Debug, Default)]
pub(crate) struct Lanes {
    lanes: Mutex<HashMap<Arc<str>, Entry>>,
}

/// What a client knows of one model.
#[derive(Debug)]
pub(crate) struct Lane {
    key: Arc<str>,
    begun: Instant,
    line: Mutex<Line>,
}

#[derive(Debug)]
struct Entry {
    lane: Arc<Lane>,
    used: Instant,
}

impl Lanes {
    /// The lane of a request with this key, which is made if there is none.
    pub(crate) fn lane(&self, key: &str, now: Instant) -> Arc<Lane> {
        let mut lanes = self.lock();
        if let Some(entry) = lanes.get_mut(key) {
            entry.used = now;
            return Arc::clone(&entry.lane);
        }
        self.begin(&mut lanes, key, now)
    }

    #[cold]
    fn begin(&self, lanes: &mut HashMap<Arc<str>, Entry>, key: &str, now: Instant) -> Arc<Lane> {
        if lanes.len() >= MOST {
            forget_one(lanes);
        }
        let key: Arc<str> = key.into();
        let lane = Arc::new(Lane::new(&key, now));
        lanes.insert(key, Entry { lane: Arc::clone(&lane), used: now });
        lane
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Arc<str>, Entry>> {
        self.lanes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Forgets the lane that was not used for the longest time, rather one that no call holds.
fn forget_one(lanes: &mut HashMap<Arc<str>, Entry>) {
    let rank = |entry: &Entry| (Arc::strong_count(&entry.lane) > 1, entry.used);
    let oldest = lanes.iter().min_by_key(|(_, entry)| rank(entry));
    if let Some(oldest) = oldest.map(|(key, _)| Arc::clone(key)) {
        lanes.remove(&oldest);
    }
}

impl Lane {
    fn new(key: &Arc<str>, now: Instant) -> Self {
        Self { key: Arc::clone(key), begun: now, line: Mutex::default() }
    }

    pub(crate) fn line(&self) -> MutexGuard<'_, Line> {
        self.line.lock().unwrap_or_else(PoisonError::into_inner)
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
}
