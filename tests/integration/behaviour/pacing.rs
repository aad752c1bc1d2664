//! Many calls at once against a server with a limit: how much of it is used, what is refused, what is lost.
//!
//! Each row is the worst of ten seeds.

use std::sync::Arc;
use std::time::Duration;

use openai_call::store::{Leasing, MemoryStore, Store, Wish};
use openai_call::testing::LimitHeaders as Headers;
use openai_call::testing::{FakeApi, Load, Report, RetryAfter, Second, ServerModel};
use openai_call::{Client, Error, Text, openai_call};
use serde_json::json;
use tokio::time::sleep;

const SEEDS: u64 = 10;

/// All but ten times the truth, and the headers of an organization, which are the same to a project.
const LIES: [Headers; 11] = [
    Headers::LimitOnly,
    Headers::WithoutReset,
    Headers::OfLimit,
    Headers::Negative,
    Headers::NothingLeft,
    Headers::NothingUsed,
    Headers::ResetAtOnce,
    Headers::SixMinutes,
    Headers::PerDay,
    Headers::Stale,
    Headers::Random,
];

fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

#[openai_call(on_rate_limit = wait(up_to = 10min))]
async fn chat(client: &Client, n: usize) -> Result<Text, Error> {
    client.post("chat/completions").json(&json!({
        "model": "gpt-4o-mini",
        "messages": [{ "role": "user", "content": format!("What is the square of {n}?") }],
    }))
}

/// What has to come of a load.
#[derive(Clone, Copy)]
enum Bar {
    /// The least share of the limit that is used while it is in steady use.
    Used(f64),
    /// The least part of the makespan that an ideal client would need.
    OfIdeal(f64),
}

async fn play(calls: usize, model: ServerModel, seed: u64) -> Report {
    let api = FakeApi::in_memory().model(model.seed(seed));
    let client = api.client();
    let report = Load::new(calls).seed(seed).run(&api, |n| chat(&client, n)).await;
    assert_eq!(report.passed(), calls - report.lost());
    report
}

/// Plays a load against a model, and compares the worst with its bars: what is used, and the largest share
/// of requests that are refused. No call may be lost.
async fn hold(calls: usize, model: ServerModel, bar: Bar, most_refused: f64) {
    for seed in 0..SEEDS {
        let report = play(calls, model.clone(), seed).await;
        let (is, least) = match bar {
            Bar::Used(least) => (report.used(), least),
            Bar::OfIdeal(least) => (report.of_ideal(), least),
        };
        assert!(is >= Some(least), "seed {seed}: {least} of {model:?}\n{report}");
        assert!(report.refused_share() <= most_refused, "seed {seed}: {model:?}\n{report}");
        assert_eq!(report.lost(), 0, "seed {seed}: {model:?}\n{report}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_bucket_is_used_to_its_brim() {
    hold(200, ServerModel::bucket(600).burst(secs(1)), Bar::Used(0.98), 0.005).await;
    hold(1_000, ServerModel::bucket(600), Bar::OfIdeal(0.97), 0.005).await;
}

#[tokio::test(start_paused = true)]
async fn a_window_is_used_up_as_soon_as_it_begins() {
    let calls = 2_950;
    hold(calls, ServerModel::window(600), Bar::OfIdeal(0.95), 0.005).await;
}

#[tokio::test(start_paused = true)]
async fn a_limit_that_is_enforced_for_each_second_is_found_out() {
    hold(200, ServerModel::quantised(600), Bar::Used(0.98), 0.01).await;
}

#[tokio::test(start_paused = true)]
async fn tokens_are_paced_as_requests_are() {
    /// From 200 to 1 800 tokens.
    #[openai_call(on_rate_limit = wait(up_to = 10min))]
    async fn long(client: &Client, n: usize) -> Result<Text, Error> {
        client.post("chat/completions").json(&json!({
            "model": "gpt-4o-mini",
            "max_tokens": 200 + n * 7_919 % 1_601,
            "messages": [{ "role": "user", "content": format!("What is the square of {n}?") }],
        }))
    }

    let model = ServerModel::bucket(3_000).tokens(600_000).burst(secs(10));
    for seed in 0..SEEDS {
        let api = FakeApi::in_memory().model(model.clone().seed(seed));
        let client = api.client();
        let report = Load::new(1_500).seed(seed).run(&api, |n| long(&client, n)).await;
        assert!(report.used() >= Some(0.98), "seed {seed}\n{report}");
        assert!(report.refused_share() <= 0.005, "seed {seed}\n{report}");
        assert_eq!(report.lost(), 0, "seed {seed}\n{report}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_no_header_tells_is_learned_from_refusals() {
    let quantised = ServerModel::quantised(600).headers(Headers::Missing);
    hold(1_000, quantised, Bar::Used(0.95), 0.015).await;
    let window = ServerModel::window(600).headers(Headers::Missing);
    hold(1_000, window, Bar::OfIdeal(0.90), 0.015).await;
}

#[tokio::test(start_paused = true)]
async fn a_window_that_grows_is_tried_beyond_what_is_known() {
    let model = ServerModel::window(600).headers(Headers::Missing).limit_times(0.5, ..secs(60));
    hold(2_000, model, Bar::OfIdeal(0.70), 0.015).await;
}

#[tokio::test(start_paused = true)]
async fn what_others_take_is_left_to_them() {
    let model = ServerModel::bucket(600).burst(secs(10)).foreign_load(0.3, ..);
    hold(1_000, model, Bar::Used(0.97), 0.01).await;
}

#[tokio::test(start_paused = true)]
async fn no_lie_costs_a_call_or_stalls_one() {
    for headers in LIES {
        for retry_after in [RetryAfter::Exact, RetryAfter::Missing] {
            // A reset after six minutes, with nothing left, is how long the server wants to be left alone.
            if (headers, retry_after) == (Headers::Random, RetryAfter::Missing) {
                continue;
            }
            let model = ServerModel::bucket(600).burst(secs(10)).headers(headers);
            let model = model.retry_after(retry_after);
            for seed in 0..SEEDS / 2 {
                let report = play(500, model.clone(), seed).await;
                assert_eq!(report.lost(), 0, "seed {seed}: {model:?}\n{report}");
                // Forty seconds are ideal.
                assert!(report.makespan() < secs(90), "seed {seed}: {model:?}\n{report}");
            }
        }
    }
}

/// Without the brake 80 of 500 are lost, and without patience in the last attempt 15.
#[tokio::test(start_paused = true)]
async fn a_limit_that_is_a_tenth_of_what_is_named_costs_hardly_a_call() {
    let model = ServerModel::bucket(600).burst(secs(10)).headers(Headers::TenTimes);
    for seed in 0..SEEDS {
        let report = play(500, model.clone(), seed).await;
        assert!(report.lost() <= 5, "seed {seed}\n{report}");
        assert!(report.refused_share() <= 0.25, "seed {seed}\n{report}");
        assert!(report.of_ideal() >= Some(0.90), "seed {seed}\n{report}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_limit_that_changes_is_followed_within_ten_seconds() {
    let model = ServerModel::bucket(600).burst(secs(10)).limit_times(5.0, secs(60)..secs(120));
    for seed in 0..SEEDS {
        let report = play(4_600, model.clone(), seed).await;
        assert_eq!(report.lost(), 0, "{report}");
        let passed = |from: usize, to: usize| {
            report.timeline()[from..to].iter().map(Second::passed).sum::<usize>()
        };
        assert!(passed(70, 80) >= 480, "{} of 500\n{report}", passed(70, 80));
        assert!((95..=101).contains(&passed(130, 140)), "{} of 100\n{report}", passed(130, 140));
    }
}

/// Several clients with keys of one organization, each of which knows only what it has sent itself.
#[tokio::test(start_paused = true)]
async fn clients_that_share_a_limit_lease_their_times() {
    for seed in 0..SEEDS {
        let api = FakeApi::in_memory().model(ServerModel::bucket(600).burst(secs(1)).seed(seed));
        let store: Arc<dyn Store> = Arc::new(MemoryStore::default());
        let client = || api.client_with(|settings| settings.store(Arc::clone(&store)));
        let clients = [client(), client(), client()];
        let load = Load::new(900).seed(seed);
        let report = load.run(&api, |n| chat(&clients[n % clients.len()], n)).await;
        assert!(report.used() >= Some(0.97), "seed {seed}\n{report}");
        assert!(report.refused_share() <= 0.005, "seed {seed}\n{report}");
        assert_eq!(report.lost(), 0, "seed {seed}\n{report}");
    }
}

/// A store that leases nothing, at once or after a while.
#[derive(Debug)]
struct Away(Duration);

impl Store for Away {
    fn lease(&self, _: Wish) -> Leasing<'_> {
        Box::pin(async {
            sleep(self.0).await;
            Err("it is away".into())
        })
    }
}

#[tokio::test(start_paused = true)]
async fn a_store_that_is_away_costs_no_call() {
    for pause in [Duration::ZERO, Duration::from_millis(40), secs(3_600)] {
        let api = FakeApi::in_memory().model(ServerModel::bucket(600).burst(secs(1)));
        let client =
            api.client_with(|settings| settings.store(Arc::new(Away(pause)) as Arc<dyn Store>));
        let report = Load::new(300).run(&api, |n| chat(&client, n)).await;
        assert_eq!(report.lost(), 0, "{report}");
        assert!(report.used() >= Some(0.90), "{report}");
        assert!(report.refused_share() <= 0.01, "{report}");
    }
}
