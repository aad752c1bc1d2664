//! [`Leases`]: the send times that a line has leased from a [`Store`], and what it does without one.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use super::pacer::Seconds;
use super::store::{GONE, LEASE_TIMEOUT, Lease, Store, Wish};

/// How long a store that does not answer is left alone, in seconds.
const AWAY: Seconds = 1.0;

/// How much too early a request may be that goes by its share, in seconds: the line has stood still while it
/// asked the store once more.
const TOLERANCE: Seconds = 0.06;

/// A time that nobody has used for this long, in seconds, is left unused: as many calls as could use it
/// later would be more than the server expects then.
const STALE: Seconds = 0.25;

/// The longest time in seconds until a store is asked again that has leased nothing: what it has heard may
/// have been wrong.
const LONGEST_PAUSE: Seconds = 5.0;

/// The most times that are asked for: who has more waiting asks again.
const MOST: u32 = 10_000;

#[derive(Debug)]
pub(super) struct Leases {
    store: Arc<dyn Store>,
    client: u64,
    times: VecDeque<Seconds>,
    /// When a lease is asked for at the earliest.
    asks_at: Seconds,
    /// Since when it is asked for one, and how long it has asked in vain before.
    asked: Option<Seconds>,
    in_vain: Seconds,
    /// How many clients share the limit, as far as is known, and until when there may be as many.
    clients: u32,
    counted: Seconds,
    /// If the store has not answered: then the line goes on by itself, on its share.
    away: Option<Away>,
    /// When the next request is due by that share, if it comes to that.
    due: Seconds,
    /// Until when the server wants nothing to be sent, if the store has not been told, and what it is told.
    held: Option<Seconds>,
    telling: Option<Seconds>,
}

/// A store that does not answer.
#[derive(Clone, Debug)]
pub(super) struct Away {
    pub(super) since: Seconds,
    pub(super) error: String,
}

/// When the next request may go.
pub(super) enum Next {
    At(Seconds),
    /// Once there is a lease.
    Leased,
}

/// What a store has come to do.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Reach {
    /// It no longer answers: the line goes on by itself, on a share of the limit for so many clients.
    Away { error: String, clients: u32 },
    /// It answers again, after this many seconds.
    Back { after: Seconds },
}

impl Leases {
    pub(super) fn new(store: Arc<dyn Store>, client: u64) -> Self {
        Self {
            store,
            client,
            times: VecDeque::new(),
            asks_at: f64::MIN,
            asked: None,
            in_vain: 0.0,
            clients: 1,
            counted: f64::MIN,
            away: None,
            due: f64::MIN,
            held: None,
            telling: None,
        }
    }

    pub(super) fn store(&self) -> Arc<dyn Store> {
        Arc::clone(&self.store)
    }

    pub(super) fn clients(&self) -> u32 {
        self.clients
    }

    pub(super) fn away(&self) -> Option<&Away> {
        self.away.as_ref()
    }

    pub(super) fn next(&mut self, now: Seconds) -> Next {
        self.forget_stale(now);
        match self.times.front() {
            Some(time) => Next::At(time.max(now)),
            None if self.asked.is_none() && now >= self.asks_at => Next::Leased,
            None if self.away.is_some() => Next::At(self.due.max(now)),
            // Who asks wakes the line.
            None if self.asked.is_some() => Next::At(now + AWAY),
            None => Next::At(self.asks_at),
        }
    }

    fn forget_stale(&mut self, now: Seconds) {
        while self.times.front().is_some_and(|time| *time < now - STALE) {
            self.times.pop_front();
        }
    }

    /// A request is let go. Alone it takes as long as the clients are many.
    pub(super) fn take(&mut self, now: Seconds, spacing: Seconds) {
        self.forget_stale(now);
        if self.times.pop_front().is_none() {
            self.due = self.due.max(now - TOLERANCE) + spacing * f64::from(self.clients);
        }
    }

    /// The server wants nothing to be sent until then.
    pub(super) fn hold(&mut self, until: Seconds) {
        self.held = Some(self.held.map_or(until, |held| held.max(until)));
        self.times.retain(|time| *time >= until);
    }

    /// What the store is asked for, and how many seconds it has for its answer.
    pub(super) fn wish(
        &mut self,
        now: Seconds,
        limit: &str,
        times: usize,
        spacing: [Seconds; 2],
    ) -> (Wish, Seconds) {
        self.asked = Some(now);
        self.held = self.held.filter(|held| *held > now);
        self.telling = self.held;
        let duration = |seconds: Seconds| Duration::try_from_secs_f64(seconds).unwrap_or_default();
        let wish = Wish {
            limit: limit.to_owned(),
            client: self.client,
            times: u32::try_from(times).unwrap_or(MOST).clamp(1, MOST),
            spacing: spacing.map(duration),
            hold: self.held.map(|until| duration(until - now)),
        };
        (wish, (LEASE_TIMEOUT.as_secs_f64() - self.in_vain).max(0.0))
    }

    /// Who has asked is gone before there was an answer: the next one asks, and waits for what is left of the
    /// time.
    pub(super) fn unasked(&mut self, now: Seconds) {
        self.in_vain += self.asked.take().map_or(0.0, |asked| now - asked);
    }

    /// Takes what a store has leased, or why it has not.
    pub(super) fn leased(&mut self, now: Seconds, lease: Result<Lease, String>) -> Option<Reach> {
        (self.asked, self.in_vain) = (None, 0.0);
        let lease = match lease {
            Ok(lease) => lease,
            Err(error) => return self.left(now, error),
        };
        if self.held == self.telling {
            self.held = None;
        }
        self.count(now, lease.clients.max(1));
        let (start, step) = (now + lease.start.as_secs_f64(), lease.step.as_secs_f64());
        self.asks_at = if lease.times == 0 { start.min(now + LONGEST_PAUSE) } else { now };
        if lease.times > 0 {
            // Alone, it first leaves to the others what they have leased as well.
            self.due = start + step * f64::from(lease.times) * f64::from(self.clients);
        }
        self.times.extend((0..lease.times).map(|n| start + step * f64::from(n)));
        let away = self.away.take()?;
        Some(Reach::Back { after: now - away.since })
    }

    fn left(&mut self, now: Seconds, error: String) -> Option<Reach> {
        self.asks_at = now + AWAY;
        if let Some(away) = &mut self.away {
            away.error = error;
            return None;
        }
        self.away = Some(Away { since: now, error: error.clone() });
        Some(Reach::Away { error, clients: self.clients })
    }

    /// After it has lost its memory a store knows fewer than there are, until all have asked again.
    fn count(&mut self, now: Seconds, clients: u32) {
        if clients >= self.clients || now >= self.counted {
            (self.clients, self.counted) = (clients, now + GONE.as_secs_f64());
        }
    }
}
