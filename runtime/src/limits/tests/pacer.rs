//! What holds of the pacer whatever a server says, and in whatever order calls come, wait, are dropped and
//! are answered. It has no clock, so each history is played as it is made up.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Wake, Waker};

use proptest::prelude::*;

use crate::limits::line::Line;
use crate::limits::pacer::{Cost, Grant, Level, Levels, MOST_HELD, Of, TooMany};
use crate::limits::waiting::{Rank, Turn};

/// The longest time that a call is told to wait, in seconds: by a delay, or until a window ends.
const LONGEST: f64 = MOST_HELD + 80.0;

/// What happens next. The numbers choose a call of those that could do it.
#[derive(Clone, Debug)]
pub(super) enum Event {
    /// A call comes, with so many tokens.
    Comes {
        tokens: u32,
        is_low: bool,
        is_last: bool,
    },
    /// The first in line asks, when the time is there that it was told.
    Asks,
    /// One who waits is dropped.
    Leaves(usize),
    Passes(usize, Levels),
    /// With the delay and the limit that the server names.
    Refused(usize, Option<f64>, Option<Of>, Levels),
    Lost(usize),
    Unsent(usize),
    /// Seconds pass.
    Later(f64),
}

/// A number as a server may send it.
fn number() -> impl Strategy<Value = f64> {
    prop_oneof![
        0.0..2_000.0_f64,
        Just(0.0),
        Just(-1.0),
        Just(1e300),
        Just(f64::INFINITY),
        Just(f64::NAN),
    ]
}

fn level() -> impl Strategy<Value = Option<Level>> {
    let parts = (number(), prop::option::of(number()), prop::option::of(number()));
    prop::option::of(parts.prop_map(|(limit, remaining, reset)| Level { limit, remaining, reset }))
}

fn levels() -> impl Strategy<Value = Levels> {
    [level(), level()]
}

fn event() -> impl Strategy<Value = Event> {
    let of = prop::option::of(prop_oneof![Just(Of::Requests), Just(Of::Tokens)]);
    let delay = prop::option::of(prop_oneof![0.0..5.0_f64, 0.0..70.0_f64, Just(0.0), Just(1e9)]);
    prop_oneof![
        4 => (0..5_000_u32, any::<bool>(), any::<bool>())
            .prop_map(|(tokens, is_low, is_last)| Event::Comes { tokens, is_low, is_last }),
        6 => Just(Event::Asks),
        1 => any::<usize>().prop_map(Event::Leaves),
        4 => (any::<usize>(), levels()).prop_map(|(which, levels)| Event::Passes(which, levels)),
        2 => (any::<usize>(), delay, of, levels())
            .prop_map(|(which, delay, of, levels)| Event::Refused(which, delay, of, levels)),
        1 => any::<usize>().prop_map(Event::Lost),
        1 => any::<usize>().prop_map(Event::Unsent),
        4 => (0.0..3.0_f64).prop_map(Event::Later),
    ]
}

/// A line, and what a bystander knows of it.
#[derive(Default)]
pub(super) struct Played {
    pub(super) line: Line,
    pub(super) now: f64,
    /// Before then nothing may be sent, as the server has said.
    floor: f64,
    tickets: u64,
    waiting: BTreeSet<Rank>,
    under_way: Vec<Grant>,
    /// The tokens of what was let go, and not handed back.
    spent: f64,
    /// How many had to wait for their turn and got it, and how many were dropped or lost.
    pub(super) waits: usize,
    pub(super) drops: usize,
    /// How often the first in line was woken, and how often something has changed that it may want to know.
    wakes: Arc<Wakes>,
    changes: usize,
}

#[derive(Default)]
struct Wakes(AtomicUsize);

impl Wake for Wakes {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

impl Played {
    pub(super) fn play(&mut self, event: &Event) {
        self.changes += usize::from(!matches!(event, Event::Later(_)));
        match event {
            Event::Comes { tokens, is_low, is_last } => self.come(*tokens, *is_low, *is_last),
            Event::Asks => self.ask(),
            Event::Leaves(which) => self.leave(*which),
            Event::Later(seconds) => self.now += seconds,
            Event::Passes(which, levels) => {
                if let Some(grant) = self.answered(*which) {
                    self.line.passed(self.now, &grant, levels);
                }
            }
            Event::Refused(which, delay, of, levels) => {
                if let Some(grant) = self.answered(*which) {
                    let held = delay.unwrap_or(0.0).min(MOST_HELD);
                    self.floor = self.floor.max(self.now + held);
                    let refusal = TooMany { delay: *delay, of: *of, levels: *levels };
                    self.line.refused(self.now, &grant, &refusal, 0.5);
                }
            }
            Event::Lost(which) => {
                if self.answered(*which).is_some() {
                    self.drops += 1;
                    self.line.lost();
                }
            }
            Event::Unsent(which) => {
                if let Some(grant) = self.answered(*which) {
                    self.drops += 1;
                    self.spent -= grant.tokens();
                    self.line.returned(&grant);
                }
            }
        }
        assert_eq!(self.line.len(), self.waiting.len());
        assert!((self.line.spent_tokens() - self.spent).abs() < 1e-3, "a ledger that adds up");
        assert!(
            self.wakes.0.load(Ordering::Relaxed) <= self.changes,
            "nobody is woken for nothing"
        );
        self.line.assert_sound();
    }

    fn come(&mut self, tokens: u32, is_low: bool, is_last: bool) {
        self.tickets += 1;
        let rank = Rank { is_low, ticket: self.tickets };
        let cost = Cost::of_tokens(tokens);
        let last = is_last.then_some(self.now + 60.0);
        if let Some(grant) = self.line.pass(self.now, rank, &cost, last) {
            let is_first = self.waiting.first().is_none_or(|first| rank < *first);
            assert!(is_first, "nobody is overtaken");
            self.granted(grant);
        } else {
            self.line.join(rank, cost, last);
            self.waiting.insert(rank);
        }
    }

    fn ask(&mut self) {
        let Some(rank) = self.waiting.first().copied() else { return };
        let waker = Waker::from(Arc::clone(&self.wakes));
        // When a window has ended, its time may turn out to be later; not again and again.
        for _ in 0..5 {
            match self.line.ask(self.now, rank, &waker) {
                Turn::Now(grant) => {
                    self.waits += 1;
                    self.waiting.remove(&rank);
                    return self.granted(grant);
                }
                Turn::At(at) => {
                    assert!(at > self.now && at.is_finite(), "the first in line has a timer: {at}");
                    assert!(at < self.now + LONGEST, "nonsense stalls nobody: {at}");
                    self.now = at;
                }
                Turn::Behind | Turn::Watching | Turn::Lease => {
                    panic!("it is first in line, and there is no store")
                }
            }
        }
        panic!("it is put off again and again");
    }

    fn granted(&mut self, grant: Grant) {
        assert!(self.now >= self.floor, "sent {} s too early", self.floor - self.now);
        self.spent += grant.tokens();
        self.under_way.push(grant);
    }

    fn leave(&mut self, which: usize) {
        let rank = self.waiting.iter().nth(which % self.waiting.len().max(1)).copied();
        if let Some(rank) = rank {
            self.drops += 1;
            self.waiting.remove(&rank);
            self.line.leave(rank);
        }
    }

    /// One of those under way, in any order.
    fn answered(&mut self, which: usize) -> Option<Grant> {
        let under_way = self.under_way.len();
        if under_way == 0 {
            return None;
        }
        self.line.ended();
        Some(self.under_way.swap_remove(which % under_way))
    }

    /// All are answered, and all who wait get their turn.
    pub(super) fn end(&mut self) {
        while self.answered(0).is_some() {
            self.line.lost();
        }
        while !self.waiting.is_empty() {
            self.ask();
            while self.answered(0).is_some() {
                self.line.lost();
            }
        }
        assert_eq!(self.line.len(), 0);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn no_history_breaks_a_promise(events in prop::collection::vec(event(), 0..250)) {
        let mut played = Played::default();
        for event in &events {
            played.play(event);
        }
        played.end();
    }

    #[test]
    fn the_same_history_ends_the_same(events in prop::collection::vec(event(), 0..100)) {
        let play = || {
            let mut played = Played::default();
            for event in &events {
                played.play(event);
            }
            (played.now, played.under_way)
        };
        // Compared as text, because a server may say that something is no number.
        prop_assert_eq!(format!("{:?}", play()), format!("{:?}", play()));
    }
}
