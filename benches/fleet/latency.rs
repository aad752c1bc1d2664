//! What a store adds to a call that need not wait.

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use openai_call::store::{MemoryStore, Store};
use openai_call::testing::FakeApi;
use openai_call::{Client, Limits, RedisStore};
use tokio::time::{Instant, sleep};

use crate::server::Server;
use crate::worker::chat;

/// Calls by each of the clients, in turns.
const CALLS: usize = 2_000;

/// Far apart for a limit of a thousand a second.
const PAUSE: Duration = Duration::from_millis(2);

/// Prints how long a call takes without a store, with one in memory and with Redis. The API answers in this
/// process, at once.
pub(crate) async fn measure() -> Result<(), Box<dyn Error>> {
    let redis = Server::start(&[]).ok_or("there is no Redis")?;
    let api = FakeApi::in_memory();
    let limits = Limits::per_minute().requests(60_000);
    let with = |store: Arc<dyn Store>| api.client_with(|it| it.limits(limits).store(store));
    let clients = [
        api.client_with(|it| it.limits(limits)),
        with(MemoryStore::default().into()),
        with(RedisStore::connect(&redis.url()).await?.into()),
    ];
    for client in &clients {
        chat(client).await?;
    }
    // Redis leases nothing in the first second.
    sleep(Duration::from_secs(2)).await;
    let mut times = [const { Vec::new() }; 3];
    for _ in 0..CALLS {
        for (client, times) in clients.iter().zip(&mut times) {
            times.push(timed(client).await?);
            sleep(PAUSE).await;
        }
    }
    print(times);
    Ok(())
}

/// The ratio is that of the medians.
fn print(mut times: [Vec<Duration>; 3]) {
    let ratio = "to without";
    println!("\n{:<25}{ratio:>12}{:>12}{:>12}", "a call that need not wait", "median", "99 %");
    for times in &mut times {
        times.sort();
    }
    let at = |times: &[Duration], at: usize| times[at].as_secs_f64() * 1e6;
    let without = at(&times[0], CALLS / 2);
    for (name, times) in
        ["without a store", "store in memory", "store in Redis"].into_iter().zip(&times)
    {
        let [median, most] = [CALLS / 2, CALLS * 99 / 100].map(|place| at(times, place));
        println!("{name:<25}{:>12.2}{median:>9.0} µs{most:>9.0} µs", median / without);
    }
}

async fn timed(client: &Client) -> Result<Duration, openai_call::Error> {
    let begun = Instant::now();
    chat(client).await?;
    Ok(begun.elapsed())
}
