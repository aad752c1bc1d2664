use std::sync::Arc;
use std::time::Duration;

use crate::limits::leases::{Leases, Next, Reach};
use crate::limits::store::{Lease, MemoryStore};

const SPACING: [f64; 2] = [0.1, 0.0];

fn leases() -> Leases {
    Leases::new(Arc::new(MemoryStore::default()), 7)
}

fn lease(times: u32, start: u64, clients: u32) -> Lease {
    let [start, step] = [start, 100].map(Duration::from_millis);
    Lease { times, start, step, clients }
}

fn gone() -> Result<Lease, String> {
    Err("gone".to_owned())
}

impl Leases {
    /// Asks, and hears this; returns what the store was told of a hold.
    fn hear(&mut self, now: f64, answer: Result<Lease, String>) -> (Option<f64>, Option<Reach>) {
        let (wish, _) = self.wish(now, "gpt-4o-mini", 4, SPACING);
        (wish.hold.map(|hold| hold.as_secs_f64()), self.leased(now, answer))
    }

    fn at(&mut self, now: f64) -> Option<f64> {
        match self.next(now) {
            Next::At(at) => Some(at),
            Next::Leased => None,
        }
    }
}

#[test]
fn a_hold_is_told_until_it_is_heard() {
    let mut leases = leases();
    leases.hold(10.0);
    assert_eq!(leases.hear(2.0, gone()).0, Some(8.0));
    assert_eq!(leases.hear(3.0, Ok(lease(1, 7_000, 1))).0, Some(7.0));
    assert_eq!(leases.hear(4.0, Ok(lease(1, 0, 1))).0, None);
    leases.hold(5.0);
    assert_eq!(leases.hear(6.0, Ok(lease(1, 0, 1))).0, None, "it is over");
}

/// One that comes while the store is asked is told by the next wish.
#[test]
fn a_hold_that_comes_meanwhile_is_not_forgotten() {
    let mut leases = leases();
    leases.hold(10.0);
    let _ = leases.wish(1.0, "gpt-4o-mini", 4, SPACING);
    leases.hold(20.0);
    let _ = leases.leased(1.0, Ok(lease(1, 0, 1)));
    assert_eq!(leases.hear(2.0, Ok(lease(1, 0, 1))).0, Some(18.0));
}

#[test]
fn times_before_the_end_of_a_hold_are_dropped() {
    let mut leases = leases();
    leases.hear(0.0, Ok(lease(4, 0, 1)));
    leases.hold(0.15);
    assert_eq!(leases.at(0.0), Some(0.2));
}

/// They would be used on top of those that others have leased since.
#[test]
fn times_that_nobody_has_used_are_lost() {
    let mut leases = leases();
    leases.hear(0.0, Ok(lease(4, 0, 1)));
    assert_eq!(leases.at(0.1), Some(0.1), "the first is a little late");
    assert_eq!(leases.at(10.0), None, "it has to ask");
}

/// It counts from nothing after it has lost its memory.
#[test]
fn a_store_may_know_fewer_for_a_while() {
    let mut leases = leases();
    leases.hear(0.0, Ok(lease(1, 0, 8)));
    leases.hear(1.0, Ok(lease(1, 0, 1)));
    assert_eq!(leases.clients(), 8);
    let away = leases.hear(2.0, gone()).1;
    assert_eq!(away, Some(Reach::Away { error: "gone".to_owned(), clients: 8 }));
    leases.take(2.0, 0.1);
    assert!(leases.at(2.0) > Some(2.7), "an eighth of ten a second");
    let back = leases.hear(11.0, Ok(lease(1, 0, 2))).1;
    assert_eq!((back, leases.clients()), (Some(Reach::Back { after: 9.0 }), 2));
}

#[test]
fn who_asks_for_one_that_is_gone_has_the_time_that_is_left() {
    let mut leases = leases();
    let (_, time) = leases.wish(0.0, "gpt-4o-mini", 1, SPACING);
    assert!((time - 0.05).abs() < 1e-9);
    assert_eq!(leases.at(0.01), Some(1.01), "one asks for all");
    leases.unasked(0.03);
    assert_eq!(leases.at(0.03), None);
    // Later it is the same: nobody has asked in between.
    let (_, time) = leases.wish(100.0, "gpt-4o-mini", 1, SPACING);
    assert!((time - 0.02).abs() < 1e-9, "{time}");
    let _ = leases.leased(100.0, Ok(lease(1, 0, 1)));
    let (_, time) = leases.wish(101.0, "gpt-4o-mini", 1, SPACING);
    assert!((time - 0.05).abs() < 1e-9);
}

/// The others go on with what they have leased, and would be joined by one that has had its part.
#[test]
fn who_has_just_used_a_lease_leaves_the_next_turns_to_others() {
    let mut leases = leases();
    leases.hear(0.0, Ok(lease(4, 0, 3)));
    for now in [0.0, 0.11, 0.21, 0.31] {
        assert_eq!(leases.at(now), Some(now));
        leases.take(now, 0.1);
    }
    leases.hear(0.4, gone());
    let at = leases.at(0.4).expect("it goes on by itself");
    assert!((at - 1.2).abs() < 1e-9, "{at}");
}
