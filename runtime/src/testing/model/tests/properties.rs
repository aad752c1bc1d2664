//! Each model against its definition, whatever comes when.
#![expect(clippy::cast_precision_loss, reason = "small numbers")]

use proptest::prelude::*;

use super::{admitted, secs};
use crate::testing::ServerModel;
use crate::testing::model::server::{Outcome, Server};

const ROUNDING: f64 = 1e-6;

/// Times in order, close together and far apart.
fn times() -> impl Strategy<Value = Vec<f64>> {
    let gap = prop_oneof![3 => 0.0..0.1, 3 => 0.0..5.0, 1 => 0.0..90.0];
    prop::collection::vec(gap, 1..300).prop_map(|gaps| {
        let sum = |now: &mut f64, gap| {
            *now += gap;
            Some(*now)
        };
        gaps.into_iter().scan(0.0, sum).collect()
    })
}

fn models(limit: u32) -> Vec<ServerModel> {
    vec![
        ServerModel::bucket(limit),
        ServerModel::bucket(limit).burst(secs(3)),
        ServerModel::window(limit),
        ServerModel::window(limit).shifted(secs(17)),
        ServerModel::window(limit).from_first_request(),
        ServerModel::quantised(limit),
        ServerModel::log(limit),
        ServerModel::gcra(limit),
    ]
}

/// The most that is admitted from any time on, until `length` later.
fn most_within(times: &[f64], length: f64) -> usize {
    let within =
        |from: f64| times.iter().filter(|time| (from..from + length).contains(*time)).count();
    times.iter().map(|from| within(*from)).max().unwrap_or(0)
}

fn exceeds(admitted: &[f64], capacity: f64, rate: f64) -> bool {
    let pairs = admitted.iter().enumerate();
    pairs.clone().any(|(first, from)| {
        let after = pairs.clone().skip(first);
        let mut counts = after.map(|(last, to)| ((last - first + 1) as f64, to - from));
        counts.any(|(count, time)| count > capacity + rate * time + ROUNDING)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]

    #[test]
    fn a_bucket_admits_at_most_what_it_holds_and_what_it_gains(limit in 1_u32..200, burst in 1_u32..90, times in times()) {
        let model = ServerModel::bucket(limit).burst(secs(burst.into()));
        let rate = f64::from(limit) / 60.0;
        let capacity = (rate * f64::from(burst)).max(1.0);
        prop_assert!(!exceeds(&admitted(model, times), capacity, rate));
    }

    #[test]
    fn gcra_admits_at_most_its_tolerance_and_what_is_due(limit in 1_u32..200, tolerance in 0_u32..90, times in times()) {
        let model = ServerModel::gcra(limit).tolerance(secs(tolerance.into()));
        let rate = f64::from(limit) / 60.0;
        prop_assert!(!exceeds(&admitted(model, times), 1.0 + rate * f64::from(tolerance), rate));
    }

    #[test]
    fn gcra_is_a_bucket_that_holds_one_more_than_its_tolerance(limit in 1_u32..200, times in times()) {
        let spacing = 60.0 / f64::from(limit);
        let burst = std::time::Duration::from_secs_f64(7.0 + spacing);
        let bucket = ServerModel::bucket(limit).burst(burst);
        let gcra = ServerModel::gcra(limit).tolerance(secs(7));
        prop_assert_eq!(admitted(bucket, times.clone()), admitted(gcra, times));
    }

    #[test]
    fn a_window_admits_at_most_its_limit(limit in 1_u32..40, shift in 0_u32..60, times in times()) {
        let model = ServerModel::window(limit).shifted(secs(shift.into()));
        let admitted = admitted(model, times);
        for window in 0..600_u32 {
            let begun = f64::from(window) * 60.0 - f64::from(shift);
            let count = admitted.iter().filter(|time| (begun..begun + 60.0).contains(*time)).count();
            prop_assert!(count <= limit as usize);
        }
    }

    #[test]
    fn a_quantised_limit_admits_at_most_its_part_in_each_second(limit in 1_u32..200, times in times()) {
        let admitted = admitted(ServerModel::quantised(limit), times);
        let part = (f64::from(limit) / 60.0).max(1.0).floor();
        for second in admitted.iter().map(|time| time.floor()) {
            let within = admitted.iter().filter(|time| (second..second + 1.0).contains(*time));
            prop_assert!(within.count() as f64 <= part);
        }
    }

    #[test]
    fn tokens_are_admitted_as_requests_are(costs in prop::collection::vec(1_u32..=100, 300), times in times()) {
        let (bucket, log) = (ServerModel::bucket(9_999), ServerModel::log(9_999));
        for (model, most) in [(bucket, 100.0 + 100.0), (log, 100.0)] {
            let mut server = Server::new(model.tokens(100));
            let mut admitted = Vec::new();
            for (time, cost) in times.iter().zip(&costs) {
                if server.ask(*time, f64::from(*cost)).outcome == Outcome::Admitted {
                    admitted.push((*time, f64::from(*cost)));
                }
            }
            for (from, _) in &admitted {
                let minute = admitted.iter().filter(|(at, _)| (*from..*from + 60.0).contains(at));
                prop_assert!(minute.map(|(_, cost)| cost).sum::<f64>() <= most + ROUNDING);
            }
        }
    }

    #[test]
    fn a_log_admits_at_most_its_limit_in_any_minute(limit in 1_u32..40, times in times()) {
        let admitted = admitted(ServerModel::log(limit), times);
        prop_assert!(most_within(&admitted, 60.0 - ROUNDING) <= limit as usize);
    }

    #[test]
    fn no_more_than_its_places_are_taken(places in 1_usize..20, ends in prop::collection::vec(any::<bool>(), 1..200)) {
        let mut server = Server::new(ServerModel::unlimited().parallel(places));
        let mut busy = 0_usize;
        for end in ends {
            if end && busy > 0 {
                server.done();
                busy -= 1;
            } else {
                let admitted = server.ask(0.0, 1.0).outcome == Outcome::Admitted;
                prop_assert_eq!(admitted, busy < places);
                busy += usize::from(admitted);
            }
        }
    }

    /// And so the delay of a refusal is neither too short nor longer than it has to be.
    #[test]
    fn what_waits_as_long_as_it_is_told_is_admitted(limit in 1_u32..100, times in times()) {
        for model in models(limit) {
            let mut server = Server::new(model.clone());
            let mut now = 0.0_f64;
            for time in &times {
                now = now.max(*time);
                if let Outcome::Refused(_, wait) = server.ask(now, 1.0).outcome {
                    let sooner = server.ask(now + wait * 0.99 - ROUNDING, 1.0).outcome;
                    let is_refused = matches!(sooner, Outcome::Refused(..));
                    prop_assert!(is_refused || wait < 0.001, "{model:?}: {wait} at {now}");
                    now += wait;
                    prop_assert_eq!(server.ask(now, 1.0).outcome, Outcome::Admitted, "{:?}", model);
                }
            }
        }
    }

    #[test]
    fn the_gauge_says_how_many_more_are_admitted(limit in 1_u32..100, times in times()) {
        let exact = models(limit).into_iter().filter(|model| {
            !matches!(model.shape, crate::testing::model::meter::Shape::Quantised { .. })
        });
        for model in exact {
            let mut server = Server::new(model);
            let now = times.iter().fold(0.0, |_, time| {
                server.ask(*time, 1.0);
                *time
            });
            let verdict = server.ask(now, 1.0);
            let remaining = verdict.requests.unwrap().remaining + ROUNDING;
            let rest = if verdict.outcome == Outcome::Admitted { remaining.floor() } else { 0.0 };
            let more = (0..=limit).take_while(|_| server.ask(now, 1.0).outcome == Outcome::Admitted);
            prop_assert_eq!(more.count().to_string(), rest.to_string());
        }
    }

    #[test]
    fn the_same_seed_gives_the_same_answers(seed in any::<u64>(), times in times()) {
        let model = ServerModel::log(5).seed(seed).brown_out(0.5, ..).foreign_load(0.3, secs(2)..);
        let answers = || {
            let mut server = Server::new(model.clone());
            let answers = times.iter().map(|time| (server.transit(), server.ask(*time, 1.0)));
            answers.collect::<Vec<_>>()
        };
        prop_assert_eq!(answers(), answers());
    }
}
