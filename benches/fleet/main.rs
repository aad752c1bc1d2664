//! Several processes that share one limit by a Redis, against a server in another process: what they use of
//! the limit, what is refused, and how evenly they share, while Redis works, hangs, or is gone.
//!
//! `cargo bench --package openai-call-benches --bench fleet` takes about five minutes; with words behind `--`
//! it plays only the rows that contain one of them.

#![expect(clippy::cast_precision_loss, reason = "small numbers")]

#[path = "../about.rs"]
mod about;
mod latency;
mod row;
#[path = "../../tests/combined/redis/server.rs"]
mod server;
mod worker;

use std::env;
use std::error::Error;

use row::{Outage, Row};
use server::Server;

const LOCK: &str = include_str!("../../Cargo.lock");

const ROWS: [Row; 6] = [
    Row { processes: 3, per_minute: 600, outage: Outage::None },
    Row { processes: 3, per_minute: 6_000, outage: Outage::None },
    Row { processes: 8, per_minute: 6_000, outage: Outage::None },
    Row { processes: 3, per_minute: 600, outage: Outage::Killed },
    Row { processes: 3, per_minute: 6_000, outage: Outage::Killed },
    Row { processes: 3, per_minute: 6_000, outage: Outage::Hanging },
];

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let words: Vec<String> = env::args().skip(1).filter(|word| word != "--bench").collect();
    if words.first().is_some_and(|word| word == worker::WORD) {
        return worker::work(&words[1..]).await;
    }
    let Some(server) = Server::start(&[]) else {
        println!("there is no `redis-server` here; install it (Debian: redis-server)");
        return Ok(());
    };
    drop(server);
    let is_wanted =
        |name: &str| words.is_empty() || words.iter().any(|word| name.contains(&**word));
    println!("{:<48}{}", "", row::HEADINGS);
    for row in ROWS.iter().filter(|row| is_wanted(&row.name())) {
        println!("{:<48}{}", row.name(), row.play().await?);
    }
    if is_wanted("latency") {
        latency::measure().await?;
    }
    println!("{}", about::line(LOCK, &["openai-call", "redis"]));
    Ok(())
}
