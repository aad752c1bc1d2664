//! (e) 10 000 calls in flight: waiting for a server that says nothing, or asleep before the next
//! attempt, with a connection or without; or in line, waiting for their turn.

use std::time::Duration;

use openai_call::openai_call;
use tokio::sync::Semaphore;
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};

use crate::count::heap;
use crate::http::{Chat, Peers, body, by_hand, by_hand_loop, middleware, ours, ours_reply};
use crate::policy::Failed;

const CALLS: usize = 10_000;

/// In which a hundred calls fall asleep, so that the next hundred find their connections free.
const PAUSE: Duration = Duration::from_millis(100);

#[openai_call(backoff = fixed(10min))]
async fn fails() -> Result<u64, Failed> {
    std::hint::black_box(Err::<u64, _>(Failed))
}

#[openai_call(backoff = fixed(10min))]
async fn waits() -> Result<u64, Failed> {
    std::future::pending::<Result<u64, Failed>>().await
}

async fn fails_by_hand(again: bool) -> Result<u64, Failed> {
    for _ in 1..3 {
        let one = async { if again { Err(Failed) } else { std::future::pending().await } };
        if let Ok(Ok(value)) = timeout(Duration::from_secs(600), one).await {
            return Ok(value);
        }
        sleep(Duration::from_secs(600)).await;
    }
    Err(Failed)
}

/// What many wait for that none of them gets.
static TAKEN: Semaphore = Semaphore::const_new(0);

async fn by_hand_in_line(peers: &Peers, body: &serde_json::Value) {
    let permit = TAKEN.acquire().await;
    drop(by_hand_loop::<Chat>(peers.http(), peers.url(), body).await);
    drop(permit);
}

fn rss() -> u64 {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap();
    statm.split(' ').nth(1).unwrap().parse::<u64>().unwrap() * 4096
}

/// Begins one of the calls.
fn begin(
    which: &str,
    answer: &str,
    peers: &'static Peers,
    body: &'static serde_json::Value,
) -> JoinHandle<()> {
    match (which, answer) {
        ("ours", "none") => tokio::spawn(async move { drop(fails().await) }),
        ("ours, waiting", "none") => tokio::spawn(async move { drop(waits().await) }),
        ("by hand", "none") => tokio::spawn(async move { drop(fails_by_hand(true).await) }),
        ("by hand, waiting", "none") => {
            tokio::spawn(async move { drop(fails_by_hand(false).await) })
        }
        ("sleep", "none") => tokio::spawn(sleep(Duration::from_secs(600))),
        ("semaphore", "none") => tokio::spawn(async { drop(TAKEN.acquire().await) }),
        ("by hand, loop", "line") => tokio::spawn(by_hand_in_line(peers, body)),
        // Each with a future of its own kind: a `match` in one would be as large as the largest.
        ("ours", _) => tokio::spawn(async move { drop(ours::<Chat>(&peers.client, body).await) }),
        ("ours, Reply", _) => {
            tokio::spawn(async move { drop(ours_reply::<Chat>(&peers.client, body).await) })
        }
        ("by hand", _) => {
            tokio::spawn(
                async move { drop(by_hand::<Chat>(peers.http(), peers.url(), body).await) },
            )
        }
        ("by hand, loop", _) => tokio::spawn(async move {
            drop(by_hand_loop::<Chat>(peers.http(), peers.url(), body).await)
        }),
        ("reqwest-retry", _) => tokio::spawn(async move {
            drop(middleware::<Chat>(peers.middleware(), peers.url(), body).await)
        }),
        ("async-openai", _) => tokio::spawn(async move {
            drop(peers.async_openai().chat().create_byot::<_, Chat>(body).await)
        }),
        other => panic!("{other:?}"),
    }
}

pub async fn run(server: &str, way: &str) {
    let (which, answer) = way.split_once('@').unwrap_or((way, "none"));
    let peers: &'static Peers = Box::leak(Box::new(Peers::of(server, answer)));
    let body: &'static _ = Box::leak(Box::new(body(false)));
    let mut tasks = Vec::with_capacity(CALLS);
    let (before, resident) = (heap(), rss());
    for call in 0..CALLS {
        tasks.push(begin(which, answer, peers, body));
        if call % 100 == 99 {
            sleep(PAUSE).await;
        }
    }
    sleep(Duration::from_secs(3)).await;
    let (after, now) = (heap(), rss());
    let running = tasks.iter().filter(|it| !it.is_finished()).count();
    assert_eq!(running, CALLS, "some are over");
    println!("e {way}\theap\t{}", (after.live - before.live) / CALLS as u64);
    println!("e {way}\tresident\t{}", (now - resident) / CALLS as u64);
    std::process::exit(0); // The tasks are not waited for; the server ends with its input.
}
