//! [`Server`]: answers by its limits, without a clock. Times are seconds since it began.

use fastrand::Rng;

use super::meter::{Gauge, Meter};
use super::server_model::ServerModel;

/// How finely foreign load is spread, in seconds.
const STEP: f64 = 0.02;

/// How many requests others would make in a period if they used all of a limit on tokens alone.
const FOREIGN: f64 = 600.0;

/// What a refused request takes on its way back, in seconds.
const REFUSAL: std::ops::Range<f64> = 0.005..0.06;

/// When to come again for a place, in seconds. A server cannot know when one will be free.
const PLACE: f64 = 0.5;

pub(super) struct Server {
    model: ServerModel,
    requests: Option<Box<dyn Meter>>,
    tokens: Option<Box<dyn Meter>>,
    /// Requests that were admitted, and are not done.
    busy: usize,
    random: Rng,
    /// Up to when the limits have followed their changes.
    changed_to: f64,
    /// Up to when others have used their share, in whole steps.
    loaded_to: f64,
    /// The part of a foreign request that is due.
    foreign: f64,
}

impl ServerModel {
    /// What the limits are multiplied by at a time.
    fn factor_at(&self, now: f64) -> f64 {
        self.factor.at(now).unwrap_or(1.0)
    }
}

/// What a server makes of a request.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Verdict {
    pub(super) outcome: Outcome,
    pub(super) requests: Option<Gauge>,
    pub(super) tokens: Option<Gauge>,
    /// Seconds until the answer is there.
    pub(super) latency: f64,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Outcome {
    Admitted,
    /// With the seconds until it would fit.
    Refused(Scarce, f64),
    /// The request alone is above the limit of tokens.
    TooLarge,
    Unavailable,
    /// No answer ever comes.
    Silence,
}

/// What there is too little of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scarce {
    Requests,
    Tokens,
    /// Too many are answered at the same time.
    Places,
}

impl Server {
    pub(super) fn new(model: ServerModel) -> Self {
        let factor = model.factor_at(0.0);
        let meter = |limit: Option<f64>| Some(model.shape.meter(limit? * factor, model.period));
        Self {
            requests: meter(model.requests),
            tokens: meter(model.tokens),
            busy: 0,
            random: Rng::with_seed(model.seed),
            changed_to: 0.0,
            loaded_to: 0.0,
            foreign: 0.0,
            model,
        }
    }

    /// How long a request is on its way to the server, in seconds.
    pub(super) fn transit(&mut self) -> f64 {
        let range = self.model.transit.clone();
        range.start + (range.end - range.start) * self.random.f64()
    }

    /// Answers a request.
    pub(super) fn ask(&mut self, now: f64, tokens: f64) -> Verdict {
        let now = self.advance(now);
        let outcome = self.outcome(now, tokens);
        match outcome {
            Outcome::Admitted => {
                self.take(now, tokens);
                self.busy += 1;
            }
            Outcome::Refused(..) if self.model.charges_refusals => self.charge(now),
            _ => {}
        }
        let latency = match outcome {
            Outcome::Admitted => self.model.latency.next(&mut self.random),
            _ => REFUSAL.start + (REFUSAL.end - REFUSAL.start) * self.random.f64(),
        };
        let requests = self.requests.as_mut().map(|meter| meter.gauge(now));
        let tokens = self.tokens.as_mut().map(|meter| meter.gauge(now));
        Verdict { outcome, requests, tokens, latency }
    }

    /// An admitted request has got its answer, or its client has hung up.
    pub(super) fn done(&mut self) {
        self.busy = self.busy.saturating_sub(1);
    }

    /// An answer has left so many tokens of what its request was charged.
    pub(super) fn give_back(&mut self, now: f64, tokens: f64) {
        let now = self.advance(now);
        if let Some(meter) = self.tokens.as_mut().filter(|_| self.model.refunds) {
            meter.give_back(now, tokens);
        }
    }

    fn outcome(&mut self, now: f64, tokens: f64) -> Outcome {
        if self.model.silent.at(now).is_some() {
            return Outcome::Silence;
        }
        let share = self.model.unavailable.at(now).unwrap_or(0.0);
        if self.random.f64() < share {
            return Outcome::Unavailable;
        }
        let factor = self.model.factor_at(now);
        if self.model.tokens.is_some_and(|limit| tokens > limit * factor) {
            return Outcome::TooLarge;
        }
        let of_requests = self.requests.as_mut().map_or(0.0, |meter| meter.wait(now, 1.0));
        let of_tokens = self.tokens.as_mut().map_or(0.0, |meter| meter.wait(now, tokens));
        if of_tokens > of_requests {
            Outcome::Refused(Scarce::Tokens, of_tokens)
        } else if of_requests > 0.0 {
            Outcome::Refused(Scarce::Requests, of_requests)
        } else if self.model.parallel.is_some_and(|places| self.busy >= places) {
            Outcome::Refused(Scarce::Places, PLACE)
        } else {
            Outcome::Admitted
        }
    }

    /// Charges a refused request, down to nothing left.
    fn charge(&mut self, now: f64) {
        if let Some(meter) = &mut self.requests {
            let left = meter.gauge(now).remaining;
            meter.take(now, left.min(1.0));
        }
    }

    /// Plays what has happened since the last request, and returns the time, which never goes back: over
    /// sockets a request may be asked about before one that came earlier.
    fn advance(&mut self, now: f64) -> f64 {
        let now = now.max(self.changed_to);
        for edge in self.model.factor.edges(self.changed_to, now) {
            self.load(edge);
            self.change(edge);
        }
        self.changed_to = now;
        self.load(now);
        now
    }

    fn change(&mut self, now: f64) {
        let factor = self.model.factor_at(now);
        if let (Some(meter), Some(limit)) = (&mut self.requests, self.model.requests) {
            meter.set_limit(now, limit * factor);
        }
        if let (Some(meter), Some(limit)) = (&mut self.tokens, self.model.tokens) {
            meter.set_limit(now, limit * factor);
        }
    }

    /// Lets others use their share, one request after the other, whether it fits or not.
    fn load(&mut self, now: f64) {
        let limit = self.model.requests.unwrap_or(FOREIGN);
        let tokens = self.model.tokens.unwrap_or(0.0) / limit;
        if self.model.foreign.is_empty() {
            return;
        }
        while self.loaded_to + STEP <= now {
            self.loaded_to += STEP;
            let at = self.loaded_to;
            let factor = self.model.factor_at(at);
            let share = self.model.foreign.at(at).unwrap_or(0.0);
            self.foreign += share * factor * limit / self.model.period * STEP;
            while self.foreign >= 1.0 {
                self.foreign -= 1.0;
                self.take(at, tokens);
            }
        }
    }

    fn take(&mut self, now: f64, tokens: f64) {
        if let Some(meter) = &mut self.requests {
            meter.take(now, 1.0);
        }
        if let Some(meter) = &mut self.tokens {
            meter.take(now, tokens);
        }
    }
}
