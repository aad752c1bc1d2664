use std::time::Duration;

use proptest::prelude::*;
use tokio::time::Instant;

use crate::kind::ErrorKind;
use crate::limits::breaker::Breaker;
use crate::limits::circuit::{Change, Circuit, Pass, Sign};

const FAILS: Sign = Sign::Fails(ErrorKind::ServerError);

/// A circuit with a clock of its own.
struct Played {
    breaker: Breaker,
    circuit: Circuit,
    now: Instant,
}

impl Played {
    fn of(breaker: Breaker) -> Self {
        Self { breaker, circuit: Circuit::default(), now: Instant::now() }
    }

    fn ask(&mut self) -> Option<Pass> {
        self.circuit.admit(&self.breaker, || (self.now, 1.0)).ok()
    }

    fn settle(&mut self, pass: Pass, sign: Sign) -> Option<Change> {
        self.circuit.settle(&self.breaker, pass, sign, || (self.now, 1.0))
    }

    /// Sends a request, which is settled at once.
    fn send(&mut self, sign: Sign) -> Option<Change> {
        let pass = self.ask().expect("it is admitted");
        self.settle(pass, sign)
    }

    fn fail(&mut self, times: u32) -> Option<Change> {
        (0..times).map(|_| self.send(FAILS)).last().flatten()
    }

    fn pass(&mut self, milliseconds: u64) {
        self.now += Duration::from_millis(milliseconds);
    }
}

#[test]
fn it_opens_after_so_many_failures_in_a_row() {
    let mut played = Played::of(Breaker::default());
    assert_eq!(played.fail(19), None);
    assert_eq!(played.send(Sign::Works), None);
    assert_eq!(played.fail(19), None);
    assert_eq!(played.send(Sign::Nothing), None, "neither a failure nor an answer");
    let opened = played.send(FAILS);
    let time = Duration::from_millis(500);
    assert_eq!(opened, Some(Change::Opened { failures: 20, by: ErrorKind::ServerError, time }));
    assert_eq!(played.ask(), None);
}

#[test]
fn it_stays_open_for_twice_as_long_each_time() {
    let mut played = Played::of(Breaker::after(1));
    played.fail(1);
    for open in [500, 1_000, 2_000, 2_000] {
        played.pass(open - 1);
        assert_eq!(played.ask(), None);
        played.pass(1);
        assert_eq!(played.send(FAILS), None);
    }
    played.pass(2_000);
    let after = Duration::from_millis(7_500);
    assert_eq!(played.send(Sign::Works), Some(Change::Closed { after }));
    assert_eq!(played.circuit.failures(), 0);
    assert!(played.ask().is_some());
}

#[test]
fn one_probe_is_under_way_at_a_time() {
    let mut played = Played::of(Breaker::after(1));
    played.fail(1);
    played.pass(500);
    let probe = played.ask().expect("a probe");
    assert!(probe.is_probe());
    assert_eq!(played.ask(), None);
    played.settle(probe, Sign::Nothing);
    let next = played.ask().expect("the place of one that was cancelled is free");
    assert!(next.is_probe());
    assert_eq!(played.ask(), None);
}

/// An answer of a model may take a minute, for which nothing else would be sent.
#[test]
fn a_probe_that_takes_long_is_joined_by_another() {
    let mut played = Played::of(Breaker::after(1));
    played.fail(1);
    played.pass(500);
    let slow = played.ask().expect("a probe");
    played.pass(1_000);
    let quick = played.ask().expect("another");
    assert_eq!(played.settle(slow, FAILS), None);
    assert_eq!(played.ask(), None, "the first one does not count any more");
    assert!(matches!(played.settle(quick, Sign::Works), Some(Change::Closed { .. })));
}

#[test]
fn a_probe_that_was_joined_may_close_it() {
    let mut played = Played::of(Breaker::after(1));
    played.fail(1);
    played.pass(500);
    let slow = played.ask().expect("a probe");
    played.pass(1_000);
    let late = played.ask().expect("another");
    assert!(matches!(played.settle(slow, Sign::Works), Some(Change::Closed { .. })));
    assert_eq!(played.settle(late, FAILS), None);
    assert_eq!(played.circuit.failures(), 0, "it was sent before");
}

#[test]
fn what_was_sent_before_it_opened_changes_nothing() {
    let mut played = Played::of(Breaker::after(2));
    let early: Vec<_> = (0..4).map(|_| played.ask().expect("closed")).collect();
    played.fail(2);
    for (pass, sign) in early.into_iter().zip([Sign::Works, FAILS, Sign::Nothing]) {
        assert_eq!(played.settle(pass, sign), None);
        assert_eq!(played.ask(), None);
    }
}

#[test]
fn one_that_never_opens_still_counts() {
    let mut played = Played::of(Breaker::never());
    assert_eq!(played.fail(1_000), None);
    assert_eq!(played.circuit.failures(), 1_000);
}

#[test]
fn no_setting_breaks_it() {
    let (zero, most) = (Duration::ZERO, Duration::MAX);
    for open in [zero..zero, most..zero, zero..most, most..most] {
        let mut played = Played::of(Breaker::after(0).open_for(open));
        for _ in 0..100 {
            played.fail(1);
            played.pass(60 * 60 * 1_000);
        }
    }
}

/// What happens to a circuit.
#[derive(Clone, Copy, Debug)]
enum Step {
    Ask,
    /// One of the requests under way, by its place among them.
    Settle(usize, Sign),
    Pass(u64),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let sign = prop_oneof![3 => Just(FAILS), 1 => Just(Sign::Works), 1 => Just(Sign::Nothing)];
    let step = prop_oneof![
        4 => Just(Step::Ask),
        4 => (0..8_usize, sign).prop_map(|(at, sign)| Step::Settle(at, sign)),
        1 => (0..3_000_u64).prop_map(Step::Pass),
    ];
    proptest::collection::vec(step, 0..400)
}

proptest! {
    #[test]
    fn in_any_order_it_refuses_only_while_it_is_open(steps in steps(), failures in 1..6_u32) {
        let mut played = Played::of(Breaker::after(failures));
        // With how often it had closed by then.
        let mut under_way: Vec<(Pass, u32)> = Vec::new();
        let (mut is_open, mut row, mut closed, mut last_probe) = (false, 0, 0, None::<Instant>);
        for step in steps {
            match step {
                Step::Ask => {
                    let pass = played.ask();
                    prop_assert!(is_open || pass.is_some_and(|pass| !pass.is_probe()));
                    if let Some(pass) = pass.filter(|_| is_open) {
                        prop_assert!(pass.is_probe());
                        // One at a time: until it is settled, or half a second has passed.
                        let passed = last_probe.map(|last| played.now - last);
                        prop_assert!(passed.is_none_or(|it| it >= Duration::from_millis(500)));
                        last_probe = Some(played.now);
                    }
                    under_way.extend(pass.map(|pass| (pass, closed)));
                }
                Step::Settle(at, sign) if !under_way.is_empty() => {
                    let (pass, sent) = under_way.swap_remove(at % under_way.len());
                    row = match sign {
                        _ if is_open || sent != closed => row,
                        Sign::Works => 0,
                        Sign::Fails(_) => row + 1,
                        Sign::Nothing => row,
                    };
                    match played.settle(pass, sign) {
                        Some(Change::Opened { failures: counted, .. }) => {
                            prop_assert!(!is_open && counted == failures && row == failures);
                            (is_open, row, last_probe) = (true, 0, None);
                        }
                        Some(Change::Closed { .. }) => {
                            prop_assert!(is_open && pass.is_probe() && sign == Sign::Works);
                            (is_open, closed) = (false, closed + 1);
                        }
                        None => prop_assert!(row < failures),
                    }
                    if sign == Sign::Nothing && pass.is_probe() {
                        last_probe = None;
                    }
                }
                Step::Settle(..) => {}
                Step::Pass(milliseconds) => played.pass(milliseconds),
            }
        }
        // Whatever has happened, it closes again.
        for (pass, _) in under_way {
            played.settle(pass, Sign::Nothing);
        }
        played.pass(2_000);
        played.send(Sign::Works);
        prop_assert!(played.circuit.refusal(played.now).is_none());
    }
}
