//! [`Playing`]: a server model by tokio's clock.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use http::HeaderMap;
use tokio::time::Instant;

use super::refusal;
use super::replay::{Cost, Replay};
use super::server::{Outcome, Server};
use super::server_model::ServerModel;
use super::telling::Telling;
use crate::testing::answer::Answer;

pub(in crate::testing) struct Playing {
    model: ServerModel,
    begun: Instant,
    state: Arc<Mutex<State>>,
}

struct State {
    server: Server,
    telling: Telling,
}

/// What is done with a request.
pub(in crate::testing) enum Ruling {
    Refused(Answer),
    Admitted { headers: HeaderMap, latency: Duration, place: Place },
}

/// A place among those that are answered at the same time, until it is dropped.
pub(in crate::testing) struct Place {
    state: Arc<Mutex<State>>,
    begun: Instant,
    /// The tokens that the answer leaves of what its request was charged.
    unused: f64,
}

impl Place {
    /// The answer is complete.
    pub(in crate::testing) fn complete(self) {
        let now = self.begun.elapsed().as_secs_f64();
        lock(&self.state).server.give_back(now, self.unused);
    }

    /// The answer to come costs this.
    pub(in crate::testing) fn costing(mut self, cost: Cost) -> Self {
        self.unused = cost.unused();
        self
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        lock(&self.state).server.done();
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Playing {
    /// Begins now.
    pub(in crate::testing) fn begin(model: ServerModel) -> Self {
        let telling = Telling::of(&model);
        let state = State { server: Server::new(model.clone()), telling };
        Self { model, begun: Instant::now(), state: Arc::new(Mutex::new(state)) }
    }

    /// How long the next request travels.
    pub(in crate::testing) fn transit(&self) -> Duration {
        Duration::from_secs_f64(lock(&self.state).server.transit())
    }

    /// Rules over a request that arrived at this time, and costs so many tokens.
    pub(in crate::testing) fn rule(&self, at: Instant, tokens: f64) -> Ruling {
        let now = self.seconds(at);
        let mut state = lock(&self.state);
        let verdict = state.server.ask(now, tokens);
        let mut headers = HeaderMap::new();
        let [requests, of_tokens] = state.telling.of_verdict(now, &verdict);
        self.model.headers.write(requests, of_tokens, &mut headers);
        let latency = Duration::from_secs_f64(verdict.latency);
        if verdict.outcome == Outcome::Admitted {
            let state = Arc::clone(&self.state);
            let place = Place { state, begun: self.begun, unused: 0.0 };
            return Ruling::Admitted { headers, latency, place };
        }
        if let Outcome::Refused(_, wait) = verdict.outcome {
            self.model.retry_after.write(wait, &mut headers);
        }
        let refusal = refusal::answer(&verdict, tokens, self.model.retry_after);
        Ruling::Refused(refusal.ruled(headers, latency))
    }

    /// Seconds since the model began.
    pub(in crate::testing) fn seconds(&self, at: Instant) -> f64 {
        at.saturating_duration_since(self.begun).as_secs_f64()
    }

    /// What would have been possible; `None` if there is no limit.
    pub(in crate::testing) fn replay(&self, from: Instant, costs: Vec<Cost>) -> Option<Replay> {
        Replay::new(&self.model, self.seconds(from), costs)
    }

    /// The first outage, brown-out or silence, in seconds since the model began.
    pub(in crate::testing) fn outage(&self) -> Option<(f64, f64)> {
        self.model.unavailable.first().or(self.model.silent.first())
    }
}
