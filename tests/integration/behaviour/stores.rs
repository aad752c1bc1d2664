//! Clients that lease their send times, and what they do when the store does not answer.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use openai_call::store::{LEASE_TIMEOUT, Lease, Leasing, MemoryStore, Store, Wish};
use openai_call::testing::{FakeApi, ServerModel};
use openai_call::{Client, Error, ErrorKind, Limits, StoreHealth, Text, openai_call};
use serde_json::json;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, timeout};

use crate::log::Log;
use crate::support::{TICK, ms};

/// A memory store that answers after a pause, if at all.
#[derive(Debug, Default)]
struct Slow {
    store: MemoryStore,
    pause: AtomicU64,
    asked: AtomicUsize,
}

impl Slow {
    fn of(pause: Duration) -> Arc<Self> {
        let slow = Arc::<Self>::default();
        slow.set(pause);
        slow
    }

    fn set(&self, pause: Duration) {
        self.pause.store(u64::try_from(pause.as_millis()).expect("short"), Ordering::Relaxed);
    }

    fn asked(&self) -> usize {
        self.asked.load(Ordering::Relaxed)
    }
}

impl Store for Slow {
    fn lease(&self, wish: Wish) -> Leasing<'_> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        Box::pin(async {
            sleep(ms(self.pause.load(Ordering::Relaxed))).await;
            self.store.lease(wish).await
        })
    }
}

fn client_of(api: &FakeApi, store: &Arc<Slow>, limits: Limits) -> Client {
    let store = Arc::clone(store) as Arc<dyn Store>;
    api.client_with(|settings| settings.limits(limits).store(store))
}

/// Ten a second.
fn limits() -> Limits {
    Limits::per_minute().requests(600)
}

#[openai_call(on_rate_limit = wait(up_to = 1min))]
async fn chat(client: &Client) -> Result<Text, Error> {
    client.post("chat/completions").json(&json!({ "model": "gpt-4o-mini", "messages": [] }))
}

#[openai_call(on_rate_limit = wait(up_to = 20ms))]
async fn hurried(client: &Client) -> Result<Text, Error> {
    client.post("chat/completions").json(&json!({ "model": "gpt-4o-mini", "messages": [] }))
}

/// Makes calls at once, and says when each of them was over.
async fn at_once(client: &Client, calls: usize) -> Vec<Duration> {
    let begun = Instant::now();
    let call = |client: Client| async move {
        chat(&client).await.expect("an answer");
        begun.elapsed()
    };
    let mut times =
        (0..calls).map(|_| call(client.clone())).collect::<JoinSet<_>>().join_all().await;
    times.sort();
    times
}

/// Nobody waits, and yet others may use the limit.
#[tokio::test(start_paused = true)]
async fn a_call_that_is_alone_leases_its_time() {
    let (api, store) = (FakeApi::in_memory(), Slow::of(ms(3)));
    let clients = [client_of(&api, &store, limits()), client_of(&api, &store, limits())];
    let begun = Instant::now();
    for n in 0..4 {
        chat(&clients[n % 2]).await.expect("an answer");
    }
    assert_eq!(store.asked(), 4);
    assert!(begun.elapsed() >= ms(300), "{:?}", begun.elapsed());
    assert_eq!(clients[0].health().lanes()[0].store().expect("a store").clients(), 2);
}

/// The next one asks at once, and does not wait for an answer that nobody will take.
#[tokio::test(start_paused = true)]
async fn a_call_that_is_dropped_while_it_asks_holds_nobody_up() {
    let (api, store) = (FakeApi::in_memory(), Slow::of(ms(30)));
    let client = client_of(&api, &store, limits());
    let first = tokio::spawn({
        let client = client.clone();
        async move { chat(&client).await }
    });
    sleep(ms(10)).await;
    assert_eq!(store.asked(), 1);
    let begun = Instant::now();
    let next = tokio::spawn(async move { chat(&client).await });
    tokio::task::yield_now().await;
    first.abort();
    next.await.expect("no panic").expect("an answer");
    assert!(begun.elapsed() < LEASE_TIMEOUT, "{:?}", begun.elapsed());
    assert_eq!(store.asked(), 2);
}

/// Each has less time than a store may take, and none of them would ever find out that it is away.
#[tokio::test(start_paused = true)]
async fn calls_in_a_hurry_find_out_together_that_a_store_hangs() {
    let (api, store) = (FakeApi::in_memory(), Slow::of(ms(3_600_000)));
    let client = client_of(&api, &store, limits());
    let mut kinds = Vec::new();
    for _ in 0..4 {
        let begun = Instant::now();
        kinds.push(hurried(&client).await.map(drop).map_err(|error| error.kind()));
        // The times of a line are rounded up.
        assert!(begun.elapsed() <= ms(20) + 3 * TICK + ms(60), "{:?}", begun.elapsed());
        sleep(ms(200)).await;
    }
    let late = Err(ErrorKind::RateLimit);
    assert_eq!(kinds, [late, late, Ok(()), Ok(())], "after 50 ms it is known");
}

#[tokio::test(start_paused = true)]
async fn a_store_that_does_not_answer_is_told_once_and_asked_again() {
    let (log, _guards) = Log::begin();
    let (api, store) = (FakeApi::in_memory(), Slow::of(ms(1)));
    let client = client_of(&api, &store, limits());
    at_once(&client, 5).await;
    store.set(ms(60));
    let before = store.asked();
    let times = at_once(&client, 40).await;
    assert!(times[39] < ms(4_500), "{times:?}");
    assert!((2..=6).contains(&(store.asked() - before)), "once a second: {}", store.asked());
    let health = client.health();
    let away = health.lanes()[0].store().expect("a store");
    assert!(away.away() > Some(ms(2_000)), "{health}");
    assert_eq!(away.error(), Some("no answer within 50ms"));
    assert!(health.to_string().contains("store away for"), "{health}");

    store.set(ms(1));
    sleep(ms(1_000)).await;
    at_once(&client, 5).await;
    assert_eq!(client.health().lanes()[0].store().and_then(StoreHealth::away), None);
    let told = |message: &str| log.messages().iter().filter(|it| it.contains(message)).count();
    assert_eq!((told("WARN store away"), told("INFO store back")), (1, 1), "{}", log.text());
}

/// A refusal stops those of other clients that ask after it.
#[tokio::test(start_paused = true)]
async fn a_hold_is_that_of_all() {
    let (api, store) = (FakeApi::in_memory(), Slow::of(ms(1)));
    let [one, another] = [0; 2].map(|_| client_of(&api, &store, limits()));
    chat(&one).await.expect("an answer");
    api.status(429).retry_after(2).reply("hello").times(99);
    let refused = tokio::spawn(async move { at_once(&one, 2).await });
    sleep(ms(1_000)).await;
    let begun = Instant::now();
    chat(&another).await.expect("an answer");
    refused.await.expect("no panic");
    assert!(begun.elapsed() >= ms(500), "{:?}", begun.elapsed());
}

/// It leases nothing for an hour, and then has come to its senses.
#[derive(Debug)]
struct Nonsense;

impl Store for Nonsense {
    fn lease(&self, _: Wish) -> Leasing<'_> {
        let lease = Lease { times: 0, start: Duration::MAX, step: Duration::MAX, clients: 0 };
        Box::pin(std::future::ready(Ok(lease)))
    }
}

#[tokio::test(start_paused = true)]
async fn the_nonsense_of_a_store_ends_with_the_patience_of_a_call() {
    let api = FakeApi::in_memory();
    let store: Arc<dyn Store> = Arc::new(Nonsense);
    let client = api.client_with(|settings| settings.limits(limits()).store(store));
    let outcome = timeout(ms(61_000), chat(&client)).await.expect("its patience is a minute");
    assert_eq!(outcome.map(drop).map_err(|error| error.kind()), Err(ErrorKind::RateLimit));
    assert!(api.requests().is_empty());
}

/// A fleet that learns its limit from a server which admits less than it names.
#[tokio::test(start_paused = true)]
async fn a_fleet_slows_down_where_it_is_refused() {
    let api = FakeApi::in_memory();
    let api = api.model(ServerModel::bucket(540).burst(ms(1_000)));
    let store = Slow::of(ms(1));
    let clients = [0; 3].map(|_| client_of(&api, &store, limits()));
    let calls: Vec<_> = clients
        .into_iter()
        .map(|client| tokio::spawn(async move { at_once(&client, 150).await }))
        .collect();
    for call in calls {
        call.await.expect("no panic");
    }
    let report = api.report();
    assert!(report.refused_share() < 0.05, "{report}");
    assert!(report.used() > Some(0.9), "{report}");
}
