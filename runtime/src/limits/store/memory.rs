//! [`MemoryStore`]: the store of clients in one process.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::{GONE, LONGEST, Lease, Leasing, Store, Wish};

/// How far ahead times are leased; what lies further has to be asked for again, shortly before.
const AHEAD: Duration = Duration::from_secs(4);

/// A lease is for a quarter of a second, or at least for four requests, unless they reach too far ahead.
const SHARE: Duration = Duration::from_millis(250);
const LEAST: u32 = 4;

/// What a refusal multiplies the part of the limit by that is used, and the least that is left of it. One that
/// moves the end of a hold by less belongs to the refusal before it.
const BRAKE: f64 = 0.985;
const LEAST_PART: f64 = 0.1;
const SAME: Duration = Duration::from_millis(200);

/// What refusals have said of a limit counts no more after so long without a lease.
const FORGOTTEN: Duration = Duration::from_secs(120);

/// What that part is multiplied by after so many times without a refusal.
const GROWTH: f64 = 1.01;
const CLEAN: u32 = 400;

/// A [`Store`] for clients in one process that have different settings, such as keys of the same
/// organization, but one limit. The calls of one client need none.
///
/// ```
/// use std::sync::Arc;
///
/// use openai_call::Client;
/// use openai_call::store::{MemoryStore, Store};
///
/// # fn main() -> Result<(), openai_call::Error> {
/// let store: Arc<dyn Store> = MemoryStore::default().into();
/// let with_key = |key: &str| Client::builder().api_key(key).store(store.clone()).build();
/// let (one, another) = (with_key("0123456789abcdef")?, with_key("fedcba9876543210")?);
/// # let _ = (one, another);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Default)]
pub struct MemoryStore {
    limits: Mutex<HashMap<String, Limit>>,
}

#[derive(Debug)]
struct Limit {
    /// The next time that is free.
    free: Instant,
    /// Before it nothing is sent.
    held: Instant,
    /// The part of the limit that is used, and how many times were leased without a refusal since it changed.
    factor: f64,
    clean: u32,
    /// When it was asked for last, and by each client.
    asked: Instant,
    clients: HashMap<u64, Instant>,
}

impl Store for MemoryStore {
    fn lease(&self, wish: Wish) -> Leasing<'_> {
        let now = Instant::now();
        let mut limits = self.limits.lock().unwrap_or_else(PoisonError::into_inner);
        if !limits.contains_key(&wish.limit) {
            // A program that makes up names of models shall not fill its memory.
            limits.retain(|_, limit| !limit.is_forgotten(now));
        }
        let limit = limits.entry(wish.limit.clone()).or_insert_with(|| Limit::new(now));
        let lease = limit.lease(now, &wish);
        Box::pin(std::future::ready(Ok(lease)))
    }
}

impl From<MemoryStore> for Arc<dyn Store> {
    fn from(store: MemoryStore) -> Self {
        Arc::new(store)
    }
}

impl Limit {
    fn new(now: Instant) -> Self {
        Self { free: now, held: now, factor: 1.0, clean: 0, asked: now, clients: HashMap::new() }
    }

    fn is_forgotten(&self, now: Instant) -> bool {
        self.free.max(self.held).max(self.asked) + FORGOTTEN < now
    }

    fn lease(&mut self, now: Instant, wish: &Wish) -> Lease {
        if now > self.asked + FORGOTTEN {
            self.factor = 1.0;
        }
        self.asked = now;
        let clients = self.count(now, wish.client);
        if let Some(hold) = wish.hold {
            self.hold(now + hold.min(LONGEST));
        }
        let spacing = wish.spacing[0].max(wish.spacing[1]).min(LONGEST);
        let step = spacing.div_f64(self.factor);
        let start = self.free.max(now);
        let wait = start - now;
        if wait > AHEAD {
            return Lease { times: 0, start: wait.saturating_sub(AHEAD / 2), step, clients };
        }
        let times = wish.times.min(share(step, clients)).max(1);
        self.free = start + step * times;
        self.clean += times;
        if self.clean >= CLEAN {
            (self.factor, self.clean) = ((GROWTH * self.factor).min(1.0), 0);
        }
        Lease { times, start: wait, step, clients }
    }

    /// The server wants nothing to be sent until then.
    fn hold(&mut self, until: Instant) {
        if until > self.held + SAME {
            (self.factor, self.clean) = ((BRAKE * self.factor).max(LEAST_PART), 0);
        }
        self.held = self.held.max(until);
        self.free = self.free.max(self.held);
    }

    /// Counts the clients that share the limit.
    fn count(&mut self, now: Instant, client: u64) -> u32 {
        self.clients.insert(client, now);
        self.clients.retain(|_, asked| now.saturating_duration_since(*asked) < GONE);
        u32::try_from(self.clients.len()).unwrap_or(u32::MAX)
    }
}

/// How many times a client gets at once.
fn share(step: Duration, clients: u32) -> u32 {
    let step = step.as_nanos().max(1);
    let least = (AHEAD.as_nanos() / step).min(LEAST.into());
    let share = SHARE.as_nanos().div_ceil(step * u128::from(clients.max(1)));
    u32::try_from(share.max(least)).unwrap_or(u32::MAX)
}
