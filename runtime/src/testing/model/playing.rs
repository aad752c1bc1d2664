//! [`Playing`]: a server model by tokio's clock.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use http::HeaderMap;
use tokio::time::Instant;

use super::limit_headers::LimitHeaders;
use super::meter::Gauge;
use super::refusal;
use super::replay::Replay;
use super::server::{Outcome, Server, Verdict};
use super::server_model::ServerModel;
use crate::testing::answer::Answer;

/// For how long stale headers are told again, in seconds.
const STALE: f64 = 10.0;

pub(in crate::testing) struct Playing {
    model: ServerModel,
    begun: Instant,
    state: Arc<Mutex<State>>,
}

struct State {
    server: Server,
    /// What stale headers tell, and when it was true.
    stale: Option<(f64, [Option<Gauge>; 2])>,
}

/// What is done with a request.
pub(in crate::testing) enum Ruling {
    Refused(Answer),
    Admitted { headers: HeaderMap, latency: Duration, place: Place },
}

/// A place among those that are answered at the same time, until it is dropped.
pub(in crate::testing) struct Place(Arc<Mutex<State>>);

impl Drop for Place {
    fn drop(&mut self) {
        lock(&self.0).server.done();
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Playing {
    /// Begins now.
    pub(in crate::testing) fn begin(model: ServerModel) -> Self {
        let state = State { server: Server::new(model.clone()), stale: None };
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
        let [requests, of_tokens] = state.told(now, &verdict, self.model.headers);
        self.model.headers.write(requests, of_tokens, &mut headers);
        let latency = Duration::from_secs_f64(verdict.latency);
        if verdict.outcome == Outcome::Admitted {
            return Ruling::Admitted { headers, latency, place: Place(Arc::clone(&self.state)) };
        }
        if let Outcome::Refused(_, wait) = verdict.outcome {
            self.model.retry_after.write(wait, &mut headers);
        }
        Ruling::Refused(refusal::answer(&verdict, tokens).ruled(headers, latency))
    }

    /// Seconds since the model began.
    pub(in crate::testing) fn seconds(&self, at: Instant) -> f64 {
        at.saturating_duration_since(self.begun).as_secs_f64()
    }

    /// What would have been possible; `None` if there is no limit.
    pub(in crate::testing) fn replay(&self, from: Instant, tokens: Vec<f64>) -> Option<Replay> {
        Replay::new(&self.model, self.seconds(from), tokens)
    }

    /// The first outage, brown-out or silence, in seconds since the model began.
    pub(in crate::testing) fn outage(&self) -> Option<(f64, f64)> {
        self.model.unavailable.first().or(self.model.silent.first())
    }
}

impl State {
    /// What the headers are made of: the truth, or what was true a while ago.
    fn told(&mut self, now: f64, verdict: &Verdict, style: LimitHeaders) -> [Option<Gauge>; 2] {
        let truth = [verdict.requests, verdict.tokens];
        if style != LimitHeaders::Stale {
            return truth;
        }
        match self.stale {
            Some((at, told)) if now < at + STALE => told,
            _ => {
                self.stale = Some((now, truth));
                truth
            }
        }
    }
}
