//! [`Traffic`]: what has arrived at a script or a server model, and what came of it.

use http::StatusCode;
use tokio::time::Instant;

use super::answer::Answer;
use super::model::Cost;
use super::recorded_request::RecordedRequest;
use crate::http::OUTPUT_LIMITS;

#[derive(Clone, Debug, Default)]
pub(super) struct Traffic(Vec<Arrival>);

#[derive(Clone, Copy, Debug)]
pub(super) struct Arrival {
    pub(super) at: Instant,
    pub(super) cost: Cost,
    pub(super) sender: Option<Sender>,
    pub(super) upshot: Upshot,
}

/// Whose a request is, as far as it is known.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sender {
    /// The number of its call.
    pub(super) call: usize,
    /// Its place among all requests, in the order in which they were sent.
    pub(super) turn: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Upshot {
    /// It got a success, or the beginning of one.
    Passed,
    /// It got a 429.
    Refused,
    /// It got anything else, or nothing.
    Failed,
}

impl Traffic {
    /// Notes a request and its answer; `None` is one behind the end of the script.
    pub(super) fn note(&mut self, request: &RecordedRequest, cost: Cost, answer: Option<&Answer>) {
        let answer = answer.filter(|answer| answer.has_response());
        let upshot = match answer.map(|answer| answer.status) {
            Some(StatusCode::TOO_MANY_REQUESTS) => Upshot::Refused,
            Some(status) if status.is_success() => Upshot::Passed,
            _ => Upshot::Failed,
        };
        let (at, sender) = (request.arrived_at(), request.sender());
        self.0.push(Arrival { at, cost, sender, upshot });
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// What has come behind the first ones.
    pub(super) fn behind(&self, first: usize) -> &[Arrival] {
        self.0.get(first..).unwrap_or_default()
    }
}

/// What a request with this answer costs.
pub(super) fn cost(charged: f64, request: &RecordedRequest, answer: Option<&Answer>) -> Cost {
    let used = answer.and_then(|answer| answer.content.usage(request)).map(number);
    Cost { charged, used: used.unwrap_or(charged) }
}

/// What the service would charge, without reading the text: the limit of output tokens, or an estimate from
/// the length, whichever is more.
pub(super) fn tokens(request: &RecordedRequest) -> f64 {
    let body = request.parsed();
    let output = OUTPUT_LIMITS.iter().find_map(|name| body[name].as_u64()).unwrap_or(0);
    let estimate = request.body().len().div_ceil(4) as u64;
    number(output.max(estimate))
}

fn number(tokens: u64) -> f64 {
    u32::try_from(tokens).unwrap_or(u32::MAX).into()
}
