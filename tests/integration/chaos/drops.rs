//! Calls that are dropped at random moments: nothing of them is left.

use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use fastrand::Rng;
use tokio::runtime::Handle;
use tokio::sync::Semaphore;
use tokio::time::timeout;

use crate::chaos::policies::{NAMES, call};
use crate::chaos::server::Server;

const DROPS: u64 = 100_000;

#[tokio::test(start_paused = true)]
async fn a_call_that_is_dropped_holds_nothing() {
    let permits = Arc::new(Semaphore::new(1));
    let tasks = Handle::current().metrics().num_alive_tasks();
    let mut rng = Rng::with_seed(4);
    let mut dropped = 0;
    for seed in 0..DROPS {
        let name = NAMES[rng.usize(..NAMES.len())];
        let (server, other) = (Server::new(seed, &permits), Server::new(!seed, &permits));
        let call = call(name, &server, &other);
        // Half of them after some time, half of them after some polls.
        let over = if seed % 2 == 0 {
            let moment = Duration::from_millis(rng.u64(0..60_000));
            timeout(moment, call).await.is_ok()
        } else {
            poll_some(call, rng.u32(0..6)).await
        };
        dropped += u64::from(!over);
        let asked = server.requests().len();
        assert_eq!(permits.available_permits(), 1, "{name} with seed {seed} holds a permit");
        tokio::time::advance(Duration::from_millis(rng.u64(0..2))).await;
        assert_eq!(server.requests().len(), asked, "{name} with seed {seed} asks on");
    }
    assert_eq!(Handle::current().metrics().num_alive_tasks(), tasks);
    assert!(dropped > DROPS / 3, "{dropped} were dropped before their end");
}

/// Polls at most so many times; whether it came to its end.
async fn poll_some(call: impl Future, mut polls: u32) -> bool {
    let mut call = pin!(call);
    std::future::poll_fn(|context| {
        if polls == 0 {
            return Poll::Ready(false);
        }
        polls -= 1;
        call.as_mut().poll(context).map(|_| true)
    })
    .await
}
