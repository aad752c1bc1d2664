//! [`Latency`]: how long answers take.

use std::f64::consts::TAU;
use std::ops::Range;

use fastrand::Rng;

/// The standard deviation of the logarithm: a sixth of all answers takes more than 2.2 times the median,
/// one in a hundred more than six times.
const SPREAD: f64 = 0.8;

/// In seconds.
#[derive(Clone, Debug)]
pub(super) enum Latency {
    /// Evenly by magnitude.
    Even(Range<f64>),
    /// Log-normal around a median, cut to a range.
    Around(f64, Range<f64>),
}

impl Latency {
    pub(super) fn next(&self, random: &mut Rng) -> f64 {
        match self {
            Self::Even(range) => range.start * (range.end / range.start).powf(random.f64()),
            Self::Around(median, range) => {
                let latency = median * (SPREAD * normal(random)).exp();
                latency.clamp(range.start, range.end)
            }
        }
    }
}

/// A number of the standard normal distribution, by Box and Muller.
fn normal(random: &mut Rng) -> f64 {
    // Above zero, of which there is no logarithm.
    let distance = (-2.0 * (1.0 - random.f64()).ln()).sqrt();
    distance * (TAU * random.f64()).cos()
}
