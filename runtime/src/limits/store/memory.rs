//! [`MemoryStore`]: the store of clients in one process.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::{Lease, Leasing, Store, Wish};

/// A client that has not asked for this long no longer shares a limit.
const GONE: Duration = Duration::from_secs(10);

/// How far ahead times are leased; what lies further has to be asked for again, shortly before.
const AHEAD: Duration = Duration::from_secs(4);
const SHORTLY: Duration = Duration::from_secs(2);

/// A time that was free a moment ago is leased all the same, so that none is lost to the way of a lease.
const LATE: Duration = Duration::from_millis(50);

/// A lease is for a quarter of a second, or at least for four requests.
const SHARE: Duration = Duration::from_millis(250);
const LEAST: u32 = 4;

/// A [`Store`] for clients in one process that have different settings, such as keys of the same
/// organization, but one limit. The calls of one client need none.
///
/// ```
/// use std::sync::Arc;
///
/// use openai_call::{Client, MemoryStore, Store};
///
/// # fn main() -> Result<(), openai_call::Error> {
/// let store: Arc<dyn Store> = Arc::new(MemoryStore::default());
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
    /// The next free time of the limit on requests, and of that on tokens.
    free: [Instant; 2],
    /// Before it nothing is sent.
    held: Instant,
    /// When each client has asked last.
    clients: HashMap<u64, Instant>,
}

impl Store for MemoryStore {
    fn lease(&self, wish: Wish) -> Leasing<'_> {
        let now = Instant::now();
        let mut limits = self.limits.lock().unwrap_or_else(PoisonError::into_inner);
        let limit = limits.entry(wish.limit.clone()).or_insert_with(|| Limit::new(now));
        let lease = limit.lease(now, &wish);
        Box::pin(std::future::ready(Ok(lease)))
    }
}

impl Limit {
    fn new(now: Instant) -> Self {
        Self { free: [now; 2], held: now, clients: HashMap::new() }
    }

    fn lease(&mut self, now: Instant, wish: &Wish) -> Lease {
        let clients = self.count(now, wish.client);
        if let Some(hold) = wish.hold {
            self.held = self.held.max(now + hold);
            self.free = self.free.map(|free| free.max(self.held));
        }
        let late = now.checked_sub(LATE).unwrap_or(now);
        let start = self.free.into_iter().fold(now.max(self.held), |start, free| {
            start.max(if free < late { late } else { free })
        });
        let wait = start.saturating_duration_since(now);
        if wait > AHEAD {
            return Lease {
                times: 0,
                start: wait.saturating_sub(SHORTLY),
                step: Duration::ZERO,
                clients,
            };
        }
        let step = wish.spacing[0].max(wish.spacing[1]);
        let times = wish.times.min(share(step, clients)).max(1);
        for (free, spacing) in self.free.iter_mut().zip(wish.spacing) {
            // The limit that binds is taken up to the last time; of the other one less is used.
            let from = if spacing == step { start } else { (*free).max(late) };
            *free = from + spacing * times;
        }
        Lease { times, start: wait, step, clients }
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
    let own = step.as_secs_f64() * f64::from(clients);
    let times = Duration::from_secs_f64((SHARE.as_secs_f64() / own.max(1e-9)).ceil()).as_secs();
    u32::try_from(times).unwrap_or(u32::MAX).max(LEAST)
}
