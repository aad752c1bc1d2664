//! [`Cookbook`]: how the cookbook of OpenAI sends many requests, in `api_request_parallel_processor.py`.
//!
//! Written anew after what its text says. A bucket is filled evenly, holds what a minute may send and begins
//! full. What failed goes first, up to five times in all, and each rate limit is followed by a pause for
//! all. It reads no header, and does not wait between two tries of its own accord.
//!
//! <https://github.com/openai/openai-cookbook/blob/main/examples/api_request_parallel_processor.py>

use std::collections::VecDeque;
use std::time::Duration;

use tokio::task::{JoinError, JoinSet};
use tokio::time::{Instant, sleep, sleep_until};

use crate::peers::{ByHand, Failed};

const ATTEMPTS: usize = 5;
const PAUSE: Duration = Duration::from_secs(15);
const TICK: Duration = Duration::from_millis(1);

pub(crate) struct Cookbook {
    client: ByHand,
    per_minute: f64,
    available: f64,
    filled_at: Instant,
    paused_until: Instant,
}

/// A call, and how often it may still be tried.
struct Task {
    number: usize,
    attempts: usize,
}

impl Cookbook {
    pub(crate) fn of(client: ByHand, per_minute: f64) -> Self {
        let now = Instant::now();
        Self { client, per_minute, available: per_minute, filled_at: now, paused_until: now }
    }

    /// Makes so many calls, until each has an answer or was given up.
    pub(crate) async fn process(mut self, calls: usize) -> Result<(), JoinError> {
        let mut waiting: VecDeque<Task> =
            (0..calls).map(|number| Task { number, attempts: ATTEMPTS }).collect();
        let mut running = JoinSet::new();
        while !(waiting.is_empty() && running.is_empty()) {
            if !waiting.is_empty()
                && self.takes_one()
                && let Some(task) = waiting.pop_front()
            {
                let client = self.client.clone();
                running.spawn(async move {
                    (client.chat(task.number).await.err(), Instant::now(), task)
                });
            } else {
                sleep(TICK).await;
            }
            while let Some(ended) = running.try_join_next() {
                let (Some(failed), at, task) = ended? else { continue };
                self.note(&failed, at);
                if task.attempts > 1 {
                    waiting.push_front(Task { attempts: task.attempts - 1, ..task });
                }
            }
            sleep_until(self.paused_until).await;
        }
        Ok(())
    }

    fn takes_one(&mut self) -> bool {
        let now = Instant::now();
        let gained = self.per_minute / 60.0 * (now - self.filled_at).as_secs_f64();
        self.available = (self.available + gained).min(self.per_minute);
        self.filled_at = now;
        let takes = self.available >= 1.0;
        self.available -= f64::from(u8::from(takes));
        takes
    }

    fn note(&mut self, failed: &Failed, at: Instant) {
        if failed.is_rate_limit() {
            self.paused_until = self.paused_until.max(at + PAUSE);
        }
    }
}
