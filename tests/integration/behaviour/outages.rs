//! What a server that fails has to bear from many clients, and how soon it is used again.

use std::cell::{Cell, RefCell};
use std::ops::Range;
use std::time::Duration;

use openai_call::testing::{FakeApi, Load, Report, Second, ServerModel};
use openai_call::{Client, Error, Stopped, Text, openai_call};
use serde_json::json;
use tokio::time::{Instant, sleep_until};

use crate::support::unguarded;

/// The calls of each client in a second, and what the server admits for each.
const RATE: usize = 16;
const LIMIT: usize = 20;

/// How many clients stand for fifty, where these would take too long.
const SOME: usize = 10;

/// In seconds. The load ends after [`END`].
const FAULT: Range<usize> = 6..36;
const END: usize = 46;

const SEEDS: u64 = 4;

fn during() -> Range<Duration> {
    Duration::from_secs(FAULT.start as u64)..Duration::from_secs(FAULT.end as u64)
}

fn server(clients: usize) -> ServerModel {
    let (second, limit) = (Duration::from_secs(1), u32::try_from(60 * LIMIT * clients));
    let model = ServerModel::bucket(limit.expect("a small number"));
    model.burst(second).latency(second / 10..second)
}

#[openai_call(timeout = 5s, on_rate_limit = wait(up_to = 10s))]
async fn chat(client: &Client, n: usize) -> Result<Text, Error> {
    client.post("chat/completions").json(&json!({
        "model": "gpt-4o-mini",
        "messages": [{ "role": "user", "content": format!("What is the square of {n}?") }],
    }))
}

/// What came of a load at a steady rate.
struct Played {
    clients: usize,
    report: Report,
    /// The calls that ended well in each second.
    good: Vec<usize>,
    /// The calls that a breaker has stopped.
    stopped: usize,
}

/// So many clients, of which each makes its calls one by one.
async fn play(model: ServerModel, clients: usize, client: fn(&FakeApi) -> Client) -> Played {
    let api = FakeApi::in_memory().model(model);
    let own: Vec<_> = (0..clients).map(|_| client(&api)).collect();
    let (begun, calls) = (Instant::now(), clients * RATE * END);
    let (good, stopped) = (RefCell::new(vec![0; 2 * END]), Cell::new(0));
    let call = |n: usize| {
        let (client, good, stopped) = (&own[n % clients], &good, &stopped);
        let start = begun + Duration::from_micros((1_000_000 * n / (clients * RATE)) as u64);
        async move {
            sleep_until(start).await;
            let outcome = chat(client, n).await;
            match &outcome {
                Ok(_) => good.borrow_mut()[second(begun)] += 1,
                Err(error) if error.stopped() == Some(Stopped::Breaker) => {
                    stopped.set(stopped.get() + 1);
                }
                Err(_) => {}
            }
            outcome
        }
    };
    let report = Load::new(calls).run(&api, call).await;
    Played { clients, report, good: good.into_inner(), stopped: stopped.get() }
}

fn second(begun: Instant) -> usize {
    usize::try_from(begun.elapsed().as_secs()).expect("a load of seconds")
}

impl Played {
    /// The requests for a hundred calls while the server fails.
    fn amplified(&self) -> usize {
        let requests: usize = self.report.timeline()[FAULT].iter().map(Second::requests).sum();
        100 * requests / (self.clients * RATE * FAULT.len())
    }

    /// The seconds until two in a row have 95 % of the good ends that those before had.
    fn recovered_after(&self) -> Option<usize> {
        let before = &self.good[1..FAULT.start];
        let enough = 95 * before.iter().sum::<usize>() / before.len();
        let after = &self.good[FAULT.end..END - 2];
        after.windows(2).position(|two| two.iter().all(|good| 100 * good >= enough))
    }
}

#[tokio::test(start_paused = true)]
async fn an_outage_is_asked_less_than_once_a_call_and_ends_soon() {
    for (seed, clients) in (0..SEEDS).zip([50, SOME, SOME, SOME]) {
        for fault in [server(clients).outage(during()), server(clients).silence(during())] {
            let played = play(fault.seed(seed), clients, FakeApi::client).await;
            assert!(played.amplified() < 30, "{seed}: {}", played.report);
            assert!(
                played.recovered_after().is_some_and(|it| it <= 5),
                "{seed}: {:?}",
                played.good
            );
            assert!(played.stopped > played.report.calls() / 3, "{seed}: {}", played.report);
        }
    }
}

/// Three in ten requests fail for 30 seconds: calls are saved as far as the budget reaches.
#[tokio::test(start_paused = true)]
async fn a_brown_out_is_not_made_worse() {
    for seed in 0..SEEDS {
        let fault = server(SOME).brown_out(0.3, during()).seed(seed);
        let played = play(fault, SOME, FakeApi::client).await;
        let report = &played.report;
        assert!(report.requests_per_call() <= Some(1.1), "{seed}: {report}");
        // 30 retries of each client to begin with, and a tenth of what succeeds.
        assert!(played.amplified() < 115, "{seed}: {report}");
        assert!(played.recovered_after().is_some_and(|it| it <= 5), "{seed}: {:?}", played.good);
        assert_eq!(played.stopped, 0, "{seed}: a breaker has opened");
    }
}

/// What the budget and the breaker are for.
#[tokio::test(start_paused = true)]
async fn without_them_an_outage_gets_three_times_the_load() {
    let played = play(server(SOME).outage(during()), SOME, unguarded).await;
    assert!(played.amplified() > 250, "{}", played.report);
}

#[tokio::test(start_paused = true)]
async fn scattered_failures_and_refusals_open_no_breaker() {
    // A fifth of the calls is too many, and all of these come back.
    let limited = server(SOME).limit_times(0.64, ..);
    for fault in [server(SOME).brown_out(0.05, ..), limited] {
        for seed in 0..SEEDS {
            let played = play(fault.clone().seed(seed), SOME, FakeApi::client).await;
            assert_eq!(played.stopped, 0, "{}", played.report);
        }
    }
}
