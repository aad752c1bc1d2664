//! What a client makes of a Redis that is gone, hangs, is full, or allows nothing any more.

use std::cell::RefCell;
use std::future::Future;
use std::time::Duration;

use openai_call::testing::FakeApi;
use openai_call::{Client, Error, Limits, RedisStore, StoreHealth, Text, openai_call};
use serde_json::json;
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::time::{Instant, sleep};

use super::server::Server;
use super::started;
use crate::log::Log;

#[openai_call(retry = "none", on_rate_limit = wait(up_to = 30s))]
async fn chat(client: &Client) -> Result<Text, Error> {
    client.post("chat/completions").json(&json!({ "model": "gpt-4o-mini", "messages": [] }))
}

/// A client with a limit of a hundred a second.
struct Fleet {
    client: Client,
    _api: FakeApi,
}

impl Fleet {
    fn of(store: RedisStore) -> Self {
        let api = FakeApi::in_memory();
        let limits = Limits::per_minute().requests(6_000);
        let client = api.client_with(|settings| settings.limits(limits).store(store));
        Self { client, _api: api }
    }

    fn store(&self) -> StoreHealth {
        self.client.health().lanes()[0].store().expect("it has one").clone()
    }

    /// Makes calls, none of which fails, until the store has come to this.
    async fn call_until(&self, is_so: impl Fn(&StoreHealth) -> bool) {
        let begun = Instant::now();
        loop {
            chat(&self.client).await.expect("no call is lost");
            if is_so(&self.store()) {
                return;
            }
            assert!(begun.elapsed() < Duration::from_secs(20), "{}", self.client.health());
            sleep(Duration::from_millis(1)).await;
        }
    }

    /// Goes on while the store is away, and with it again; both is told once, and why.
    async fn outlives<E: Future<Output = ()>, M: Future<Output = ()>>(
        &self,
        end: E,
        why: &str,
        mend: M,
    ) {
        // On a machine that has much else to do Redis may seem slow before.
        self.call_until(|store| store.away().is_none()).await;
        let (log, _guards) = Log::begin();
        end.await;
        self.call_until(|store| store.error().is_some_and(|error| error.contains(why))).await;
        for _ in 0..20 {
            chat(&self.client).await.expect("no call is lost");
        }
        mend.await;
        self.call_until(|store| store.away().is_none()).await;
        let told = log.messages();
        let told = |what: &str| told.iter().filter(|it| it.contains(what)).count();
        assert!(told("WARN store away") >= 1, "{}", log.text());
        assert_eq!(told("WARN store away"), told("INFO store back"), "{}", log.text());
    }
}

async fn fleet(server: &Server) -> Fleet {
    Fleet::of(server.store().await)
}

#[tokio::test]
async fn one_that_is_killed_comes_back_with_nothing() {
    let server = started!();
    let fleet = fleet(&server).await;
    let server = RefCell::new(server);
    let kill = async { server.borrow_mut().kill() };
    fleet.outlives(kill, "refused", async { server.borrow_mut().restart() }).await;
}

#[tokio::test]
async fn one_that_hangs() {
    let server = started!();
    let fleet = fleet(&server).await;
    let hang = async { server.signal("STOP") };
    fleet.outlives(hang, "", async { server.signal("CONT") }).await;
}

#[tokio::test]
async fn one_that_is_full() {
    let server = started!();
    let fleet = fleet(&server).await;
    let fill = async { drop(server.command("CONFIG SET maxmemory 1").await) };
    let empty = async { drop(server.command("CONFIG SET maxmemory 0").await) };
    fleet.outlives(fill, "OOM", empty).await;
}

#[tokio::test]
async fn one_that_has_become_a_replica() {
    let server = started!();
    let fleet = fleet(&server).await;
    let demote = async { drop(server.command("REPLICAOF 127.0.0.1 1").await) };
    let promote = async { drop(server.command("REPLICAOF NO ONE").await) };
    fleet.outlives(demote, "replica", promote).await;
}

#[tokio::test]
async fn one_that_takes_the_rights_away() {
    let server = started!();
    server.command("ACL SETUSER fleet on >password ~openai-call:* +@all").await;
    let url = format!("redis://fleet:password@127.0.0.1:{}", server.port());
    let fleet = Fleet::of(RedisStore::connect(&url).await.expect("it runs"));
    let deny = async { drop(server.command("ACL SETUSER fleet -evalsha").await) };
    let allow = async { drop(server.command("ACL SETUSER fleet +evalsha").await) };
    fleet.outlives(deny, "permissions", allow).await;
}

#[tokio::test]
async fn one_that_forgets_the_script_and_all_else() {
    let server = started!();
    let fleet = fleet(&server).await;
    fleet.call_until(|store| store.away().is_none()).await;
    for command in ["SCRIPT FLUSH", "FLUSHALL"] {
        server.command(command).await;
        for _ in 0..5 {
            chat(&fleet.client).await.expect("no call is lost");
        }
    }
    fleet.call_until(|store| store.away().is_none()).await;
}

/// Passes connections on to a server, until those that it has fall silent.
async fn way_to(port: u16) -> (u16, watch::Sender<u32>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let here = listener.local_addr().expect("an address").port();
    let (silence, silenced) = watch::channel(0);
    tokio::spawn(async move {
        while let Ok((mut near, _)) = listener.accept().await {
            let mut silenced = silenced.clone();
            silenced.mark_unchanged();
            tokio::spawn(async move {
                let mut far = TcpStream::connect(("127.0.0.1", port)).await.expect("it runs");
                tokio::select! {
                    _ = copy_bidirectional(&mut near, &mut far) => {}
                    // Both ends stay open, and nothing passes.
                    _ = silenced.changed() => std::future::pending().await,
                }
            });
        }
    });
    (here, silence)
}

/// No packet says that the other end is gone. A new connection would get through.
#[tokio::test]
async fn a_connection_that_leads_nowhere_is_made_anew() {
    let server = started!();
    let (port, silence) = way_to(server.port()).await;
    let url = format!("redis://127.0.0.1:{port}");
    let fleet = Fleet::of(RedisStore::connect(&url).await.expect("it runs"));
    let silent = async { silence.send_modify(|times| *times += 1) };
    fleet.outlives(silent, "", async {}).await;
}
