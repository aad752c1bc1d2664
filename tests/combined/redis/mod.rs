//! Leases of send times from a real Redis.

mod connect;
mod outages;
mod parity;
mod script;
mod server;

use std::time::Duration;

use openai_call::RedisStore;
use openai_call::store::{Lease, Store, Wish};
use redis::aio::MultiplexedConnection;

use self::server::Server;

/// Starts a server for a test, or leaves the test where there is none.
macro_rules! started {
    ($($argument:expr),*) => {
        match $crate::redis::server::Server::start(&[$($argument),*]) {
            Some(server) => server,
            None => {
                eprintln!("skipped: there is no `redis-server` here (Debian: redis-server)");
                return;
            }
        }
    };
}

use started;

impl Server {
    fn port(&self) -> u16 {
        self.url().rsplit_once(':').and_then(|(_, port)| port.parse().ok()).expect("a port")
    }

    async fn store(&self) -> RedisStore {
        RedisStore::connect(&self.url()).await.expect("it runs")
    }

    /// A connection for what a user does with Redis.
    async fn connection(&self) -> MultiplexedConnection {
        let client = redis::Client::open(self.url()).expect("a URL");
        client.get_multiplexed_async_connection().await.expect("it runs")
    }

    /// Runs one command, written as in `redis-cli`.
    async fn command(&self, command: &str) -> String {
        let mut words = command.split(' ');
        let mut command = redis::cmd(words.next().expect("a word"));
        for word in words {
            command.arg(word);
        }
        let answer: redis::Value =
            command.query_async(&mut self.connection().await).await.expect("it is obeyed");
        format!("{answer:?}")
    }
}

/// A wish for one limit.
fn wish(client: u64, times: u32, spacing: Duration) -> Wish {
    Wish::new("gpt-4o-mini", client, times, [spacing, Duration::ZERO])
}

/// A lease; Redis may take long for it on a machine that has much else to do.
async fn lease(store: &RedisStore, wish: &Wish) -> Lease {
    let mut answer = store.lease(wish.clone()).await;
    for _ in 0..100 {
        if answer.is_err() {
            answer = store.lease(wish.clone()).await;
        }
    }
    answer.expect("Redis answers")
}
