//! [`Pacer`]: when the next request may be sent, so that the server refuses hardly any.
//!
//! Many calls at once are a herd. Each of them handles its 429 well and waits as it is told, and then all
//! come back in the same moment: a limit of 60 a minute costs ten requests a call, and most calls are lost.
//! A pacer lets them out one after the other, as fast as the server allows.
//!
//! - A semaphore does not help: it bounds how many are under way, and a limit counts how many begin.
//! - A fixed rate has to be guessed, is wrong as soon as others use the same key, and leaves unused what a
//!   server lets pass at once.
//! - Latency says nothing: a server at its limit answers what it admits as fast as before.
//!
//! So the pacer believes the server: its delays, its headers and its refusals. A request is sent when three
//! brakes allow it. The *gate* is the time that the last refusal has named; the *ledger* is what remains of
//! each limit, by the headers; the *pace* is the distance between two requests, by the rate of the limit.
//!
//! Each term is here for a row of `pacing.rs` or `quiet.rs` in `tests/integration/behaviour`
//! that fails without it:
//!
//! | term | what it is for | without it |
//! |---|---|---|
//! | [`Ramp`] | to spend at once what a bucket holds | bucket: 40 % of the ideal |
//! | its steps | to find out cheaply that bursts are refused | each second: 8 % refused |
//! | landing | to end a burst at the limit's own rate | window: 1.3 % refused |
//! | tolerance | to lose no time to timers | unclear: each second, 0.91 % refused on average, not 0.71 % |
//! | share | to leave to others what they take | others: 1.3 % refused |
//! | reserve | to leave a little where refusals come | others: 4 % refused, tokens: 2 % |
//! | [`Brake`] | to go slower than the headers say | a tenth: 80 of 500 lost |
//! | its hold | not to try again at once what was refused | each second: over the bar in 10 of 50 seeds, not 5 |
//! | its half | to get there soon | a tenth: 20 of 500 lost, 38 % refused |
//! | last attempt | to wait until there is surely room | a tenth: 15 of 500 lost |
//! | [`Period`](period::Period) | not to pace a limit for a day | lies: calls are lost |
//! | [`Blind`]: few | to hold back nobody who is alone | no header: 93 % used |
//! | quiet | to take no refusal for a rate where few calls are made | `quiet.rs`: 15 s a call |
//! | idle | to forget what another load has taught | - |
//! | most passed | to take no refusal by chance for a rate | `quiet.rs`: 128 of 300 lost |
//! | its growth | to find the rate | no header: 40 % used |
//! | raises | to find it again after a refusal | no header: 94 % used |
//! | measured rate | to keep to what has passed | no header: 86 % used |
//! | closed gate | to send no more before it | no header: 90 % used |
//! | `Quota` | to use a window up when it begins | no header: 89 % of the ideal |
//! | beyond | to find out that a window admits more | growing window: 50 % of the ideal |
//!
//! The figures are the worst of two to ten seeds, with other terms as they were then.
//!
//! What else there is keeps a promise: no call is sent sooner than its server has asked it, nor any other for ten
//! minutes, and no nonsense in a header stalls anybody (`limits/tests/pacer.rs`).
//!
//! It has no clock, no I/O and no dice: times are seconds since it began, and are passed in.
#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "requests, tokens and quarters of a second are whole, positive and below 2⁵³"
)]

mod blind;
mod brake;
mod episode;
mod gauge;
mod grant;
mod ledger;
mod period;
mod quota;
mod ramp;
mod refusals;
mod state;
mod throughput;

pub(crate) use self::grant::{Cost, Grant, Level, Levels, Of, TooMany, of_type};
#[cfg(test)]
pub(crate) use self::refusals::MOST_HELD;

use self::blind::Blind;
use self::brake::Brake;
use self::episode::Episodes;
use self::gauge::Gauge;
use self::ledger::Speed;
use self::ramp::Ramp;
use self::throughput::Throughput;

/// Seconds since the pacer began.
pub(crate) type Seconds = f64;

/// How long the last attempt of a call waits behind the gate: in requests, by the pace, and at most as long
/// as the server's delay, or two seconds.
const LAST_SPACINGS: f64 = 3.0;
const LAST_DELAY: f64 = 2.0;

#[derive(Debug)]
pub(crate) struct Pacer {
    is_unlimited: bool,
    /// The limit on requests, and that on tokens.
    gauges: [Gauge; 2],
    /// How many requests have been let out, how many of them were refused or not sent, and how many are under
    /// way.
    sent: u64,
    refused: u64,
    in_flight: u32,
    /// Before it nothing is sent.
    gate: Seconds,
    /// Before it the server has asked for nothing to be sent.
    floor: Seconds,
    /// When the last request was let out.
    sent_at: Seconds,
    episodes: Episodes,
    brake: Brake,
    ramp: Ramp,
    blind: Blind,
    throughput: Throughput,
}

impl Default for Pacer {
    fn default() -> Self {
        Self {
            is_unlimited: false,
            gauges: [Gauge::new(Of::Requests), Gauge::new(Of::Tokens)],
            sent: 0,
            refused: 0,
            in_flight: 0,
            gate: f64::MIN,
            floor: f64::MIN,
            sent_at: f64::MIN,
            episodes: Episodes::default(),
            brake: Brake::default(),
            ramp: Ramp::default(),
            blind: Blind::default(),
            throughput: Throughput::default(),
        }
    }
}

impl Pacer {
    /// When a request of this cost may be sent.
    pub(crate) fn when(&mut self, now: Seconds, cost: &Cost) -> Seconds {
        if self.is_unlimited {
            return now;
        }
        self.blind.roll(now);
        let when = self.room(now, &self.payable(cost));
        if self.is_known() {
            let due = self.gauges.iter().map(Gauge::due);
            return due.fold(when, f64::max);
        }
        when.max(self.blind.when(now, self.in_flight))
    }

    /// When a request may be sent, by the gate and the ledger alone.
    fn room(&self, now: Seconds, cost: &Cost) -> Seconds {
        let room = |which: usize| self.gauges[which].room(now, cost.0[which]);
        now.max(self.gate).max(room(0)).max(room(1))
    }

    /// When a request would be sent that comes behind others with this cost, as far as the limits are known.
    pub(crate) fn expected(&self, now: Seconds, ahead: &Cost, cost: &Cost) -> Seconds {
        let factor = self.brake.factor();
        let of =
            |which: usize| self.gauges[which].expected(now, ahead.0[which] + cost.0[which], factor);
        now.max(self.gate).max(of(0)).max(of(1))
    }

    /// The earliest time for the last attempt of a call: when there is surely room.
    pub(crate) fn surely(&self) -> Seconds {
        if self.is_unlimited {
            return f64::MIN;
        }
        // With the gate a window begins anew; and where nothing is known of a rate, it is all there is.
        if !self.is_known() && !self.blind.has_rate() {
            return self.gate;
        }
        self.gate.max(self.sent_at)
            + self.episodes.delay().min(LAST_DELAY).max(LAST_SPACINGS / self.rate())
    }

    /// What a request takes of the limits: nothing, if it costs more than a whole one. Such a request is
    /// refused for good, and the server shall say so.
    fn payable(&self, cost: &Cost) -> Cost {
        let is_payable =
            |which: usize| self.gauges[which].limit().is_none_or(|it| cost.0[which] <= it);
        if is_payable(0) && is_payable(1) { *cost } else { Cost::default() }
    }

    /// Lets a request out, whose time has come.
    pub(crate) fn take(&mut self, now: Seconds, cost: &Cost) -> Grant {
        let cost = self.payable(cost);
        let speed = self.speed();
        let is_known = self.is_known();
        let is_bound = self.gauges.iter().any(|gauge| gauge.is_bound(now, speed));
        for (gauge, cost) in self.gauges.iter_mut().zip(cost.0) {
            gauge.take(now, cost, speed);
        }
        if is_known {
            self.ramp.sent(now, is_bound);
        } else {
            self.blind.take(now);
        }
        let number = self.sent;
        self.sent += 1;
        self.in_flight += 1;
        self.sent_at = now;
        self.throughput.sent(now);
        Grant {
            number,
            sent_at: now,
            tokens: cost.tokens(),
            is_free: cost == Cost::default(),
            spent: [0, 1].map(|it| self.gauges[it].spent()),
        }
    }

    /// The request was not sent after all.
    pub(crate) fn returned(&mut self, grant: &Grant) {
        self.in_flight = self.in_flight.saturating_sub(1);
        self.refused += 1;
        for (gauge, cost) in self.gauges.iter_mut().zip(grant.cost()) {
            gauge.give_back(cost);
        }
        self.throughput.taken_back(grant.sent_at);
    }

    /// Nobody waits for the answer any more, or it says nothing of limits.
    pub(crate) fn lost(&mut self) {
        self.in_flight = self.in_flight.saturating_sub(1);
    }

    /// An answer has come that is no refusal.
    pub(crate) fn passed(&mut self, now: Seconds, grant: &Grant, levels: &Levels) {
        self.in_flight = self.in_flight.saturating_sub(1);
        self.episodes.passed();
        self.read(grant, levels);
        if self.brake.passed(now) && !self.is_known() {
            self.blind.grow(self.brake.growth());
        }
    }

    fn read(&mut self, grant: &Grant, levels: &Levels) {
        for (gauge, level) in self.gauges.iter_mut().zip(levels) {
            if let Some(level) = level {
                gauge.read(grant, level);
            }
        }
        if self.is_known() {
            self.blind.forget_quota();
        }
    }

    fn speed(&self) -> Speed {
        Speed { factor: self.brake.factor(), excess: self.ramp.excess() }
    }

    /// Whether the headers name a limit for a minute.
    pub(crate) fn is_known(&self) -> bool {
        self.gauges.iter().any(Gauge::is_known)
    }

    /// The requests a second that go out in the long run.
    fn rate(&self) -> f64 {
        let rates = self.gauges.iter().filter_map(Gauge::request_rate);
        let known = rates.reduce(f64::min).map(|rate| rate * self.brake.factor());
        known.unwrap_or_else(|| self.blind.rate()).max(0.05)
    }

    /// How many have been sent and not been refused.
    fn passed_so_far(&self) -> f64 {
        (self.sent - self.refused) as f64
    }
}
