//! What is around a limit.
#![expect(clippy::cast_precision_loss, reason = "small numbers")]

use std::time::Duration;

use super::{admitted, at, secs, wait};
use crate::testing::ServerModel;
use crate::testing::model::server::{Outcome, Scarce, Server};

/// A request every tenth of a second, for two minutes.
fn steady() -> impl Iterator<Item = f64> {
    (0..1_200_u32).map(|tenth| f64::from(tenth) / 10.0)
}

/// How many are admitted in each minute.
fn by_minute(model: ServerModel) -> [usize; 2] {
    let admitted = admitted(model, steady());
    let first = admitted.iter().filter(|time| **time < 60.0).count();
    [first, admitted.len() - first]
}

#[test]
fn foreign_load_comes_and_goes() {
    let model = ServerModel::bucket(60).burst(secs(1));
    assert_eq!(by_minute(model.clone()), [60, 60]);
    let [with, without] = by_minute(model.clone().foreign_load(0.5, ..secs(60)));
    assert!((29..=31).contains(&with) && (59..=61).contains(&without), "{with} {without}");
    let [_, rest] = by_minute(model.foreign_load(1.0, secs(60)..));
    assert!(rest <= 1, "{rest} before the first of the others");
}

#[test]
fn foreign_load_uses_tokens_too() {
    let model = ServerModel::window(60).tokens(600).foreign_load(0.5, ..);
    let mut server = Server::new(model);
    assert!(wait(&mut server, 59.0, 400.0) > 0.0);
    assert!(wait(&mut server, 59.0, 250.0) <= 0.0);
}

#[test]
fn foreign_load_uses_tokens_where_nothing_else_is_limited() {
    let mut server = Server::new(ServerModel::unlimited().tokens(600).foreign_load(0.5, ..));
    assert!(wait(&mut server, 0.0, 600.0) <= 0.0);
    assert!(wait(&mut server, 60.0, 310.0) > 0.0);
    assert!(wait(&mut server, 60.0, 290.0) <= 0.0);
    let mut server = Server::new(ServerModel::unlimited().foreign_load(1.0, ..));
    assert!(wait(&mut server, 60.0, 200.0) <= 0.0, "there is nothing to use up");
}

#[test]
fn what_an_answer_leaves_is_given_back() {
    let free = |model: ServerModel, after: f64| {
        let mut server = Server::new(model.tokens(1_000));
        server.ask(0.0, 900.0);
        server.give_back(after, 600.0);
        let wait = wait(&mut server, after, 650.0);
        wait <= 0.0
    };
    for model in [
        ServerModel::bucket(60),
        ServerModel::window(60),
        ServerModel::quantised(60).quantum(secs(60)),
        ServerModel::log(60),
        ServerModel::gcra(60).tolerance(secs(60)),
    ] {
        assert!(free(model.clone().refunds(), 1.0), "{model:?}");
        assert!(!free(model.clone(), 1.0), "{model:?}");
    }
}

#[test]
fn what_is_given_back_never_makes_more_than_the_limit() {
    for model in [ServerModel::bucket(60), ServerModel::window(60), ServerModel::log(60)] {
        let mut server = Server::new(model.clone().tokens(1_000).refunds());
        server.ask(0.0, 100.0);
        server.give_back(1.0, 5_000.0);
        assert!(wait(&mut server, 1.0, 1_000.0) <= 0.0, "{model:?}");
        assert!(wait(&mut server, 1.0, 100.0) > 0.0, "{model:?}");
    }
    let mut server = Server::new(ServerModel::window(60).tokens(1_000).refunds());
    server.ask(0.0, 900.0);
    server.ask(60.0, 900.0);
    server.give_back(61.0, 600.0);
    assert!(wait(&mut server, 61.0, 700.0) <= 0.0, "the counter is that of the window that is now");
}

#[test]
fn a_request_that_is_asked_about_too_late_does_not_turn_time_back() {
    let mut server = Server::new(ServerModel::bucket(60).burst(secs(1)));
    assert_eq!(server.ask(10.0, 1.0).outcome, Outcome::Admitted);
    assert_eq!(server.ask(9.0, 1.0).outcome, Outcome::Refused(Scarce::Requests, 1.0));
    assert_eq!(server.ask(11.0, 1.0).outcome, Outcome::Admitted);
}

#[test]
fn a_limit_changes_and_goes_back() {
    let model = ServerModel::window(60).limit_times(5.0, secs(60)..secs(120));
    assert_eq!(by_minute(model), [60, 300]);
    let model = ServerModel::window(60).limit_times(0.5, ..).limit_times(2.0, secs(60)..);
    assert_eq!(by_minute(model), [30, 120]);
    let bucket = ServerModel::bucket(60).limit_times(5.0, secs(60)..secs(120));
    let admitted = admitted(bucket, [60.0, 180.0].into_iter().flat_map(|time| at(time, 1_000)));
    assert_eq!(admitted.len(), 300 + 60);
}

#[test]
fn refusals_use_up_a_limit_where_they_are_charged() {
    let impatient = || (0..10_u32).map(|tenth| f64::from(tenth) * 0.9);
    let model = ServerModel::bucket(60).burst(secs(1));
    assert_eq!(admitted(model.clone(), impatient()).len(), 5);
    assert_eq!(admitted(model.charges_refusals(), impatient()).len(), 1);
}

#[test]
fn an_outage_refuses_all_and_a_brown_out_some() {
    let model = ServerModel::unlimited().outage(secs(60)..secs(90)).brown_out(0.3, secs(90)..);
    let mut server = Server::new(model);
    let failed = |server: &mut Server, from: u32| {
        let times = (from * 10..(from + 30) * 10).map(|tenth| f64::from(tenth) / 10.0);
        times.filter(|time| server.ask(*time, 1.0).outcome == Outcome::Unavailable).count()
    };
    assert_eq!([failed(&mut server, 30), failed(&mut server, 60)], [0, 300]);
    let failed = failed(&mut server, 90);
    assert!((60..=120).contains(&failed), "{failed} of 300, and 90 were expected");
}

#[test]
fn a_silence_uses_up_nothing() {
    let mut server = Server::new(ServerModel::window(1).silence(..secs(5)));
    let outcomes = [0.0, 4.9, 5.0].map(|time| server.ask(time, 1.0).outcome);
    assert_eq!(outcomes, [Outcome::Silence, Outcome::Silence, Outcome::Admitted]);
}

#[test]
fn what_costs_more_than_the_limit_is_refused_for_good() {
    let mut server = Server::new(ServerModel::bucket(60).tokens(1_000).limit_times(0.5, secs(9)..));
    assert_eq!(server.ask(0.0, 1_001.0).outcome, Outcome::TooLarge);
    assert_eq!(server.ask(0.0, 800.0).outcome, Outcome::Admitted);
    assert_eq!(server.ask(10.0, 800.0).outcome, Outcome::TooLarge);
}

#[test]
fn latencies_have_a_slow_tail() {
    let model = ServerModel::unlimited().latency(secs(1)..secs(100));
    let mut server = Server::new(model);
    let slow = (0..1_000).filter(|_| {
        let latency = server.ask(0.0, 1.0).latency;
        assert!((1.0..=100.0).contains(&latency), "{latency}");
        latency > 10.0
    });
    let slow = slow.count();
    assert!((400..=600).contains(&slow), "{slow} of 1000, and 500 were expected");
}

#[test]
fn latencies_around_a_median_have_a_heavy_tail() {
    let model =
        ServerModel::unlimited().latency_around(secs(2), Duration::from_millis(300)..secs(30));
    let mut server = Server::new(model);
    let latencies: Vec<f64> = (0..10_000).map(|_| server.ask(0.0, 1.0).latency).collect();
    let share = |range: std::ops::RangeInclusive<f64>, expected: f64| {
        let within = latencies.iter().filter(|latency| range.contains(*latency)).count() as f64;
        let share = within / 10_000.0;
        assert!((share - expected).abs() < 0.02, "{share} in {range:?}, {expected} were expected");
    };
    share(0.3..=30.0, 1.0);
    share(0.3..=2.0, 0.5);
    share(2.0 * f64::exp(0.8)..=30.0, 0.159);
    share(2.0 * f64::exp(-0.8)..=2.0, 0.341);
    share(12.0..=30.0, 0.0125);
}

#[test]
fn a_latency_without_a_range_is_always_the_same() {
    let mut server = Server::new(ServerModel::unlimited().latency(secs(2)..secs(2)));
    assert!((server.ask(0.0, 1.0).latency - 2.0).abs() < 1e-9);
    let mut server = Server::new(ServerModel::unlimited().latency(secs(0)..secs(0)));
    assert!(server.ask(0.0, 1.0).latency < 0.001);
}
