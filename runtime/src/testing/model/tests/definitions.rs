//! Each model against its definition, by hand.

use std::time::Duration;

use super::{admitted, secs, wait};
use crate::testing::ServerModel;
use crate::testing::model::server::{Outcome, Server};

/// How many of a thousand requests are admitted that come at once, at each of these times.
fn counts(model: ServerModel, bursts: &[f64]) -> Vec<usize> {
    let mut server = Server::new(model);
    let count = |time: &f64| {
        let outcomes = (0..1_000).map(|_| server.ask(*time, 1.0).outcome);
        outcomes.filter(|outcome| *outcome == Outcome::Admitted).count()
    };
    bursts.iter().map(count).collect()
}

#[test]
fn a_bucket_begins_full_and_refills_evenly() {
    let model = ServerModel::bucket(60);
    assert_eq!(counts(model.clone(), &[0.0, 0.9, 1.0, 11.0, 600.0]), [60, 0, 1, 10, 60]);
    assert_eq!(counts(model.clone().burst(secs(10)), &[0.0, 5.0, 60.0]), [10, 5, 10]);
    assert_eq!(counts(model.burst(Duration::ZERO), &[0.0, 5.0, 60.0]), [1, 1, 1], "at least one");
}

#[test]
fn a_window_forgets_with_its_end() {
    let model = ServerModel::window(5);
    assert_eq!(counts(model.clone(), &[1.0, 59.9, 60.0, 119.9]), [5, 0, 5, 0]);
    assert_eq!(counts(model.clone().shifted(secs(20)), &[1.0, 39.9, 40.0, 99.9]), [5, 0, 5, 0]);
    assert_eq!(counts(model.from_first_request(), &[7.0, 66.9, 67.0, 300.0]), [5, 0, 5, 5]);
}

#[test]
fn a_quantised_limit_holds_for_each_part() {
    let model = ServerModel::quantised(120);
    assert_eq!(counts(model.clone(), &[0.0, 0.9, 1.0, 30.0]), [2, 0, 2, 2]);
    assert_eq!(counts(model.quantum(secs(10)), &[0.0, 9.0, 10.0]), [20, 0, 20]);
    assert_eq!(counts(ServerModel::quantised(6), &[0.0, 0.5, 1.0]), [1, 0, 1], "at least one");
}

#[test]
fn a_log_forgets_what_is_older_than_its_period() {
    let model = ServerModel::log(3).per(secs(10));
    let times = [0.0, 4.0, 8.0, 9.9, 10.0, 13.9, 14.0, 18.0];
    assert_eq!(admitted(model, times), [0.0, 4.0, 8.0, 10.0, 14.0, 18.0]);
}

#[test]
fn gcra_lets_come_too_early_by_its_tolerance() {
    let model = ServerModel::gcra(60).tolerance(secs(2));
    assert_eq!(counts(model.clone(), &[0.0, 0.9, 1.0, 60.0]), [3, 0, 1, 3]);
    assert_eq!(counts(model.tolerance(Duration::ZERO), &[0.0, 0.9, 1.0, 60.0]), [1, 0, 1, 1]);
}

#[test]
fn periods_are_those_that_are_told() {
    assert_eq!(counts(ServerModel::bucket(5).per_second(), &[0.0, 1.0]), [5, 5]);
    assert_eq!(counts(ServerModel::window(5).per_day(), &[0.0, 86_399.0, 86_400.0]), [5, 0, 5]);
    assert_eq!(counts(ServerModel::bucket(5).per_day().per_minute(), &[0.0, 12.0]), [5, 1]);
}

#[test]
fn tokens_are_counted_beside_requests() {
    let mut server = Server::new(ServerModel::bucket(600).tokens(6_000));
    assert!(wait(&mut server, 0.0, 4_000.0) <= 0.0);
    assert!((wait(&mut server, 0.0, 4_000.0) - 20.0).abs() < 1e-6);
    assert!(wait(&mut server, 20.0, 4_000.0) <= 0.0);
}

#[test]
fn what_costs_more_than_a_burst_waits_for_a_full_one_and_leaves_a_debt() {
    let models = [
        ServerModel::bucket(600).tokens(6_000).burst(secs(1)),
        ServerModel::gcra(600).tokens(6_000).tolerance(secs(1)),
        ServerModel::quantised(600).tokens(6_000),
    ];
    for model in models {
        let mut server = Server::new(model.clone());
        assert!(wait(&mut server, 0.0, 3_000.0) <= 0.0, "{model:?}");
        assert!(wait(&mut server, 0.5, 50.0) > 0.0, "{model:?}");
    }
}
