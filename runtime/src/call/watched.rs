//! What a call tells those who observe it.

use std::sync::Arc;

use super::run::Run;
use crate::http::Received;
use crate::observe::{self, Event, Observer, Success, Watch, What};
use crate::usage::Usage;

impl Run {
    /// What is noted of it, if anybody observes it.
    pub(crate) fn watch(&self) -> Option<&Watch> {
        self.trial.watch().map(|watch| &**watch)
    }

    /// The client of the request that follows has this observer.
    #[cold]
    pub(super) fn observed_by(&self, observer: Arc<dyn Observer>) {
        self.trial.watched(|| Watch::of(self.site)).observed_by(observer);
    }

    pub(super) fn emit(&self, attempts: usize, what: What<'_>) {
        let (site, waited) = (self.site, self.progress.waited());
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

    /// Reports a success.
    #[cold]
    pub(super) fn succeeded(&self, watch: &Watch) {
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
