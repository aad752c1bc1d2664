//! [`Tallies`]: what the attempts of a client have used, for each model.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::Usage;
use super::client_usage::{ClientUsage, ModelUsage};
use super::cost::Cost;

/// The most models that are kept apart. A program that makes up names shall not fill its memory: what
/// others use is counted together.
const MOST: usize = 512;

/// The name of what is counted together.
const OTHERS: &str = "others";

#[derive(Debug, Default)]
pub(crate) struct Tallies {
    /// The base URL, by which prices are found.
    #[cfg_attr(not(feature = "prices"), expect(dead_code, reason = "only prices read it"))]
    server: Box<str>,
    models: Mutex<BTreeMap<Arc<str>, Arc<Tally>>>,
}

/// What has been used of one model.
#[derive(Debug)]
pub(crate) struct Tally {
    model: Arc<str>,
    sums: Mutex<Sums>,
}

#[derive(Clone, Debug, Default)]
struct Sums {
    usage: Usage,
    counted: u64,
    uncounted: u64,
    cost: Cost,
}

impl Tallies {
    pub(crate) fn new(server: Box<str>) -> Self {
        Self { server, models: Mutex::default() }
    }

    /// That of a model, which is made if there is none.
    pub(crate) fn of(&self, model: &str) -> Arc<Tally> {
        let mut models = self.models();
        let model = if models.len() < MOST || models.contains_key(model) { model } else { OTHERS };
        if let Some(tally) = models.get(model) {
            return Arc::clone(tally);
        }
        let model: Arc<str> = model.into();
        let tally = Arc::new(Tally { model: Arc::clone(&model), sums: Mutex::default() });
        models.insert(model, Arc::clone(&tally));
        tally
    }

    /// Adds what an attempt has used; `None` if nobody has counted it. Returns what that has cost.
    pub(crate) fn add(&self, tally: &Tally, usage: Option<Usage>) -> Option<Cost> {
        #[cfg(feature = "prices")]
        let cost = usage.map(|usage| Cost::at(&self.server, &tally.model, usage));
        #[cfg(not(feature = "prices"))]
        let cost: Option<Cost> = None;
        let mut sums = tally.sums();
        match usage {
            Some(usage) => {
                sums.usage = sums.usage.plus(usage).without_tier();
                sums.counted += 1;
            }
            None => sums.uncounted += 1,
        }
        if let Some(cost) = &cost {
            sums.cost.add(cost);
        }
        cost
    }

    /// What has been used so far, sorted by the models.
    pub(crate) fn usage(&self) -> ClientUsage {
        let used = |tally: &Arc<Tally>| {
            let Sums { usage, counted, uncounted, cost } = tally.sums().clone();
            ModelUsage { model: Arc::clone(&tally.model), usage, counted, uncounted, cost }
        };
        let models = self.models().values().map(used).filter(ModelUsage::is_any).collect();
        ClientUsage { models }
    }

    fn models(&self) -> MutexGuard<'_, BTreeMap<Arc<str>, Arc<Tally>>> {
        self.models.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Tally {
    fn sums(&self) -> MutexGuard<'_, Sums> {
        self.sums.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
