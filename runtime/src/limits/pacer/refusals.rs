//! What a refusal teaches: the headers explain it, or a burst does, or the rate of the limit is not what it
//! seems.

use super::blind::Blindly;
use super::episode::{Begun, Episodes};
use super::gauge::Gauge;
use super::grant::{Grant, TooMany};
use super::ledger::{Emptied, PERIOD};
use super::{Pacer, Seconds};

/// The longest that a refusal holds back other calls, in seconds. Then the next one asks again: a refusal every
/// ten minutes costs little, and a server that is well again is found, whatever it has said before.
pub(crate) const MOST_HELD: f64 = 600.0;

impl Pacer {
    /// The server refuses a request because of a limit. `random` is in `0.0..1.0`.
    pub(crate) fn refused(&mut self, now: Seconds, grant: &Grant, refusal: &TooMany, random: f64) {
        if self.is_unlimited {
            return;
        }
        self.in_flight = self.in_flight.saturating_sub(1);
        self.refused += 1;
        self.throughput.taken_back(grant.sent_at);
        self.blind.taken_back();
        let was_known = self.is_known();
        let is_new = self.episodes.is_new(grant);
        self.read(grant, &refusal.levels);
        let told = refusal.delay.map(|delay| delay.min(MOST_HELD));
        let delay = self.episodes.wait(told, is_new, random);
        self.floor = self.floor.max(told.map_or(f64::MIN, |delay| now + delay));
        self.gate = self.gate.max(Episodes::opens(now, delay, random));
        if !is_new {
            return;
        }
        let begun = self.episodes.begin(self.sent, self.passed_so_far(), self.rate());
        if self.blind.has_quota() || !(was_known || self.is_known()) {
            self.refused_blindly(now, grant, delay, begun);
        } else {
            self.refused_knowing(now, grant, refusal, delay, begun);
        }
    }

    fn refused_blindly(&mut self, now: Seconds, grant: &Grant, delay: f64, begun: Begun) {
        let span = (30.0 / self.blind.rate()).clamp(3.0, 20.0);
        let (count, seconds) = self.throughput.of_late(now, span);
        self.blind.refused(&Blindly {
            now,
            sent_at: grant.sent_at,
            gate: self.gate,
            delay,
            sent: self.sent as f64,
            passed: self.passed_so_far(),
            measured: count / seconds.max(0.5),
            in_window: self.throughput.since(now + delay - PERIOD),
            row: begun.row,
        });
        self.brake.start_over(now);
    }

    fn refused_knowing(
        &mut self,
        now: Seconds,
        grant: &Grant,
        refusal: &TooMany,
        delay: f64,
        begun: Begun,
    ) {
        let explains = |gauge: &Gauge, which: usize| {
            let level = refusal.levels[which].as_ref();
            gauge.explains(grant, level, refusal.of.is_some_and(|of| which == of as usize))
        };
        let short = [0, 1].map(|which| explains(&self.gauges[which], which));
        if short.contains(&true) {
            for which in [0, 1].into_iter().filter(|which| short[*which]) {
                self.gauges[which].emptied(&Emptied {
                    gate: self.gate,
                    last: self.sent.saturating_sub(1),
                    cost: grant.cost()[which],
                });
            }
            return;
        }
        if self.ramp.may_burst() {
            self.ramp.refused(now);
        } else {
            self.brake.press(now, delay, begun.since, self.rate());
        }
    }
}
