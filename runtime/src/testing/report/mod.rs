//! [`Report`]: what came of many calls.
#![expect(clippy::cast_precision_loss, reason = "a test makes fewer requests than 2⁵³")]

mod calls;
mod display;
mod recovery;
mod timeline;

use std::time::Duration;

use tokio::time::Instant;

use self::calls::Summary;
pub(super) use self::calls::{Call, Calls};
use self::recovery::recovered_after;
pub use self::timeline::Second;
use super::fake_api::FakeApi;
use super::model::Playing;
use super::traffic::{Arrival, Upshot};

/// The part of the makespan in which the limit is in steady use: neither its beginning, when a full bucket
/// is emptied, nor its end, when too few are left to use it.
const STEADY: (f64, f64) = (0.2, 0.95);

/// What came of many calls, as their server has seen it: of a [`Load`](super::Load), or of all that has
/// arrived ([`FakeApi::report`]).
///
/// Two reports are equal if the same requests came at the same times.
///
/// ```
/// # use openai_call::{Client, Error, Text, openai_call};
/// use openai_call::testing::{FakeApi, Load, ServerModel};
/// # use serde_json::json;
///
/// #[openai_call(on_rate_limit = wait(attempts = 10, up_to = 2min))]
/// async fn chat(client: &Client, n: usize) -> Result<Text, Error> {
///     let content = format!("What is the square of {n}?");
///     client.post("chat/completions").json(&json!({
///         "model": "gpt-4o-mini",
///         "messages": [{ "role": "user", "content": content }],
///     }))
/// }
///
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() {
/// // In a `#[tokio::test(start_paused = true)]`:
/// let api = FakeApi::in_memory().model(ServerModel::window(30).per_minute());
/// let client = api.client();
/// let report = Load::new(10).calls(60).run(&api, |n| chat(&client, n)).await;
/// println!("{report}");
/// assert_eq!((report.lost(), report.passed()), (0, 60));
/// assert!(report.makespan() < 2 * report.ideal().unwrap());
/// # }
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    calls: Option<Summary>,
    requests: usize,
    passed: usize,
    refused: usize,
    makespan: Duration,
    ideal: Option<Duration>,
    used: Option<f64>,
    recovered_after: Option<Duration>,
    timeline: Vec<Second>,
}

impl FakeApi {
    /// What has become of all requests that this script and its model have answered so far. How many calls
    /// they belong to is known to a [`Load`](super::Load) alone.
    pub fn report(&self) -> Report {
        self.report_behind(0, None)
    }

    /// The same without the first ones.
    pub(super) fn report_behind(&self, first: usize, calls: Option<&Calls>) -> Report {
        let mut script = self.script();
        let route = script.route(self.path());
        Report::of(route.traffic().behind(first), route.model(), calls)
    }

    /// How many requests this script and its model have answered.
    pub(super) fn arrivals(&self) -> usize {
        self.script().route(self.path()).traffic().len()
    }
}

impl Report {
    fn of(arrivals: &[Arrival], model: Option<&Playing>, calls: Option<&Calls>) -> Self {
        let count = |upshot| arrivals.iter().filter(|it| it.upshot == upshot).count();
        let passed: Vec<Arrival> =
            arrivals.iter().filter(|it| it.upshot == Upshot::Passed).copied().collect();
        let begun = arrivals.first().map(|first| first.at);
        let ended = passed.last().map(|last| last.at);
        let makespan = begun.zip(ended).map(|(begun, ended)| ended - begun);
        let possible =
            begun.zip(model).map(|(begun, model)| Possible { model, begun, passed: &passed });
        let makespan = makespan.unwrap_or_default();
        let successes =
            calls.map_or_else(|| passed.iter().map(|it| it.at).collect(), Calls::successes);
        Self {
            calls: calls.map(|calls| calls.summary(arrivals)),
            requests: arrivals.len(),
            passed: passed.len(),
            refused: count(Upshot::Refused),
            makespan,
            ideal: possible.as_ref().and_then(Possible::ideal),
            used: possible.and_then(|possible| possible.used(makespan)),
            recovered_after: model.and_then(|model| recovered_after(&successes, model)),
            timeline: timeline::of(arrivals, &successes),
        }
    }

    /// The calls that were made; 0 if that is not known.
    pub fn calls(&self) -> usize {
        self.calls.map_or(0, |calls| calls.made)
    }

    /// The calls that ended in an error.
    pub fn lost(&self) -> usize {
        self.calls.map_or(0, |calls| calls.lost)
    }

    /// The requests that arrived.
    pub fn requests(&self) -> usize {
        self.requests
    }

    /// The requests that were answered with a success.
    pub fn passed(&self) -> usize {
        self.passed
    }

    /// The requests that were answered with a 429.
    pub fn refused(&self) -> usize {
        self.refused
    }

    /// The requests with any other answer, or none.
    pub fn failed(&self) -> usize {
        self.requests - self.passed - self.refused
    }

    /// The share of the requests that were answered with a 429, from 0 to 1.
    pub fn refused_share(&self) -> f64 {
        self.refused as f64 / self.requests.max(1) as f64
    }

    /// The requests for each call; `None` if it is not known how many calls there were.
    pub fn requests_per_call(&self) -> Option<f64> {
        let calls = self.calls.filter(|calls| calls.made > 0)?;
        Some(self.requests as f64 / calls.made as f64)
    }

    /// The longest time from the beginning of a call to the arrival of its request that passed. Known only
    /// for a [`Load`](super::Load) in memory: over sockets nobody can tell whose a request is.
    pub fn longest_wait(&self) -> Option<Duration> {
        self.calls?.longest_wait
    }

    /// The longest time that a call took, with all of its waits and the answer.
    pub fn longest_call(&self) -> Option<Duration> {
        Some(self.calls?.longest)
    }

    /// How many calls sent their first request after that of a call which began later: 0 is a fair
    /// queue. Known only for a [`Load`](super::Load) in memory.
    pub fn overtaken(&self) -> Option<usize> {
        self.calls?.overtaken
    }

    /// The time from the first request to the last one that passed.
    pub fn makespan(&self) -> Duration {
        self.makespan
    }

    /// The shortest makespan in which the server model would have let as many requests pass, through its
    /// outages and beside its foreign load. `None` without a model, or if it has no limit.
    pub fn ideal(&self) -> Option<Duration> {
        self.ideal
    }

    /// The ideal as a share of the makespan: 1 is the best.
    pub fn of_ideal(&self) -> Option<f64> {
        let ideal = self.ideal.filter(|_| !self.makespan.is_zero())?;
        Some(ideal.as_secs_f64() / self.makespan.as_secs_f64())
    }

    /// The share of what the server model would have let pass that did pass, while the limit was in steady
    /// use: from a fifth of the makespan to 95 % of it. `None` without a model, or if it has no limit.
    pub fn used(&self) -> Option<f64> {
        self.used
    }

    /// The time from the end of the model's first outage, brown-out or silence until as much succeeds as
    /// before it: 95 % of the calls per second, over five seconds; of the requests that pass where
    /// nothing is known of calls. `None` if there was none, if nothing had succeeded before, or if it never
    /// came to that.
    pub fn recovered_after(&self) -> Option<Duration> {
        self.recovered_after
    }

    /// What came in each second, from the first request to the last, to plot it against the limit.
    pub fn timeline(&self) -> &[Second] {
        &self.timeline
    }
}

/// What the server would have let pass.
struct Possible<'a> {
    model: &'a Playing,
    begun: Instant,
    passed: &'a [Arrival],
}

impl Possible<'_> {
    fn replay(&self) -> Option<super::model::Replay> {
        let costs = self.passed.iter().map(|it| it.cost).collect();
        self.model.replay(self.begun, costs)
    }

    fn ideal(&self) -> Option<Duration> {
        let ended = self.replay()?.time_of(self.passed.len())?;
        Duration::try_from_secs_f64(ended - self.model.seconds(self.begun)).ok()
    }

    fn used(&self, makespan: Duration) -> Option<f64> {
        let begun = self.model.seconds(self.begun);
        let at = |part: f64| begun + makespan.as_secs_f64() * part;
        let (after, up_to) = (at(STEADY.0), at(STEADY.1));
        let possible = self.replay()?.between(after, up_to);
        let times = self.passed.iter().map(|it| self.model.seconds(it.at));
        let used = times.filter(|time| after < *time && *time <= up_to).count();
        (possible > 0).then(|| used as f64 / possible as f64)
    }
}
