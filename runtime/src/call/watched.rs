//! What a call tells those who observe it.

use std::sync::Arc;

use super::run::Run;
use crate::http::Received;
use crate::observe::{self, Event, Heard, Observer, Success, Watch, What};
use crate::usage::{Cost, Usage};

impl Run {
    /// What is noted of it, if anybody observes it.
    #[inline]
    pub(crate) fn watch(&self) -> Option<&Watch> {
        self.trial.watch().map(|watch| &**watch)
    }

    /// The client of the request that follows has this observer.
    #[cold]
    pub(super) fn observed_by(&self, observer: Arc<dyn Observer>) {
        self.trial.watched(|| Watch::of(self.site())).observed_by(observer);
    }

    pub(super) fn emit(&self, attempts: usize, what: What<'_>) {
        let (site, waited) = (self.site(), self.progress.waited());
        observe::emit(&Event { site, attempts, waited, asked: None, what }, self.watch());
    }

    /// The body has left by a `?`.
    pub(super) fn left(&self) {
        if let Some(watch) = self.watch() {
            watch.left();
        }
    }

    /// The whole answer of the attempt under way has come.
    pub(crate) fn hears(&self, received: &Received) {
        if let Some(watch) = self.watch() {
            watch.hears(received.heard(), Usage::of(&received.body));
        }
    }

    /// Counts the tokens of the attempt under way for its client, once it is known how it ends. `None` if
    /// there is no count of them. Returns what they cost.
    pub(crate) fn uses(&self, usage: Option<Usage>, body: &[u8]) -> Option<Cost> {
        let lane = self.trial.permit()?.lane();
        let cost = lane.add(usage, || Heard::of(body, |_| None).into_model());
        #[cfg(feature = "metrics")]
        if let Some(cost) = &cost {
            observe::count_cost(lane.key(), cost.known_dollars());
        }
        cost
    }

    /// The same of a type that does not say what it has cost. To find out would cost as much as all else
    /// around a small answer, and so is done only where prices are wanted.
    pub(crate) fn uses_unsaid(&self, body: &[u8]) {
        let usage = if cfg!(feature = "prices") { Usage::of(body) } else { None };
        self.uses(usage, body);
    }

    /// Reports a success, if anybody observes the call.
    #[cold]
    pub(super) fn succeeded(&self) {
        let Some(watch) = self.watch() else { return };
        let (request_id, usage) = (self.trial.request_id(), watch.usage());
        let success = Success { request_id, usage, elapsed: self.elapsed() };
        self.emit(self.progress.tries() + 1, What::Succeeded(success));
    }

    /// The stream of the attempt under way has come to its end, for this reason.
    pub(crate) fn stops_to_stream(&self, reason: Option<&str>, usage: Option<Usage>) {
        if let Some(watch) = self.watch() {
            watch.stops_to_stream(reason, usage);
        }
    }

    /// Reports that a whole stream has been read.
    pub(crate) fn has_streamed(&self, request_id: Option<&str>, usage: Option<Usage>) {
        if self.watch().is_some() {
            let success = Success { request_id, usage, elapsed: self.elapsed() };
            self.emit(self.progress.tries() + 1, What::Streamed(success));
        }
    }
}
