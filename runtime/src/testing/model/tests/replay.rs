//! What would have been possible.

use super::secs;
use crate::testing::ServerModel;
use crate::testing::model::replay::{Cost, Replay};

fn costing(tokens: f64) -> Cost {
    Cost { charged: tokens, used: tokens }
}

fn time_of(model: &ServerModel, from: f64, requests: usize) -> Option<f64> {
    Some(Replay::new(model, from, vec![costing(1.0)])?.time_of(requests)? - from)
}

fn assert_time(model: &ServerModel, from: f64, requests: usize, seconds: f64) {
    let time = time_of(model, from, requests).unwrap();
    assert!((time - seconds).abs() < 0.01, "{time} and not {seconds} of {model:?}");
}

#[test]
fn the_ideal_of_each_model_is_what_its_definition_says() {
    assert_time(&ServerModel::bucket(600), 5.0, 1_000, 40.0);
    assert_time(&ServerModel::bucket(600).burst(secs(1)), 5.0, 1_000, 99.0);
    assert_time(&ServerModel::window(600), 0.0, 2_950, 240.0);
    assert_time(&ServerModel::window(600).shifted(secs(37)), 0.0, 2_950, 203.0);
    assert_time(&ServerModel::window(600).from_first_request(), 5.0, 2_950, 240.0);
    assert_time(&ServerModel::quantised(600), 0.0, 1_000, 99.0);
    assert_time(&ServerModel::log(600), 5.0, 1_000, 60.0);
    assert_time(&ServerModel::gcra(600), 5.0, 1_000, 99.4);
}

#[test]
fn the_ideal_counts_what_comes_and_goes() {
    let bucket = ServerModel::bucket(60).burst(secs(1));
    assert_time(&bucket.clone().outage(secs(0)..secs(30)), 0.0, 1, 30.0);
    assert_time(&bucket.clone().limit_times(5.0, ..), 0.0, 305, 60.0);
    let time = time_of(&bucket.foreign_load(0.5, ..), 0.0, 61).unwrap();
    assert!((118.0..122.0).contains(&time), "{time}");
}

#[test]
fn places_are_free_when_their_answers_are_there() {
    let model = ServerModel::unlimited().parallel(2).latency(secs(3)..secs(3));
    assert_time(&model, 0.0, 10, 12.0);
}

#[test]
fn the_same_costs_come_again_and_again() {
    let model = ServerModel::bucket(600).tokens(60);
    let replay = Replay::new(&model, 0.0, vec![costing(20.0), costing(40.0)]).unwrap();
    assert_eq!(
        replay.between(-1.0, 100.0),
        2 + 3,
        "60 at once, then 20 after 20 s, 40 after 60, …"
    );
}

#[test]
fn what_is_given_back_can_be_used_again() {
    let model = ServerModel::unlimited().tokens(6_000).latency(secs(1)..secs(1));
    let time = |model: &ServerModel| {
        let cost = Cost { charged: 3_000.0, used: 1_000.0 };
        Replay::new(model, 0.0, vec![cost]).unwrap().time_of(5).unwrap()
    };
    assert!((time(&model) - 90.0).abs() < 0.01, "{}", time(&model));
    // Two at once; they leave 4000 after a second, which serve two more; 700 are missing then.
    assert!((time(&model.clone().refunds()) - 10.0).abs() < 0.01, "{}", time(&model.refunds()));
}

#[test]
fn what_has_no_end_has_no_ideal() {
    assert_eq!(time_of(&ServerModel::unlimited(), 0.0, 5), None);
    assert_eq!(time_of(&ServerModel::bucket(5), 0.0, 0), None);
    assert_eq!(time_of(&ServerModel::bucket(5).outage(..), 0.0, 5), None);
    assert_eq!(time_of(&ServerModel::unlimited().parallel(0), 0.0, 5), None);
    assert!(Replay::new(&ServerModel::bucket(5).tokens(3), 0.0, vec![costing(9.0)]).is_none());
    assert!(Replay::new(&ServerModel::bucket(5), 0.0, vec![]).is_none());
}
