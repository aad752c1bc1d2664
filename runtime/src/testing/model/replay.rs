//! [`Replay`]: what a client would have got that knows everything.

use std::iter;

use super::server::{Outcome, Scarce, Server};
use super::server_model::ServerModel;

/// How long to wait before asking a server again that is down, in seconds.
const PAUSE: f64 = 0.001;

/// An outage without an end would be asked about for ever.
const MOST_REQUESTS: usize = 1_000_000;

/// When one request after the other is admitted that comes as soon as it fits, in seconds since the model
/// began.
pub(in crate::testing) struct Replay {
    server: Server,
    now: f64,
    tokens: Vec<f64>,
    admitted: usize,
    asked: usize,
    /// When those that were admitted are done, in no order.
    busy: Vec<f64>,
}

impl Replay {
    /// A client that begins at `from`, and whose requests cost so many tokens, again and again. `None` if
    /// the model has no limit, or nothing is asked.
    pub(super) fn new(model: &ServerModel, from: f64, tokens: Vec<f64>) -> Option<Self> {
        let is_limited =
            model.requests.is_some() || model.tokens.is_some() || model.parallel.is_some();
        let fits = |tokens: &f64| model.tokens.is_none_or(|limit| *tokens <= limit);
        if !is_limited || !tokens.iter().any(fits) {
            return None;
        }
        let server = Server::new(ServerModel { charges_refusals: false, ..model.clone() });
        Some(Self { server, now: from, tokens, admitted: 0, asked: 0, busy: Vec::new() })
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
        let before = self.busy.len();
        self.busy.retain(|done| *done > self.now);
        iter::repeat_n((), before - self.busy.len()).for_each(|()| self.server.done());
    }

    fn next_done(&self) -> Option<f64> {
        self.busy.iter().copied().min_by(f64::total_cmp)
    }
}

impl Iterator for Replay {
    type Item = f64;

    fn next(&mut self) -> Option<f64> {
        while self.asked < MOST_REQUESTS {
            self.asked += 1;
            self.release();
            let tokens = self.tokens[self.admitted % self.tokens.len()];
            let verdict = self.server.ask(self.now, tokens);
            match verdict.outcome {
                Outcome::Admitted => {
                    self.admitted += 1;
                    self.busy.push(self.now + verdict.latency);
                    return Some(self.now);
                }
                Outcome::Refused(Scarce::Places, _) => self.now = self.next_done()?,
                Outcome::Refused(_, wait) => self.now += wait,
                Outcome::Unavailable | Outcome::Silence => self.now += PAUSE,
                // Nobody who knows everything would send it.
                Outcome::TooLarge => self.admitted += 1,
            }
        }
        None
    }
}
