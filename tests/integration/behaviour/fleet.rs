//! Many clients at one limit, whose store is some milliseconds away, or does not answer for a while and then
//! has forgotten all.

use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use openai_call::store::{Lease, Leasing, MemoryStore, Store, Wish};
use openai_call::testing::{FakeApi, Report, ServerModel};
use openai_call::{Client, Error, Text, openai_call};
use serde_json::json;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};

use crate::support::ms;

const TRANSIT: Duration = Duration::from_millis(2);

/// A store on the other side of a network.
#[derive(Debug)]
struct Distant {
    begun: Instant,
    store: Mutex<Arc<MemoryStore>>,
    outage: Range<Duration>,
    asked: AtomicUsize,
}

impl Distant {
    fn of(outage: Range<Duration>) -> Arc<Self> {
        let (store, asked) = (Mutex::default(), AtomicUsize::new(0));
        Arc::new(Self { begun: Instant::now(), store, outage, asked })
    }

    /// As Redis does when it comes back without its data.
    fn store(&self) -> Result<Arc<MemoryStore>, Lease> {
        let mut store = self.store.lock().expect("no panic");
        let since = self.begun.elapsed().saturating_sub(self.outage.end);
        if self.outage.is_empty() || since >= ms(1_000) || since.is_zero() {
            return Ok(Arc::clone(&store));
        }
        *store = Arc::default();
        let step = Duration::ZERO;
        Err(Lease { times: 0, start: ms(1_000).saturating_sub(since), step, clients: 1 })
    }
}

impl Store for Distant {
    fn lease(&self, wish: Wish) -> Leasing<'_> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        Box::pin(async {
            sleep(TRANSIT / 2).await;
            if self.outage.contains(&self.begun.elapsed()) {
                return Err("refused".into());
            }
            let lease = match self.store() {
                Ok(store) => store.lease(wish).await,
                Err(lease) => Ok(lease),
            };
            sleep(TRANSIT / 2).await;
            lease
        })
    }
}

#[openai_call(on_rate_limit = wait(up_to = 10min))]
async fn chat(client: &Client) -> Result<Text, Error> {
    client.post("chat/completions").json(&json!({ "model": "gpt-4o-mini", "messages": [] }))
}

/// What has come of a fleet: the calls of the client with the fewest, as a part of those with the most; how
/// often the store was asked for a call; and how many calls were lost.
struct Outcome {
    report: Report,
    evenness: f64,
    asked: f64,
    lost: usize,
}

/// Plays a minute of such a limit.
async fn play(clients: usize, per_minute: u32, outage: Range<Duration>, seed: u64) -> Outcome {
    fastrand::seed(seed);
    let model = ServerModel::bucket(per_minute).burst(ms(1_000)).seed(seed);
    let api = FakeApi::in_memory().model(model);
    let store = Distant::of(outage);
    let mut calls = JoinSet::new();
    let begun = Instant::now();
    for number in 0..clients {
        let store = Arc::clone(&store) as Arc<dyn Store>;
        let client = api.client_with(|settings| settings.store(store));
        for _ in 0..per_minute as usize / clients {
            let client = client.clone();
            calls.spawn(async move { (number, chat(&client).await.map(|_| begun.elapsed())) });
        }
    }
    let made = calls.len();
    let mut steady = vec![0_u32; clients];
    let mut lost = 0;
    for (number, answer) in calls.join_all().await {
        match answer {
            Ok(at) => steady[number] += u32::from((ms(6_000)..ms(54_000)).contains(&at)),
            Err(_) => lost += 1,
        }
    }
    let [worst, best] =
        [steady.iter().min(), steady.iter().max()].map(|it| f64::from(*it.expect("some")));
    #[expect(clippy::cast_precision_loss, reason = "small numbers")]
    let asked = store.asked.load(Ordering::Relaxed) as f64 / made as f64;
    Outcome { report: api.report(), evenness: worst / best, asked, lost }
}

const FLEETS: [(usize, u32); 3] = [(3, 600), (3, 6_000), (8, 6_000)];

#[tokio::test(start_paused = true)]
async fn a_fleet_uses_its_limit_and_shares_it_evenly() {
    for (clients, per_minute) in FLEETS {
        for seed in 0..2 {
            let outcome = play(clients, per_minute, Duration::ZERO..Duration::ZERO, seed).await;
            let Outcome { report, evenness, asked, lost } = outcome;
            let what =
                format!("{clients} at {per_minute}, seed {seed}: {evenness} {asked}\n{report}");
            assert!(report.used() >= Some(0.97), "{what}");
            assert!(report.refused_share() <= 0.005, "{what}");
            assert!(evenness >= 0.95 && asked <= 0.3 && lost == 0, "{what}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_fleet_outlives_a_store_that_is_gone_for_a_third_and_forgets() {
    for (clients, per_minute) in FLEETS {
        for seed in 0..2 {
            let outcome = play(clients, per_minute, ms(20_000)..ms(40_000), seed).await;
            let Outcome { report, evenness, asked, lost } = outcome;
            let what =
                format!("{clients} at {per_minute}, seed {seed}: {evenness} {asked}\n{report}");
            assert!(report.used() >= Some(0.95), "{what}");
            assert!(report.refused_share() <= 0.01, "{what}");
            assert!(lost == 0, "{what}");
        }
    }
}
