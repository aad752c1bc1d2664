use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use crate::kind::ErrorKind;
use crate::limits::lanes::fits;
use crate::limits::{Cost, Lanes, Settings, Sign};

#[test]
fn a_lane_is_the_same_for_all() {
    let (lanes, now) = (Lanes::new(Settings::default()), Instant::now());
    let lane = lanes.lane("gpt-4o", now);
    assert!(Arc::ptr_eq(&lane, &lanes.lane("gpt-4o", now)));
    assert!(!Arc::ptr_eq(&lane, &lanes.lane("o1", now)));
    assert_eq!(lane.key(), "gpt-4o");
}

/// A program may make up names of models.
#[test]
fn lanes_are_forgotten_but_not_those_in_use() {
    let (lanes, begun) = (Lanes::new(Settings::default()), Instant::now());
    let held = lanes.lane("held", begun);
    lanes.lane("often", begun);
    for n in 0..5_000 {
        let now = begun + Duration::from_secs(n);
        lanes.lane(&format!("model {n}"), now);
        lanes.lane("often", now);
    }
    let health = lanes.health(begun);
    assert_eq!(health.lanes().len(), 512);
    let has = |name: &str| health.lanes().iter().any(|lane| lane.name() == name);
    assert!(has("held") && has("often") && has("model 4999"));
    assert!(!has("model 0"));
    assert!(Arc::ptr_eq(&held, &lanes.lane("held", begun)));
}

#[test]
fn a_permit_that_is_dropped_gives_its_probe_back() {
    let settings = Settings { breaker: crate::Breaker::after(1), ..Settings::default() };
    let (lanes, begun) = (Lanes::new(settings), Instant::now());
    let ask = |now: Instant| {
        let lane = lanes.lane("gpt-4o", now);
        let grant = lane.line().pass_by(0.0, &Cost::of_tokens(1)).expect("nothing was refused");
        lane.admit(grant, || (now, 0.0)).ok()
    };
    let mut permit = ask(begun).expect("closed");
    let opened = permit.settle(Sign::Fails(ErrorKind::Timeout), || (begun, 0.0));
    assert!(opened.is_some());
    assert!(permit.settle(Sign::Works, || (begun, 0.0)).is_none(), "it is settled once");

    let later = begun + Duration::from_secs(1);
    let probe = ask(later).expect("its time is over");
    assert!(probe.is_probe() && !probe.clone().is_probe());
    assert!(ask(later).is_none());
    drop(probe.clone());
    assert!(ask(later).is_none(), "a copy gives nothing back");
    drop(probe);
    assert!(ask(later).is_some());
}

#[test]
fn a_star_stands_for_any_text() {
    for (pattern, model) in [
        ("gpt-4o", "gpt-4o"),
        ("gpt-4o*", "gpt-4o"),
        ("gpt-4o*", "gpt-4o-mini"),
        ("*-mini", "gpt-4o-mini"),
        ("*", ""),
        ("**", "o1"),
        ("gpt-*-mini", "gpt-4o-mini"),
        ("*a*b*", "xaxbx"),
        ("a*ab", "aab"),
        ("*ab*ab", "abxab"),
        ("modèle*", "modèle-ü"),
    ] {
        assert!(fits(pattern, model), "{pattern} and {model}");
    }
    for (pattern, model) in [
        ("gpt-4o", "gpt-4o-mini"),
        ("gpt-4o*", "o1"),
        ("ab*ba", "aba"),
        ("*ab*ab", "ab"),
        ("a*b*c", "acb"),
        ("", "o1"),
    ] {
        assert!(!fits(pattern, model), "{pattern} and {model}");
    }
}

/// Whoever may name the model shall not make the client search for long.
#[test]
fn many_stars_are_compared_in_one_pass() {
    let (pattern, model) = ("*a".repeat(60) + "*b", "a".repeat(256));
    assert!(!fits(&pattern, &model));
}
