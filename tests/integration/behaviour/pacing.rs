//! Many calls at once against a server with a limit: how much of it is used, what is refused, what is lost.

use std::time::Duration;

use openai_call::testing::{FakeApi, LimitHeaders, Load, Report, RetryAfter, ServerModel};
use openai_call::{Client, Error, Text, openai_call};
use serde_json::json;

fn seeds() -> std::ops::Range<u64> {
    let s = std::env::var("SEED").ok().map(|s| s.parse().unwrap());
    s.map_or(0..10, |s| s..s + 1)
}

fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

#[openai_call(on_rate_limit = wait(up_to = 10min), timeout = 10min)]
async fn chat(client: &Client, n: usize) -> Result<Text, Error> {
    client.post("chat/completions").json(&json!({
        "model": "gpt-4o-mini",
        "messages": [{ "role": "user", "content": format!("What is the square of {n}?") }],
    }))
}

/// The worst of several seeds.
struct Worst {
    used: f64,
    of_ideal: f64,
    refused: f64,
    lost: usize,
}

async fn worst(name: &str, calls: usize, model: impl Fn() -> ServerModel) -> Worst {
    let mut worst = Worst { used: f64::MAX, of_ideal: f64::MAX, refused: 0.0, lost: 0 };
    for seed in seeds() {
        let report = play(calls, model().seed(seed), seed).await;
        worst.used = worst.used.min(report.used().unwrap_or(1.0));
        worst.of_ideal = worst.of_ideal.min(report.of_ideal().unwrap_or(1.0));
        worst.refused = worst.refused.max(report.refused_share());
        worst.lost += report.lost();
        if std::env::var_os("EACH").is_some() {
            println!("   {seed} {report}");
        }
    }
    println!(
        "{name:32} used {:.3} of ideal {:.3} refused {:.2} % lost {}",
        worst.used,
        worst.of_ideal,
        worst.refused * 100.0,
        worst.lost
    );
    worst
}

async fn play(calls: usize, model: ServerModel, seed: u64) -> Report {
    let api = FakeApi::in_memory().model(model);
    let client = api.client();
    Load::new(calls).seed(seed).run(&api, |n| chat(&client, n)).await
}

#[tokio::test(start_paused = true)]
async fn matrix() {
    let f = std::env::var("ROW").unwrap_or_default();
    let none = LimitHeaders::Missing;
    let rows: Vec<(&str, usize, Box<dyn Fn() -> ServerModel>)> = vec![
        ("bucket 1s, 200", 200, Box::new(|| ServerModel::bucket(600).burst(secs(1)))),
        ("bucket 1s, 1000", 1000, Box::new(|| ServerModel::bucket(600).burst(secs(1)))),
        ("bucket 60s, 1000", 1000, Box::new(|| ServerModel::bucket(600))),
        ("window 2950", 2950, Box::new(|| ServerModel::window(600))),
        ("window +37 2950", 2950, Box::new(|| ServerModel::window(600).shifted(secs(37)))),
        ("quantised 200", 200, Box::new(|| ServerModel::quantised(600))),
        ("quantised 1000", 1000, Box::new(|| ServerModel::quantised(600))),
        (
            "no headers quantised 1000",
            1000,
            Box::new(move || ServerModel::quantised(600).headers(none)),
        ),
        ("no headers window 1000", 1000, Box::new(move || ServerModel::window(600).headers(none))),
        (
            "no headers bucket 1000",
            1000,
            Box::new(move || ServerModel::bucket(600).burst(secs(1)).headers(none)),
        ),
        (
            "foreign 30 % b10",
            1500,
            Box::new(|| ServerModel::bucket(600).burst(secs(10)).foreign_load(0.3, ..)),
        ),
        ("foreign 30 % b60", 1500, Box::new(|| ServerModel::bucket(600).foreign_load(0.3, ..))),
        (
            "lie negative",
            1000,
            Box::new(|| ServerModel::bucket(600).burst(secs(10)).headers(LimitHeaders::Negative)),
        ),
        (
            "lie nothing left",
            1000,
            Box::new(|| {
                ServerModel::bucket(600).burst(secs(10)).headers(LimitHeaders::NothingLeft)
            }),
        ),
        (
            "lie per day",
            1000,
            Box::new(|| ServerModel::bucket(600).burst(secs(10)).headers(LimitHeaders::PerDay)),
        ),
        (
            "lie stale",
            1000,
            Box::new(|| ServerModel::bucket(600).burst(secs(10)).headers(LimitHeaders::Stale)),
        ),
        (
            "lie limit only",
            1000,
            Box::new(|| ServerModel::bucket(600).burst(secs(10)).headers(LimitHeaders::LimitOnly)),
        ),
        (
            "lie ten times",
            1000,
            Box::new(|| ServerModel::bucket(600).burst(secs(10)).headers(LimitHeaders::TenTimes)),
        ),
        (
            "gateway",
            1000,
            Box::new(|| ServerModel::bucket(600).burst(secs(10)).headers(LimitHeaders::Gateway)),
        ),
        (
            "seconds quantised",
            1000,
            Box::new(|| ServerModel::quantised(600).retry_after(RetryAfter::Seconds)),
        ),
        ("log", 1500, Box::new(|| ServerModel::log(600))),
        ("gcra .5", 1000, Box::new(|| ServerModel::gcra(600))),
        ("bucket 60/min", 60, Box::new(|| ServerModel::bucket(60).burst(secs(1)))),
        ("x5 and back", 4600, Box::new(|| ServerModel::bucket(600).burst(secs(10)))),
    ];
    for (name, calls, model) in rows.iter().filter(|row| row.0.contains(&f)) {
        worst(name, *calls, model).await;
    }
}
