//! What the script leases, by Redis' own clock.

use std::time::{Duration, Instant};

use openai_call::RedisStore;
use openai_call::store::{Lease, Store, Wish};
use redis::aio::MultiplexedConnection;
use redis::{RedisResult, Script};

use super::started;
use super::{lease, wish};

const SCRIPT: &str = include_str!("../../../runtime/src/limits/store/redis/lease.lua");

const LIMIT: &str = "openai-call:{limit:gpt-4o-mini}";
const CLIENTS: &str = "openai-call:{limit:gpt-4o-mini}:clients";

const CLIENTS_AT_ONCE: usize = 4;
const LEASES: usize = 100_000;

/// A lease as Redis keeps it, in its microseconds.
#[derive(Clone, Copy, Debug)]
struct Leased {
    times: u64,
    step: u64,
    /// The first moment that is free behind it.
    end: u64,
    /// Before it nothing was to be sent.
    gate: u64,
    /// How far the times of the lease had to be apart.
    spacing: u64,
}

impl Leased {
    fn start(&self) -> u64 {
        self.end - self.times * self.step
    }
}

fn ms(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}

/// Leases some times in a row, and reads what is free after each of them, before anybody else can lease.
async fn ask(connection: &mut MultiplexedConnection, client: usize) -> RedisResult<Vec<Leased>> {
    let mut all = redis::pipe();
    all.atomic();
    // Requests of different cost in tokens; some time is held back now and then.
    let spacings: Vec<u64> = (0..fastrand::u32(1..=40))
        .map(|_| fastrand::u64(1..=30).max(fastrand::u64(1..=30)))
        .collect();
    for spacing in &spacings {
        let hold = if fastrand::u32(..500) == 0 { fastrand::i64(0..=3_000) } else { -1 };
        all.cmd("EVALSHA").arg(Script::new(SCRIPT).get_hash()).arg(2).arg(LIMIT).arg(CLIENTS);
        all.arg(client).arg(fastrand::u32(1..=12)).arg(*spacing).arg(hold);
        all.cmd("HMGET").arg(LIMIT).arg("free").arg("gate");
    }
    let answers: Vec<Vec<u64>> = all.query_async(connection).await?;
    let leases = spacings.into_iter().zip(answers.chunks(2)).map(|(spacing, answers)| Leased {
        times: answers[0][0],
        step: answers[0][2],
        end: answers[1][0],
        gate: answers[1][1],
        spacing,
    });
    Ok(leases.filter(|leased| leased.times > 0).collect())
}

async fn ask_often(mut connection: MultiplexedConnection, client: usize) -> Vec<Leased> {
    fastrand::seed(client as u64);
    let mut leases = Vec::new();
    while leases.len() < LEASES / CLIENTS_AT_ONCE {
        leases.extend(ask(&mut connection, client).await.expect("it runs"));
    }
    leases
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn leases_of_four_clients_never_overlap() {
    let server = started!();
    let mut connection = server.connection().await;
    Script::new(SCRIPT).load_async(&mut connection).await.expect("it is a script");
    let mut clients = Vec::new();
    for client in 0..CLIENTS_AT_ONCE {
        let connection = server.connection().await;
        clients.push(tokio::spawn(ask_often(connection, client)));
    }
    let mut leases = Vec::new();
    for client in clients {
        leases.extend(client.await.expect("no panic"));
    }
    leases.sort_by_key(|leased| leased.end);
    assert!(leases.len() >= LEASES, "{}", leases.len());
    for pair in leases.windows(2) {
        assert!(pair[0].end <= pair[1].start(), "{pair:?}");
    }
    for leased in &leases {
        assert!(leased.step >= leased.spacing, "{leased:?}");
        assert!(leased.start() >= leased.gate, "{leased:?}");
    }
    let slowed = leases.iter().filter(|leased| leased.step > leased.spacing).count();
    assert!(slowed > 0, "no hold has slowed them down");
}

/// A lease, and how long after `begun` its first time lies at least.
async fn first_after(begun: Instant, store: &RedisStore, wish: &Wish) -> (Lease, Duration) {
    let leased = lease(store, wish).await;
    (leased, begun.elapsed() + leased.start)
}

const QUARANTINE: Duration = Duration::from_secs(1);

/// What is not known may be leased already.
#[tokio::test]
async fn nothing_is_leased_within_a_second_of_a_loss() {
    let server = started!();
    let store = server.store().await;
    let wish = wish(1, 1, ms(10));
    let (_, first) = first_after(Instant::now(), &store, &wish).await;
    assert!(first >= QUARANTINE, "{first:?}");
    tokio::time::sleep(QUARANTINE + ms(100)).await;
    server.command("SCRIPT FLUSH").await;
    let known = lease(&store, &wish).await.start;
    assert!(known < QUARANTINE, "{known:?}");
    let begun = Instant::now();
    server.command("FLUSHALL").await;
    let (_, again) = first_after(begun, &store, &wish).await;
    assert!(again >= QUARANTINE, "{again:?}");
}

/// As after a change to a server whose clock is behind, by which all times would be far ahead.
#[tokio::test]
async fn a_clock_that_was_set_back_is_a_loss() {
    let server = started!();
    let store = server.store().await;
    let [one, another] = [1, 2].map(|client| wish(client, 1, ms(10)));
    lease(&store, &one).await;
    assert_eq!(lease(&store, &another).await.clients, 2);
    let begun = Instant::now();
    for field in ["free", "asked"] {
        server.command(&format!("HINCRBY {LIMIT} {field} 3600000000")).await;
    }
    let (leased, first) = first_after(begun, &store, &one).await;
    assert!(leased.times == 1 && first >= QUARANTINE, "{leased:?}");
    assert_eq!(leased.clients, 1);
}

#[tokio::test]
async fn keys_have_a_prefix_and_a_lifetime() {
    let server = started!();
    let store = server.store().await.prefix("search{}");
    store.lease(Wish::new("a } b", 1, 1, [ms(10); 2])).await.expect("it runs");
    let keys = server.command("KEYS *").await;
    for key in ["'search:{limit:a } b}'", "'search:{limit:a } b}:clients'"] {
        let key = key.trim_matches('\'');
        assert!(keys.contains(key), "{keys}");
    }
    lease(&store.clone().prefix("openai-call"), &wish(1, 1, ms(10))).await;
    for (key, most) in [(LIMIT, 86_400), (CLIENTS, 60)] {
        let left = server.command(&format!("TTL {key}")).await;
        let left: i64 =
            left.trim_matches(|it: char| !it.is_ascii_digit()).parse().expect("a number");
        assert!(left > most / 2 && left <= most, "{key} {left}");
    }
}

/// A cluster refuses a script whose keys may lie on different nodes.
#[tokio::test]
async fn the_keys_of_a_limit_are_on_one_node_of_a_cluster() {
    let configuration = format!("nodes-{}.conf", std::process::id());
    let path = std::env::temp_dir().join(&configuration);
    let server = started!("--cluster-enabled", "yes", "--cluster-config-file", &configuration);
    server.command("CLUSTER ADDSLOTSRANGE 0 16383").await;
    let store = server.store().await;
    let begun = Instant::now();
    for limit in ["gpt-4o-mini", "", "}", "{}", "a{b}c"] {
        loop {
            let leased = store.lease(Wish::new(limit, 1, 1, [ms(1); 2])).await;
            let error = match leased {
                Ok(_) => break,
                Err(error) => error.to_string(),
            };
            // It has to find out first that it is whole.
            assert!(
                error.contains("ClusterDown") || error.contains("timed out"),
                "{limit}: {error}"
            );
            assert!(begun.elapsed() < Duration::from_secs(20), "{error}");
            tokio::time::sleep(ms(50)).await;
        }
    }
    drop(server);
    let _ = std::fs::remove_file(path);
}
