//! How long it takes until as much passes as before an outage.

use std::time::Duration;

use crate::testing::model::Playing;
use crate::testing::traffic::{Arrival, Upshot};

/// The share of what passed before.
const RECOVERED: f64 = 0.95;

/// Over how many seconds it is counted, because a single one may come out by chance.
const OVER: f64 = 5.0;

pub(super) fn recovered_after(arrivals: &[Arrival], model: &Playing) -> Option<Duration> {
    let (begun, ended) = model.outage()?;
    let first = model.seconds(arrivals.first()?.at);
    let passed = arrivals.iter().filter(|it| it.upshot == Upshot::Passed);
    let passed: Vec<f64> = passed.map(|it| model.seconds(it.at)).collect();
    let between = |from: f64, until: f64| {
        passed.iter().filter(|at| (from..until).contains(*at)).count() as f64
    };
    let before = between(first, begun) / (begun - first);
    let last = passed.last().copied().filter(|_| before > 0.0 && before.is_finite())?;
    let seconds = (0_u32..).take_while(|second| ended + f64::from(*second) <= last);
    let recovered = seconds.into_iter().find(|second| {
        let from = ended + f64::from(*second);
        between(from, from + OVER) >= RECOVERED * before * OVER
    });
    recovered.map(|second| Duration::from_secs(second.into()))
}
