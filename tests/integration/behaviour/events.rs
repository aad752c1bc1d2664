//! What a call tells tracing: one event for each decision.

use std::io;
use std::sync::{Arc, Mutex};

use openai_call::{Error, ErrorKind, openai_call};
use tracing::Level;
use tracing::subscriber::{DefaultGuard, NoSubscriber};

use crate::support::{Script, error, limited, ms, server_error};

/// Collects the events of one thread.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("no test panics while it writes").write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Log {
    fn begin() -> (Self, (tracing::Dispatch, DefaultGuard)) {
        let log = Self::default();
        let writer = log.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(Level::TRACE)
            .without_time()
            .with_writer(move || writer.clone())
            .finish();
        // Beside a single subscriber, tracing takes a thread that has none for all threads.
        let another = tracing::Dispatch::new(NoSubscriber::new());
        (log, (another, tracing::subscriber::set_default(subscriber)))
    }

    /// The level and the message of each event.
    fn messages(&self) -> Vec<String> {
        let text = String::from_utf8_lossy(&self.0.lock().expect("nobody panicked")).into_owned();
        let lines = text.lines().filter_map(|line| {
            let (level, rest) = line.trim_start().split_once(' ')?;
            let (_, message) = rest.split_once(": ")?;
            let words = message.split_whitespace().take_while(|word| !word.contains('='));
            Some(format!("{level} {}", words.collect::<Vec<_>>().join(" ")))
        });
        lines.collect()
    }
}

#[openai_call(attempts = 2, on_rate_limit = [wait(up_to = 1s), retry])]
async fn chat(script: &Script) -> Result<usize, Error> {
    script.next()
}

#[tokio::test(start_paused = true)]
async fn a_success_after_a_failure_is_two_events() {
    let (log, _guards) = Log::begin();
    chat(&Script::of([server_error()])).await.unwrap();
    assert_eq!(log.messages(), ["DEBUG trying again", "DEBUG succeeded"]);
}

#[tokio::test(start_paused = true)]
async fn giving_up_is_a_warning() {
    let (log, _guards) = Log::begin();
    chat(&Script::always(server_error())).await.unwrap_err();
    chat(&Script::always(error(ErrorKind::Quota))).await.unwrap_err();
    assert_eq!(log.messages(), ["DEBUG trying again", "WARN gave up", "WARN gave up"]);
}

#[tokio::test(start_paused = true)]
async fn a_step_that_hands_over_to_the_next_has_not_given_up() {
    let (log, _guards) = Log::begin();
    chat(&Script::of([limited(ms(5_000))])).await.unwrap();
    assert_eq!(log.messages(), ["DEBUG trying again", "DEBUG succeeded"]);
}

#[tokio::test(start_paused = true)]
async fn a_ladder_gives_up_once() {
    let (log, _guards) = Log::begin();
    chat(&Script::always(limited(ms(200_000)))).await.unwrap_err();
    assert_eq!(log.messages(), ["WARN gave up"]);
}
