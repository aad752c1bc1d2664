//! What a [`Pacer`] begins with, and what others may know of it.

#[cfg(test)]
use super::Gauge;
use super::{Pacer, Seconds};

impl Pacer {
    /// A pacer for limits that were declared.
    pub(crate) fn declared(requests: Option<f64>, tokens: Option<f64>) -> Self {
        let mut pacer = Self::default();
        for (gauge, limit) in pacer.gauges.iter_mut().zip([requests, tokens]) {
            if let Some(limit) = limit {
                gauge.declare(limit);
            }
        }
        pacer
    }

    /// One that lets everything go, and learns nothing.
    pub(crate) fn unlimited() -> Self {
        Self { is_unlimited: true, ..Self::default() }
    }

    /// Whether no header names a limit and no refusal has told one, so that the pace is caution alone.
    pub(crate) fn is_cautious(&self) -> bool {
        !self.is_known() && self.blind.is_cautious()
    }

    /// Before it nothing is sent.
    pub(crate) fn gate(&self) -> Seconds {
        self.gate
    }

    /// How long one request takes of each limit, in seconds, by what requests have cost so far.
    pub(crate) fn spacing(&self) -> [Seconds; 2] {
        [0, 1].map(|which| self.gauges[which].request_rate().map_or(0.0, f64::recip))
    }

    /// Until when the server has asked for nothing to be sent.
    pub(crate) fn floor(&self) -> Seconds {
        self.floor
    }

    /// The limits that are known, of requests and of tokens a minute.
    pub(crate) fn limits(&self) -> [Option<f64>; 2] {
        [0, 1].map(|which| self.gauges[which].limit())
    }

    /// Whether the limits leave so much that not every answer has to be read.
    pub(crate) fn is_easy(&self, now: Seconds) -> bool {
        self.is_unlimited || self.gauges.iter().all(|gauge| gauge.is_easy(now))
    }

    /// Fails unless each term is within its bounds, whatever a server has said.
    #[cfg(test)]
    pub(crate) fn assert_sound(&self) {
        let factor = self.brake.factor();
        assert!((0.01..=1.0).contains(&factor), "factor {factor}");
        let excess = self.ramp.excess();
        assert!((0.0..=1e4).contains(&excess), "excess {excess}");
        let rate = self.rate();
        assert!(rate.is_finite() && rate > 0.0, "rate {rate}");
        assert!(!self.gate.is_nan() && self.gate >= self.floor, "gate {}", self.gate);
        self.gauges.iter().for_each(Gauge::assert_sound);
    }

    /// The number of the request whose answer tells the level of each limit, and that level.
    #[cfg(test)]
    pub(crate) fn anchors(&self) -> [Option<(u64, f64)>; 2] {
        [0, 1].map(|which| self.gauges[which].anchor())
    }

    #[cfg(test)]
    pub(crate) fn factor(&self) -> f64 {
        self.brake.factor()
    }

    #[cfg(test)]
    pub(crate) fn spent_tokens(&self) -> f64 {
        self.gauges[1].spent()
    }
}
