//! One process of the fleet: it makes all of its calls at once, and writes down when each was answered.

use std::error::Error;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use openai_call::{Client, RedisStore, Text, openai_call};
use serde_json::json;
use tokio::task::JoinSet;

/// Makes this program a worker: behind it stand the URLs of the API and of Redis, and the number of calls.
pub(crate) const WORD: &str = "worker";

/// What it writes for a call that has ended in an error; for another one the time in milliseconds.
pub(crate) const LOST: &str = "lost";

#[openai_call(on_rate_limit = wait(up_to = 10min), timeout = 60s)]
pub(crate) async fn chat(client: &Client) -> Result<Text, openai_call::Error> {
    client.post("chat/completions").json(&json!({
        "model": "gpt-4o-mini",
        "messages": [{ "role": "user", "content": "What is the square of 7?" }],
    }))
}

/// Milliseconds since 1970.
pub(crate) fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO);
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

pub(crate) async fn work(words: &[String]) -> Result<(), Box<dyn Error>> {
    let [api, redis, calls] = words else { return Err("the URLs and the number of calls".into()) };
    let store = RedisStore::connect(redis).await?;
    let client = Client::builder().base_url(api).api_key("sk-none").store(store).build()?;
    let mut under_way = JoinSet::new();
    for _ in 0..calls.parse::<usize>()? {
        let client = client.clone();
        under_way.spawn(async move { chat(&client).await.map(|_| now()) });
    }
    while let Some(call) = under_way.join_next().await {
        match call? {
            Ok(at) => println!("{at}"),
            Err(error) => {
                eprintln!("{error}");
                println!("{LOST}");
            }
        }
    }
    Ok(())
}
