//! What a refusal teaches: the headers explain it, or a burst does, or the rate of the limit is not what it
//! seems.

use super::blind::Blindly;
use super::brake::Unexplained;
use super::episode::{Begun, Episodes};
use super::gauge::Gauge;
use super::grant::{Grant, TooMany};
use super::ledger::{Emptied, PERIOD};
use super::{Pacer, Seconds};

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
        for (sum, cost) in self.refused_cost.iter_mut().zip(grant.cost()) {
            *sum += cost;
        }
        let was_known = self.is_known();
        let is_new = self.episodes.is_new(grant);
        self.read(now, grant, &refusal.levels);
        let delay = self.episodes.wait(refusal.delay, is_new, random);
        self.floor = self.floor.max(refusal.delay.map_or(f64::MIN, |delay| now + delay));
        let mut gate = Episodes::opens(now, delay, random);
        let rate = self.rate();
        let begun = is_new.then(|| self.episodes.begin(self.sent, self.passed_so_far(), rate));
        if is_new {
            gate += self.episodes.margin(refusal.delay, self.behind(grant), rate);
        }
        self.gate = self.gate.max(gate);
        let Some(begun) = begun else { return };
        if self.blind.has_quota() || !(was_known || self.is_known()) {
            self.refused_blindly(now, delay, begun);
        } else {
            self.refused_knowing(now, grant, refusal, delay, begun);
        }
    }

    fn refused_blindly(&mut self, now: Seconds, delay: f64, begun: Begun) {
        let span = (30.0 / self.blind.rate()).clamp(3.0, 20.0);
        let (count, seconds) = self.throughput.of_late(now, span);
        self.blind.refused(&Blindly {
            now,
            gate: self.gate,
            delay,
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
        if short.contains(&true) || grant.is_unsure {
            let all = !short.contains(&true);
            for which in [0, 1].into_iter().filter(|which| short[*which] || all) {
                self.gauges[which].emptied(&Emptied {
                    now,
                    gate: self.gate,
                    delay,
                    last: self.sent.saturating_sub(1),
                    cost: grant.cost()[which],
                    refused: self.refused_cost[which],
                    is_apart: begun.row == 0 && !grant.is_unsure,
                });
            }
            if !grant.is_unsure && begun.row == 0 {
                self.explained_again(now, delay, begun);
            }
            return;
        }
        if grant.is_hurried || self.ramp.excess() > 0.0 || self.ramp.may_burst() {
            self.ramp.refused(now);
            self.brake.tap(now);
        } else {
            self.press(now, delay, begun);
        }
        let gate = self.gate;
        self.gauges.iter_mut().for_each(|gauge| gauge.hold(gate));
    }

    /// Headers that explain refusal after refusal are wrong.
    fn explained_again(&mut self, now: Seconds, delay: f64, begun: Begun) {
        let passed = self.passed_so_far();
        self.explained.rotate_left(1);
        self.explained[3] = passed;
        if passed - self.explained[0] < 80.0 {
            self.explained = [f64::MIN; 4];
            self.press(now, delay, Begun { since: 0.0, ..begun });
        } else if begun.since < 20.0 {
            self.brake.tap(now);
        }
    }

    fn press(&mut self, now: Seconds, delay: f64, begun: Begun) {
        let (count, seconds) = self.throughput.of_late(now, 20.0);
        let rates = self.gauges.iter().filter_map(Gauge::request_rate);
        let limit = rates.fold(f64::MAX, f64::min);
        let is_enough = seconds >= 1.0;
        self.brake.press(&Unexplained {
            now,
            delay: Some(delay),
            since: begun.since,
            row: begun.row,
            rate: self.rate(),
            used: if is_enough { count / seconds / limit } else { 0.0 },
            count: if is_enough { count } else { 0.0 },
        });
    }
}
