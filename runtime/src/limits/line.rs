//! [`Line`]: the calls that wait until the [`Pacer`] lets them go, one after the other.
//!
//! Only the first of them has a timer, and the newest, which looks after it. It is woken when an answer may have changed its time, and wakes the
//! next one when it goes.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::task::Waker;

use super::absence::Absence;
use super::health::StoreHealth;
use super::leases::{Leases, Next, Reach};
use super::pacer::{Cost, Grant, Levels, Pacer, Seconds, TooMany};
use super::store::{Lease, Store, Wish};
use super::waiting::{Rank, Turn, Waiting};

/// How long no answer is read where much remains, in seconds: to read one costs more than to send another.
const UNREAD: Seconds = 0.02;

#[derive(Debug, Default)]
pub(crate) struct Line {
    pacer: Pacer,
    waiting: BTreeMap<Rank, Waiting>,
    absence: Absence,
    /// What all who wait will cost.
    cost: Cost,
    /// The most requests that are under way at the same time, and how many are.
    most: Option<u32>,
    under_way: u32,
    /// When an answer has to be read, although much remains.
    reads_at: Seconds,
    /// Send times, where others share the limits.
    leases: Option<Leases>,
}

impl Line {
    /// A line with at most so many requests under way.
    pub(super) fn new(pacer: Pacer, most: Option<u32>, leases: Option<Leases>) -> Self {
        Self { pacer, most, leases, ..Self::default() }
    }

    /// Lets a call go that need not wait.
    pub(crate) fn pass(
        &mut self,
        now: Seconds,
        rank: Rank,
        cost: &Cost,
        last: Option<Seconds>,
    ) -> Option<Grant> {
        let is_first = self.waiting.first_key_value().is_none_or(|(first, _)| rank < *first);
        if !is_first || !self.has_slot() {
            return None;
        }
        let when = self.when(now, cost, last)?;
        (when <= now).then(|| self.take(now, cost))
    }

    /// Lets a call go that does not wait in line, unless the server has asked for patience.
    ///
    /// # Errors
    ///
    /// When the server wants to be asked again.
    pub(crate) fn pass_by(&mut self, now: Seconds, cost: &Cost) -> Result<Grant, Seconds> {
        let floor = self.pacer.floor();
        let is_free = floor <= now && self.has_slot();
        if is_free { Ok(self.take(now, cost)) } else { Err(floor.max(now)) }
    }

    /// When a call would go that comes now, as far as the server's limits are known.
    pub(crate) fn expected(&self, now: Seconds, rank: Rank, cost: &Cost) -> Seconds {
        let is_last = self.waiting.last_key_value().is_none_or(|(last, _)| *last < rank);
        let ahead = if is_last {
            self.cost
        } else {
            self.waiting.range(..rank).map(|(_, waiting)| waiting.cost).sum()
        };
        self.pacer.expected(now, &ahead, cost)
    }

    /// Puts a call into the line, to [`ask`](Self::ask) for its turn. Its last attempt waits until room is
    /// certain, or until then.
    pub(crate) fn join(&mut self, rank: Rank, cost: Cost, last: Option<Seconds>) {
        self.cost += cost;
        self.waiting.insert(rank, Waiting { cost, last, waker: Waker::noop().clone() });
        self.absence.watched_by(Some(rank));
    }

    /// Asks whether it is the turn of a call in the line.
    pub(crate) fn ask(&mut self, now: Seconds, rank: Rank, waker: &Waker) -> Turn {
        self.waiting.extend(self.absence.ends(rank).map(|waiting| (rank, waiting)));
        let is_watching = self.absence.is_watched_by(rank);
        if is_watching {
            self.look(now, rank);
        }
        let is_first = self.is_first(rank);
        let Some(waiting) = self.waiting.get_mut(&rank) else { return Turn::Behind };
        waiting.waker.clone_from(waker);
        let (cost, last) = (waiting.cost, waiting.last);
        if !is_first || !self.has_slot() {
            return if is_watching { Turn::Watching } else { Turn::Behind };
        }
        let Some(when) = self.when(now, &cost, last) else { return Turn::Lease };
        if when > now {
            return Turn::At(when);
        }
        let grant = self.take(now, &cost);
        self.leave(rank);
        Turn::Now(grant)
    }

    fn is_first(&self, rank: Rank) -> bool {
        self.waiting.first_key_value().is_some_and(|(first, _)| *first == rank)
    }

    /// Passes over the first in line, if nobody polls it.
    fn look(&mut self, now: Seconds, watcher: Rank) {
        let Some((first, waiting)) = self.waiting.first_key_value() else { return };
        if *first == watcher {
            return;
        }
        let (cost, last) = (waiting.cost, waiting.last);
        let may_go = self.has_slot() && self.when(now, &cost, last).is_none_or(|it| it <= now);
        if self.absence.look(&mut self.waiting, may_go) {
            self.wake_first();
        }
    }

    /// Lets a call go that has waited as long as its policy allows, if no server has asked it to.
    pub(crate) fn pass_at_last(&mut self, now: Seconds, rank: Rank) -> Option<Grant> {
        let cost = self.waiting.get(&rank)?.cost;
        let is_free = self.pacer.is_cautious() && self.pacer.floor() <= now && self.has_slot();
        let grant = is_free.then(|| self.take(now, &cost))?;
        self.leave(rank);
        Some(grant)
    }

    /// Takes a call out of the line; does nothing if it is not there.
    pub(crate) fn leave(&mut self, rank: Rank) {
        let was_first = self.is_first(rank);
        let waiting = self.waiting.remove(&rank).or_else(|| self.absence.ends(rank));
        let Some(waiting) = waiting else { return };
        self.cost -= waiting.cost;
        if was_first {
            self.wake_first();
        }
        if self.absence.is_watched_by(rank) {
            let last = self.waiting.last_key_value();
            self.absence.watched_by(last.map(|(last, _)| *last));
            if let Some((_, waiting)) = last {
                waiting.waker.wake_by_ref();
            }
        }
    }

    /// When a call may go that is first in line; `None` if it needs a lease for that.
    fn when(&mut self, now: Seconds, cost: &Cost, last: Option<Seconds>) -> Option<Seconds> {
        let floor = last.map_or(now, |end| self.pacer.surely().min(end));
        let Some(leases) = self.leases.as_mut().filter(|_| self.pacer.is_known()) else {
            return Some(self.pacer.when(now, cost).max(floor));
        };
        match leases.next(now) {
            Next::At(at) => Some(at.max(self.pacer.gate()).max(floor)),
            Next::Leased => None,
        }
    }

    /// What a store is asked for, the store, and how many seconds it has for its answer.
    pub(crate) fn wish(
        &mut self,
        now: Seconds,
        limit: &str,
    ) -> Option<(Wish, Arc<dyn Store>, Seconds)> {
        let (times, spacing) = (self.waiting.len(), self.pacer.spacing());
        let leases = self.leases.as_mut()?;
        let (wish, left) = leases.wish(now, limit, times, spacing);
        Some((wish, leases.store(), left))
    }

    /// Takes what a store has leased, or why it has not.
    pub(crate) fn leased(&mut self, now: Seconds, lease: Result<Lease, String>) -> Option<Reach> {
        let reach = self.leases.as_mut().and_then(|leases| leases.leased(now, lease));
        self.wake_first();
        reach
    }

    /// Who has asked a store is gone before there was an answer.
    pub(crate) fn unasked(&mut self, now: Seconds) {
        if let Some(leases) = &mut self.leases {
            leases.unasked(now);
        }
        self.wake_first();
    }

    /// What is known of its store, if it has one.
    pub(super) fn store(&self, now: Seconds) -> Option<StoreHealth> {
        self.leases.as_ref().map(|leases| StoreHealth::of(leases, now))
    }

    fn take(&mut self, now: Seconds, cost: &Cost) -> Grant {
        if let Some(leases) = self.leases.as_mut().filter(|_| self.pacer.is_known()) {
            let [requests, tokens] = self.pacer.spacing();
            leases.take(now, requests.max(tokens));
        }
        self.under_way += 1;
        self.pacer.take(now, cost)
    }

    fn has_slot(&self) -> bool {
        self.most.is_none_or(|most| self.under_way < most)
    }

    /// Whether as many requests are under way as may be.
    pub(crate) fn is_crowded(&self) -> bool {
        !self.has_slot()
    }

    /// A call that was let go has ended, with all of its answer.
    pub(crate) fn ended(&mut self) {
        self.under_way = self.under_way.saturating_sub(1);
        if self.most.is_some() {
            self.wake_first();
        }
    }

    /// The limits that are known, of requests and of tokens a minute.
    pub(crate) fn limits(&self) -> [Option<f64>; 2] {
        self.pacer.limits()
    }

    /// Until when the server has asked for nothing to be sent.
    pub(crate) fn floor(&self) -> Seconds {
        self.pacer.floor()
    }

    #[cfg(test)]
    pub(super) fn spent_tokens(&self) -> f64 {
        self.pacer.spent_tokens()
    }

    #[cfg(test)]
    pub(super) fn assert_sound(&self) {
        self.pacer.assert_sound();
    }

    /// How many wait.
    pub(crate) fn len(&self) -> usize {
        self.waiting.len() + self.absence.len()
    }

    /// Whether an answer has to be read. Where nobody waits and much remains, one in a while does: by when
    /// their requests were sent, because to ask the clock costs more.
    pub(crate) fn has_to_read(&mut self, grant: &Grant) -> bool {
        let sent_at = grant.sent_at();
        let is_due = sent_at >= self.reads_at || !self.waiting.is_empty();
        let has_to = is_due || !self.pacer.is_easy(sent_at);
        if has_to {
            self.reads_at = sent_at + UNREAD;
        }
        has_to
    }

    /// An answer has come that need not be read.
    pub(crate) fn passed_unread(&mut self, grant: &Grant) {
        self.pacer.passed(grant.sent_at(), grant, &[None; 2]);
    }

    pub(crate) fn passed(&mut self, now: Seconds, grant: &Grant, levels: &Levels) {
        self.pacer.passed(now, grant, levels);
        self.wake_first();
    }

    pub(crate) fn refused(&mut self, now: Seconds, grant: &Grant, refusal: &TooMany, random: f64) {
        self.pacer.refused(now, grant, refusal, random);
        if let Some(leases) = &mut self.leases {
            leases.hold(self.pacer.gate());
        }
        self.wake_first();
    }

    /// Nobody waits for the answer any more, or there was none.
    pub(crate) fn lost(&mut self) {
        self.pacer.lost();
        self.wake_first();
    }

    /// The request was not sent after all.
    pub(crate) fn returned(&mut self, grant: &Grant) {
        self.pacer.returned(grant);
        self.wake_first();
    }

    fn wake_first(&self) {
        if let Some((_, first)) = self.waiting.first_key_value() {
            first.waker.wake_by_ref();
        }
    }
}
