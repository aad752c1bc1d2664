//! What holds however long a pacer runs, and in whatever order its answers come.

use proptest::prelude::*;

use super::pacer::{Event, Played};
use crate::limits::pacer::{Cost, Grant, Level, Levels, Of, Pacer, TooMany};

const MANY: usize = 100_000;

/// What a server with a limit of 600 a minute says.
fn says(remaining: f64) -> Levels {
    let level = Level { limit: 600.0, remaining: Some(remaining), reset: Some(1.0) };
    [Some(level), None]
}

/// An event of a busy line: more come than a server lets pass, many give up, and answers are lost.
fn any_event(random: &mut fastrand::Rng) -> Event {
    let which = random.usize(..);
    match random.u8(..20) {
        0..7 => Event::Comes {
            tokens: random.u32(..2_000),
            is_low: random.u8(..10) == 0,
            is_last: random.u8(..10) == 0,
        },
        7..12 => Event::Asks,
        12..14 => Event::Leaves(which),
        14..16 => Event::Passes(which, says(random.f64() * 600.0)),
        16 => {
            let of = (random.bool()).then_some(Of::Requests);
            Event::Refused(which, Some(random.f64() * 3.0), of, says(0.0))
        }
        17 => Event::Lost(which),
        18 => Event::Unsent(which),
        _ => Event::Later(random.f64() * 0.1),
    }
}

#[test]
fn of_a_hundred_thousand_waits_none_ends_too_soon_and_no_drop_holds_anything() {
    let mut random = fastrand::Rng::with_seed(7);
    let mut played = Played::default();
    for _ in 0..40 * MANY {
        if played.waits >= MANY && played.drops >= MANY {
            break;
        }
        played.play(&any_event(&mut random));
    }
    assert!(played.waits >= MANY && played.drops >= MANY, "{} {}", played.waits, played.drops);
    played.end();
}

/// Lets so many go that a server admits.
fn sent(pacer: &mut Pacer, many: u32) -> Vec<Grant> {
    (0..many).map(|n| pacer.take(f64::from(n) / 10.0, &Cost::of_tokens(0))).collect()
}

proptest! {
    #[test]
    fn answers_may_come_in_any_order(
        order in Just((0..40_u32).collect::<Vec<_>>()).prop_shuffle()
    ) {
        let (mut in_order, mut shuffled) = (Pacer::default(), Pacer::default());
        let (first, second) = (sent(&mut in_order, 40), sent(&mut shuffled, 40));
        let after = |n: u32| says(500.0 - f64::from(n));
        for (n, grant) in (0..).zip(&first) {
            in_order.passed(10.0, grant, &after(n));
        }
        let mut last = None;
        for n in order {
            shuffled.passed(10.0, &second[n as usize], &after(n));
            let number = shuffled.anchors()[0].map(|(number, _)| number);
            prop_assert!(number >= last, "an older answer is believed");
            last = number;
        }
        prop_assert_eq!(in_order.anchors(), shuffled.anchors());
    }
}

#[test]
fn refusals_with_one_cause_slow_down_once() {
    let refusal = TooMany { delay: Some(0.1), of: None, levels: says(400.0) };
    let factor = |refused: usize| {
        let mut pacer = Pacer::default();
        let first = sent(&mut pacer, 1)[0];
        pacer.passed(0.0, &first, &says(599.0));
        // Nothing explains the first episode but a burst, which is not tried again.
        let burst = sent(&mut pacer, 2);
        pacer.refused(1.0, &burst[0], &refusal, 0.0);
        let many = sent(&mut pacer, 50);
        for grant in &many[..refused] {
            pacer.refused(2.0, grant, &refusal, 0.0);
        }
        pacer.factor()
    };
    assert!(factor(1) < 1.0);
    assert!((factor(50) - factor(1)).abs() < f64::EPSILON);
}
