//! The same over real sockets, in a smaller number: no connection and no task is left.

use std::time::Duration;

use fastrand::Rng;
use openai_call::testing::FakeApi;
use openai_call::{Client, Error, openai_call};
use serde_json::{Value, json};
use tokio::runtime::Handle;
use tokio::time::{sleep, timeout};

use crate::support::unguarded;

const DROPS: usize = 2_000;

/// For what comes at once, or never.
const HANG: Duration = Duration::from_secs(60);

#[openai_call(attempts = 4, backoff = 1ms..3ms, timeout = 40ms, deadline = 100ms)]
async fn chat(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions").json(&json!({ "model": "gpt-4o-mini", "messages": [] }))
}

/// Scripts an answer to one request.
fn script(api: &FakeApi, rng: &mut Rng) {
    match rng.u32(0..8) {
        0 => api.status(500),
        1 => api.status(429).header("retry-after-ms", "2"),
        2 => api.disconnect(),
        3 => api.reply("cut").cut(),
        4 => api.stall(),
        5 => api.reply("slow").delay(Duration::from_millis(rng.u64(0..10))),
        6 => api.reply("drips").drip(Duration::from_millis(1)),
        _ => api.reply("at once"),
    };
}

#[tokio::test]
async fn nothing_is_left_of_dropped_calls() {
    let api = FakeApi::start().await;
    let client = unguarded(&api);
    let mut rng = Rng::with_seed(7);
    let baseline = Handle::current().metrics().num_alive_tasks();
    for _ in 0..DROPS {
        script(&api, &mut rng);
        let moment = Duration::from_micros(rng.u64(0..8_000));
        // Whether it is over by then is chance; that nothing is left of it is not.
        let _ = timeout(moment, chat(&client)).await;
    }
    assert!(api.requests().len() > DROPS / 4, "{} requests came", api.requests().len());
    drop(client);
    let closed = timeout(HANG, async {
        while Handle::current().metrics().num_alive_tasks() > baseline {
            sleep(Duration::from_millis(10)).await;
        }
    });
    assert!(
        closed.await.is_ok(),
        "{} tasks are left",
        Handle::current().metrics().num_alive_tasks()
    );
}
