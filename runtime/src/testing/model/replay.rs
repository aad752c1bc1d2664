//! [`Replay`]: what a client would have got that knows everything.

use super::server::{Outcome, Scarce, Server};
use super::server_model::ServerModel;

/// How long to wait before asking a server again that is down, in seconds.
const PAUSE: f64 = 0.001;

/// An outage without an end would be asked about for ever.
const MOST_REQUESTS: usize = 1_000_000;

/// What a request costs, in tokens.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::testing) struct Cost {
    /// When it is admitted.
    pub(in crate::testing) charged: f64,
    /// Once it is answered, as far as that is known.
    pub(in crate::testing) used: f64,
}

impl Cost {
    pub(in crate::testing) fn unused(self) -> f64 {
        (self.charged - self.used).max(0.0)
    }
}

/// When one request after the other is admitted that comes as soon as it fits, in seconds since the model
/// began.
pub(in crate::testing) struct Replay {
    server: Server,
    now: f64,
    costs: Vec<Cost>,
    admitted: usize,
    asked: usize,
    /// When those that were admitted are done, in no order, and what they give back.
    busy: Vec<(f64, f64)>,
    refunds: bool,
}

impl Replay {
    /// A client that begins at `from`, and whose requests cost this, again and again. `None` if the model
    /// has no limit, or nothing is asked.
    pub(super) fn new(model: &ServerModel, from: f64, costs: Vec<Cost>) -> Option<Self> {
        let is_limited =
            model.requests.is_some() || model.tokens.is_some() || model.parallel.is_some();
        let fits = |cost: &Cost| model.tokens.is_none_or(|limit| cost.charged <= limit);
        if !is_limited || !costs.iter().any(fits) {
            return None;
        }
        let server = Server::new(ServerModel { charges_refusals: false, ..model.clone() });
        let refunds = model.refunds;
        Some(Self { server, now: from, costs, admitted: 0, asked: 0, busy: Vec::new(), refunds })
    }

    /// When as many requests have been admitted; `None` if that takes for ever.
    pub(in crate::testing) fn time_of(mut self, requests: usize) -> Option<f64> {
        self.nth(requests.checked_sub(1)?)
    }

    /// How many requests are admitted after one time and up to another.
    pub(in crate::testing) fn between(self, after: f64, up_to: f64) -> usize {
        self.take_while(|at| *at <= up_to).filter(|at| *at > after).count()
    }

    /// Lets those go that are done.
    fn release(&mut self) {
        let is_done = |(at, _): &mut (f64, f64)| *at <= self.now;
        let mut done: Vec<(f64, f64)> = self.busy.extract_if(.., is_done).collect();
        done.sort_by(|one, other| one.0.total_cmp(&other.0));
        for (at, unused) in done {
            self.server.give_back(at, unused);
            self.server.done();
        }
    }

    fn next_done(&self) -> Option<f64> {
        self.busy.iter().map(|(at, _)| *at).min_by(f64::total_cmp)
    }

    /// When what has to wait so long fits, or what is given back before may let it.
    fn next_chance(&self, wait: f64) -> f64 {
        let refund = self.next_done().filter(|_| self.refunds).unwrap_or(f64::INFINITY);
        refund.min(self.now + wait)
    }
}

impl Iterator for Replay {
    type Item = f64;

    fn next(&mut self) -> Option<f64> {
        while self.asked < MOST_REQUESTS {
            self.asked += 1;
            self.release();
            let cost = self.costs[self.admitted % self.costs.len()];
            let verdict = self.server.ask(self.now, cost.charged);
            match verdict.outcome {
                Outcome::Admitted => {
                    self.admitted += 1;
                    self.busy.push((self.now + verdict.latency, cost.unused()));
                    return Some(self.now);
                }
                Outcome::Refused(Scarce::Places, _) => self.now = self.next_done()?,
                Outcome::Refused(_, wait) => self.now = self.next_chance(wait),
                Outcome::Unavailable | Outcome::Silence => self.now += PAUSE,
                // Nobody who knows everything would send it.
                Outcome::TooLarge => self.admitted += 1,
            }
        }
        None
    }
}
