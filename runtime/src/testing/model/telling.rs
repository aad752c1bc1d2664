//! [`Telling`]: what a server's headers are made of, which need not be true.

use fastrand::Rng;

use super::limit_headers::LimitHeaders;
use super::meter::{Gauge, Meter, Shape};
use super::server::Verdict;
use super::server_model::ServerModel;

/// For how long stale headers are told again, in seconds.
const STALE: f64 = 10.0;

/// How many times the limit of a project that of its organization is.
const ABOVE: f64 = 10.0;

/// What is told of requests and of tokens.
pub(super) type Told = [Option<Gauge>; 2];

pub(super) struct Telling {
    style: LimitHeaders,
    /// What stale headers tell, and when it was true.
    stale: Option<(f64, Told)>,
    /// The limit of the organization, of which the headers tell.
    organization: Option<Box<dyn Meter>>,
    random: Rng,
}

impl Telling {
    pub(super) fn of(model: &ServerModel) -> Self {
        let bucket = Shape::Bucket { burst: None };
        let requests = model.requests.filter(|_| model.headers == LimitHeaders::Organization);
        let organization = requests.map(|limit| bucket.meter(limit * ABOVE, model.period));
        let random = Rng::with_seed(!model.seed);
        Self { style: model.headers, stale: None, organization, random }
    }

    /// What is told to the next request.
    pub(super) fn of_verdict(&mut self, now: f64, verdict: &Verdict) -> Told {
        let truth = [verdict.requests, verdict.tokens];
        match self.style {
            LimitHeaders::Stale => self.stale(now, truth),
            LimitHeaders::Organization => [self.of_organization(now), None],
            LimitHeaders::Random => truth.map(|gauge| self.anything(gauge?)),
            _ => truth,
        }
    }

    fn stale(&mut self, now: f64, truth: Told) -> Told {
        match self.stale {
            Some((at, told)) if now < at + STALE => told,
            _ => {
                self.stale = Some((now, truth));
                truth
            }
        }
    }

    // Its limit counts refusals too, which are requests as all others.
    fn of_organization(&mut self, now: f64) -> Option<Gauge> {
        let meter = self.organization.as_mut()?;
        meter.take(now, 1.0);
        Some(meter.gauge(now))
    }

    fn anything(&mut self, truth: Gauge) -> Option<Gauge> {
        let remaining = self.random.f64() * truth.limit;
        let reset = self.random.f64() * 90.0;
        let lies = [
            None,
            Some(Gauge { remaining, reset, ..truth }),
            Some(truth),
            Some(Gauge { remaining: 0.0, reset: 360.0, ..truth }),
        ];
        lies[self.random.usize(..lies.len())]
    }
}
