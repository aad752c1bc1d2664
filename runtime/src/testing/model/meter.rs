//! [`Meter`]: what counts against a limit, without a clock.

use super::bucket::Bucket;
use super::gcra::Gcra;
use super::log::Log;
use super::quantised::Quantised;
use super::window::{Start, Window};

/// What is computed in floating point may be off by this much.
pub(super) const ROUNDING: f64 = 1e-9;

/// Counts requests or tokens. All times are seconds since the model began, and never go back.
pub(super) trait Meter: Send {
    /// How long until this cost fits, if nothing else is taken; zero if it fits now.
    fn wait(&mut self, now: f64, cost: f64) -> f64;

    /// Takes a cost, whether it fits or not.
    fn take(&mut self, now: f64, cost: f64);

    /// Gives back a part of what was taken.
    fn give_back(&mut self, now: f64, cost: f64);

    /// What an honest server says of itself.
    fn gauge(&mut self, now: f64) -> Gauge;

    /// Changes the limit, from now on.
    fn set_limit(&mut self, now: f64, limit: f64);
}

/// What a server knows of one of its limits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Gauge {
    pub(super) limit: f64,
    pub(super) remaining: f64,
    /// How much less there is than if nothing had been taken for long.
    pub(super) used: f64,
    /// Seconds until all of the limit is there again.
    pub(super) reset: f64,
}

/// How a limit is enforced.
#[derive(Clone, Copy, Debug)]
pub(super) enum Shape {
    /// With what it holds when it is full, in seconds of its rate; all of the limit if `None`.
    Bucket {
        burst: Option<f64>,
    },
    Window(Start),
    /// With the seconds after which its share of the limit is there again.
    Quantised {
        quantum: f64,
    },
    Log,
    /// With its tolerance in seconds.
    Gcra {
        tolerance: f64,
    },
}

impl Shape {
    /// A fresh meter of `limit` for each `period`, in seconds.
    pub(super) fn meter(self, limit: f64, period: f64) -> Box<dyn Meter> {
        match self {
            Self::Bucket { burst } => Box::new(Bucket::full(limit, period, burst)),
            Self::Window(start) => Box::new(Window::new(limit, period, start)),
            Self::Quantised { quantum } => Box::new(Quantised::new(limit, period, quantum)),
            Self::Log => Box::new(Log::new(limit, period)),
            Self::Gcra { tolerance } => Box::new(Gcra::new(limit, period, tolerance)),
        }
    }
}
