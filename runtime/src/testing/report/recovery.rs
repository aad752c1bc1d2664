//! How long it takes until as much succeeds as before an outage.

use std::time::Duration;

use tokio::time::Instant;

use crate::testing::model::Playing;

/// The share of what succeeded before.
const RECOVERED: f64 = 0.95;

/// Over how many seconds it is counted, because a single one may come out by chance.
const OVER: f64 = 5.0;

/// Of the times at which something succeeded, in order.
pub(super) fn recovered_after(successes: &[Instant], model: &Playing) -> Option<Duration> {
    let (begun, ended) = model.outage()?;
    let successes: Vec<f64> = successes.iter().map(|at| model.seconds(*at)).collect();
    let between = |from: f64, until: f64| {
        successes.iter().filter(|at| (from..until).contains(*at)).count() as f64
    };
    let (first, last) = (*successes.first()?, *successes.last()?);
    let before = between(first, begun) / (begun - first);
    if first >= begun {
        return None;
    }
    let seconds = (0_u32..).take_while(|second| ended + f64::from(*second) <= last);
    let recovered = seconds.into_iter().find(|second| {
        let from = ended + f64::from(*second);
        between(from, from + OVER) >= RECOVERED * before * OVER
    });
    recovered.map(|second| Duration::from_secs(second.into()))
}
