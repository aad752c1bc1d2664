//! [`Leases`]: the send times that a line has leased from a [`Store`], and what it does without one.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use super::pacer::Seconds;
use super::store::{Lease, Store, Wish};

/// How long a store that does not answer is left alone, in seconds.
const AWAY: Seconds = 1.0;

/// How much too early a request may be, in seconds.
const TOLERANCE: Seconds = 0.01;

/// The most times that are asked for: who has more waiting asks again.
const MOST: u32 = 10_000;

#[derive(Debug)]
pub(super) struct Leases {
    store: Arc<dyn Store>,
    client: u64,
    times: VecDeque<Seconds>,
    /// When a lease is asked for at the earliest.
    asks_at: Seconds,
    /// How many clients share the limit, as far as is known.
    clients: u32,
    /// Whether the store has not answered: then the line goes on by itself, on its share.
    is_away: bool,
    /// When the next request is due by that share.
    due: Seconds,
    /// Until when the server wants nothing to be sent, if the store has not been told.
    held: Option<Seconds>,
}

/// When the next request may go.
pub(super) enum Next {
    At(Seconds),
    /// Once there is a lease.
    Leased,
}

impl Leases {
    pub(super) fn new(store: Arc<dyn Store>, client: u64) -> Self {
        Self {
            store,
            client,
            times: VecDeque::new(),
            asks_at: f64::MIN,
            clients: 1,
            is_away: false,
            due: f64::MIN,
            held: None,
        }
    }

    pub(super) fn store(&self) -> Arc<dyn Store> {
        Arc::clone(&self.store)
    }

    pub(super) fn next(&self, now: Seconds) -> Next {
        match self.times.front() {
            Some(time) => Next::At(time.max(now)),
            None if now >= self.asks_at => Next::Leased,
            None if self.is_away => Next::At(self.due.max(now)),
            None => Next::At(self.asks_at),
        }
    }

    /// A request is let go. Alone it takes as long as the clients are many.
    pub(super) fn take(&mut self, now: Seconds, spacing: Seconds) {
        if self.times.pop_front().is_none() {
            self.due = self.due.max(now - TOLERANCE) + spacing * f64::from(self.clients);
        }
    }

    /// The server wants nothing to be sent until then.
    pub(super) fn hold(&mut self, until: Seconds) {
        self.held = Some(self.held.map_or(until, |held| held.max(until)));
        self.times.retain(|time| *time >= until);
    }

    pub(super) fn wish(
        &mut self,
        now: Seconds,
        limit: &str,
        times: usize,
        spacing: [Seconds; 2],
    ) -> Wish {
        // Until it is answered, nobody else asks.
        self.asks_at = now + AWAY;
        let duration = |seconds: Seconds| Duration::try_from_secs_f64(seconds).unwrap_or_default();
        Wish {
            limit: limit.to_owned(),
            client: self.client,
            times: u32::try_from(times).unwrap_or(MOST).clamp(1, MOST),
            spacing: spacing.map(duration),
            hold: self.held.take().map(|until| duration((until - now).max(0.0))),
        }
    }

    /// Takes what a store has leased; `None` if it has not answered.
    pub(super) fn leased(&mut self, now: Seconds, lease: Option<Lease>) {
        self.is_away = lease.is_none();
        let Some(lease) = lease else {
            self.asks_at = now + AWAY;
            return;
        };
        self.clients = lease.clients.max(1);
        let (start, step) = (now + lease.start.as_secs_f64(), lease.step.as_secs_f64());
        self.asks_at = if lease.times == 0 { start } else { now };
        self.times.extend((0..lease.times).map(|n| start + step * f64::from(n)));
    }
}
