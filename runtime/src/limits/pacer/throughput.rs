//! [`Throughput`]: how much has passed a second, of late.

use super::Seconds;

/// How many seconds are kept.
const SECONDS: usize = 60;

/// What was sent in the last moments may still be refused.
const QUIET: f64 = 0.25;

/// What was sent and not refused, in a ring of slots of a quarter of a second.
#[derive(Debug)]
pub(super) struct Throughput {
    slots: [Slot; SLOTS],
    since: Option<Seconds>,
}

const SLOTS: usize = SECONDS * 4 + 2;

#[derive(Clone, Copy, Debug, Default)]
struct Slot {
    number: u64,
    passed: f64,
}

impl Default for Throughput {
    fn default() -> Self {
        Self { slots: [Slot::default(); SLOTS], since: None }
    }
}

impl Throughput {
    pub(super) fn sent(&mut self, at: Seconds) {
        self.since = self.since.or(Some(at));
        let number = number_of(at);
        let slot = &mut self.slots[place_of(number)];
        if slot.number != number {
            *slot = Slot { number, passed: 0.0 };
        }
        slot.passed += 1.0;
    }

    /// A request that was sent then has been refused, or has not been sent after all.
    pub(super) fn taken_back(&mut self, at: Seconds) {
        let number = number_of(at);
        let slot = &mut self.slots[place_of(number)];
        if slot.number == number {
            slot.passed -= 1.0;
        }
    }

    /// How many have passed since then.
    pub(super) fn since(&self, at: Seconds) -> f64 {
        let first = number_of(at);
        self.slots.iter().filter(|slot| slot.number >= first).map(|slot| slot.passed).sum()
    }

    /// How many have passed in the last `span` seconds, at most [`SECONDS`], and how long that was.
    pub(super) fn of_late(&self, now: Seconds, span: f64) -> (f64, f64) {
        let end = number_of(now - QUIET);
        let first = self.since.map_or(end, number_of);
        let slots = (span.clamp(0.5, SECONDS as f64) * 4.0) as u64;
        let begin = end.saturating_sub(slots).max(first);
        let passed = self.slots.iter().filter(|slot| (begin..end).contains(&slot.number));
        (passed.map(|slot| slot.passed).sum(), (end.saturating_sub(begin)) as f64 / 4.0)
    }
}

fn number_of(at: Seconds) -> u64 {
    (at * 4.0).max(0.0) as u64
}

fn place_of(number: u64) -> usize {
    (number % SLOTS as u64) as usize
}
