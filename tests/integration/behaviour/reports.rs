//! What the reports say of many calls.

use std::time::Duration;

use openai_call::testing::{FakeApi, Load, Report, Second, ServerModel};
use openai_call::{Client, Error, Text, openai_call};
use serde_json::{Value, json};
use tokio::time::sleep;

use super::server_models::{once, played, secs};
use crate::support::{ms, unguarded};

#[openai_call(attempts = 50, backoff = fixed(1s), on_rate_limit = wait(up_to = 10min))]
async fn again(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions").json(&json!({ "model": "m" }))
}

/// One call after the other, with this pause between two.
async fn calls(api: &FakeApi, calls: usize, pause: Duration) -> Report {
    let client = unguarded(api);
    let call = |_| async {
        sleep(pause).await;
        again(&client).await
    };
    Load::new(1).calls(calls).run(api, call).await
}

#[tokio::test(start_paused = true)]
async fn a_report_compares_with_what_was_possible() {
    let model = ServerModel::bucket(60).burst(secs(1)).latency(ms(1)..ms(1));
    let report = calls(&FakeApi::in_memory().model(model.clone()), 100, secs(2)).await;
    assert_eq!((report.lost(), report.refused()), (0, 0));
    assert!((ms(98_900)..ms(99_100)).contains(&report.ideal().unwrap()), "{report}");
    assert!((0.46..0.50).contains(&report.of_ideal().unwrap()), "{report}");
    assert!((0.46..0.50).contains(&report.used().unwrap()), "{report}");

    let foreign = model.foreign_load(0.5, ..);
    let report = calls(&FakeApi::in_memory().model(foreign), 100, secs(2)).await;
    assert!(report.of_ideal() > Some(0.85), "of the rest: {report}");
}

#[tokio::test(start_paused = true)]
async fn the_used_share_is_that_of_a_limit_that_changes() {
    // The first request comes after a second. Two fit in each until 60, and then another number.
    let share = |report: &Report, then: f64| {
        let [from, to] = [0.2, 0.95].map(|part| 1.0 + part * report.makespan().as_secs_f64());
        75.0 / ((60.0 - from) * 2.0 + (to - 60.0) * then)
    };
    let model = ServerModel::bucket(120).burst(secs(1)).latency(ms(1)..ms(1));
    let steady = calls(&FakeApi::in_memory().model(model.clone()), 100, secs(1)).await;
    assert!((0.49..0.51).contains(&steady.used().unwrap()), "{steady}");
    let raised = model.clone().limit_times(2.0, secs(60)..);
    let raised = calls(&FakeApi::in_memory().model(raised), 100, secs(1)).await;
    assert!((raised.used().unwrap() - share(&raised, 4.0)).abs() < 0.01, "{raised}");
    let shared = model.foreign_load(0.4, secs(60)..);
    let shared = calls(&FakeApi::in_memory().model(shared), 100, secs(1)).await;
    assert!((shared.used().unwrap() - share(&shared, 1.2)).abs() < 0.01, "{shared}");
}

#[tokio::test(start_paused = true)]
async fn a_report_says_how_long_it_takes_to_recover() {
    let model = ServerModel::unlimited().latency(ms(1)..ms(1)).transit(ms(0)..ms(0));
    let down = model.clone().outage(secs(30)..secs(45));
    let report = calls(&FakeApi::in_memory().model(down), 100, secs(1)).await;
    assert_eq!(report.recovered_after(), Some(secs(0)), "{report}");
    assert!((14..=16).contains(&report.failed()), "{report}");
    let weak = ServerModel::bucket(60).burst(secs(1)).latency(ms(1)..ms(1));
    let weak = weak.outage(secs(30)..secs(45)).limit_times(0.5, secs(45)..secs(60));
    let report = calls(&FakeApi::in_memory().model(weak), 100, secs(1)).await;
    assert!((secs(13)..=secs(18)).contains(&report.recovered_after().unwrap()), "{report}");
    let up = calls(&FakeApi::in_memory().model(model), 100, secs(1)).await;
    assert_eq!((up.recovered_after(), up.ideal(), up.used()), (None, None, None));
}

#[tokio::test(start_paused = true)]
async fn a_timeline_has_every_second_from_the_first_request_to_the_last() {
    let (api, client) = played(ServerModel::window(2).transit(ms(0)..ms(0)).latency(ms(1)..ms(1)));
    sleep(secs(5)).await;
    for pause in [0, 3, 0] {
        sleep(secs(pause)).await;
        let _ = once(&client, 1).await;
    }
    let report = api.report();
    let timeline = report.timeline().iter();
    let seconds = timeline.map(|it| (it.second(), it.requests(), it.passed(), it.refused()));
    assert_eq!(
        seconds.collect::<Vec<_>>(),
        [(0, 1, 1, 0), (1, 0, 0, 0), (2, 0, 0, 0), (3, 2, 1, 1)]
    );
    assert_eq!(report.to_string(), "3 requests, 1 refused (33.3 %), 0 failed\n3.0 s, ideal 0.0 s");
}

#[tokio::test(start_paused = true)]
async fn a_load_reports_its_own_requests_alone() {
    let api = FakeApi::in_memory();
    let report = calls(&api, 3, secs(0)).await;
    assert_eq!((report.calls(), report.requests()), (3, 3));
    api.status(401).reply("Hello");
    let report = calls(&api, 2, secs(0)).await;
    assert_eq!(
        report.to_string(),
        "2 calls, 1 lost, longest wait 0.0 s, 0 overtaken\n2 requests (1.00 a call), 0 refused (0.0 %), 1 failed\n0.0 s"
    );
    assert_eq!(api.report().requests(), 5);
    let nothing = calls(&api, 0, secs(0)).await;
    assert_eq!((nothing.requests_per_call(), nothing.timeline()), (None, &[][..]));
}

#[tokio::test(start_paused = true)]
async fn a_load_has_as_many_calls_under_way_as_it_has_tasks() {
    for (tasks, refused) in [(4, false), (5, true)] {
        let (api, client) = played(ServerModel::unlimited().parallel(4));
        let report = Load::new(tasks).calls(40).run(&api, |_| once(&client, 1)).await;
        assert_eq!(report.refused() > 0, refused, "{report}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_open_load_begins_its_calls_at_a_fixed_rate_whatever_they_take() {
    let model = ServerModel::unlimited().transit(ms(0)..ms(0)).latency(secs(7)..secs(7));
    let (api, client) = played(model);
    let report = Load::every(ms(250)).calls(40).run(&api, |_| once(&client, 1)).await;
    let requests: Vec<usize> = report.timeline().iter().map(Second::requests).collect();
    assert_eq!((&requests[..10], &requests[10..]), (&[4; 10][..], &[0; 7][..]));
    let succeeded: Vec<usize> = report.timeline().iter().map(Second::succeeded).collect();
    assert_eq!((&succeeded[..7], &succeeded[7..]), (&[0; 7][..], &[4; 10][..]));
    assert_eq!((report.makespan(), report.longest_call()), (ms(250 * 39), Some(secs(7))));
    assert_eq!(Load::every(secs(1)).run(&api, |_| once(&client, 1)).await.calls(), 1);
}

/// Those who have to wait come back behind all who have come since.
#[tokio::test(start_paused = true)]
async fn an_open_load_does_not_wait_for_those_that_are_refused() {
    let model = ServerModel::bucket(60).burst(secs(1)).latency(ms(1)..ms(1));
    let api = FakeApi::in_memory().model(model);
    let client = unguarded(&api);
    let report = Load::every(ms(500)).calls(20).run(&api, |_| again(&client)).await;
    assert_eq!((report.calls(), report.lost(), report.passed()), (20, 0, 20));
    assert!(report.longest_wait() > Some(secs(5)), "{report}");
    assert_eq!(report.overtaken(), Some(0), "each first request was sent at once");
}

#[tokio::test(start_paused = true)]
async fn a_report_tells_who_waited_longest_and_who_was_overtaken() {
    let (api, client) = played(ServerModel::unlimited().transit(ms(0)..ms(0)));
    let late = |n: usize| {
        let client = &client;
        async move {
            sleep(secs([0, 9, 3, 5][n])).await;
            once(client, 1).await
        }
    };
    let report = Load::new(4).run(&api, late).await;
    assert_eq!(report.overtaken(), Some(1), "the second, by two");
    assert_eq!(report.longest_wait(), Some(secs(9)));
    assert!(report.longest_call() > Some(secs(9)));
    let unknown = api.report();
    assert_eq!((unknown.overtaken(), unknown.longest_wait()), (None, None));
    assert_eq!(unknown.longest_call(), None);
}

#[tokio::test]
async fn over_sockets_nobody_knows_whose_a_request_is() {
    let api = FakeApi::start().await;
    let client = unguarded(&api);
    let report = Load::new(3).run(&api, |_| once(&client, 1)).await;
    assert_eq!((report.calls(), report.lost(), report.requests()), (3, 0, 3));
    assert_eq!((report.longest_wait(), report.overtaken()), (None, None));
    assert!(report.longest_call() > Some(Duration::ZERO));
}

/// What a client leaves before its answer passes, and is no success.
#[tokio::test(start_paused = true)]
async fn goodput_counts_calls_and_not_requests() {
    #[openai_call(attempts = 1, timeout = 2s)]
    async fn hasty(client: &Client) -> Result<Value, Error> {
        client.post("chat/completions").json(&json!({ "model": "m" }))
    }
    let (api, client) = played(ServerModel::unlimited().latency(secs(3)..secs(3)));
    let report = Load::new(5).run(&api, |_| hasty(&client)).await;
    assert_eq!((report.passed(), report.lost()), (5, 5));
    assert_eq!(report.timeline().iter().map(Second::succeeded).sum::<usize>(), 0);
    assert_eq!(api.report().timeline()[0].succeeded(), 5, "as far as is known without the calls");
}

/// The example of the README.
#[tokio::test(start_paused = true)]
async fn a_thousand_calls_fit_into_a_limit() {
    #[openai_call(attempts = 5, on_rate_limit = wait(up_to = 2min))]
    async fn chat(client: &Client, n: usize) -> Result<Text, Error> {
        client.post("chat/completions").json(&json!({
            "model": "gpt-4o-mini",
            "messages": [{ "role": "user", "content": format!("What is the square of {n}?") }],
        }))
    }
    let outage = secs(30)..secs(31);
    let (api, client) = played(ServerModel::window(600).per_minute().outage(outage));
    let report = Load::new(20).calls(1_000).run(&api, |n| chat(&client, n)).await;
    assert_eq!(report.lost(), 0);
    assert!(report.requests_per_call() < Some(1.1), "{report}");
    assert!(report.refused() > 0 && report.failed() > 0, "{report}");
}
