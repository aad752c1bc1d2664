//! What a test's thread tells tracing.

use std::io;
use std::sync::{Arc, Mutex};

use tracing::subscriber::{DefaultGuard, NoSubscriber};
use tracing::{Dispatch, Level};

#[derive(Clone, Default)]
pub(crate) struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("no test panics while it writes").write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Log {
    /// Begins to collect the events of this thread, until the guards are dropped.
    pub(crate) fn begin() -> (Self, (Dispatch, DefaultGuard)) {
        let log = Self::default();
        let writer = log.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(Level::TRACE)
            .without_time()
            .with_writer(move || writer.clone())
            .finish();
        // Beside a single subscriber, tracing takes a thread that has none for all threads.
        let another = Dispatch::new(NoSubscriber::new());
        (log, (another, tracing::subscriber::set_default(subscriber)))
    }

    /// All that was written.
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().expect("nobody panicked")).into_owned()
    }

    /// The level and the message of each event.
    pub(crate) fn messages(&self) -> Vec<String> {
        let text = self.text();
        let lines = text.lines().filter_map(|line| {
            let (level, rest) = line.trim_start().split_once(' ')?;
            // Behind the spans that it stands in.
            let rest = rest.rsplit_once("}: ").map_or(rest, |(_, rest)| rest);
            let (_, message) = rest.split_once(": ")?;
            let words = message.split_whitespace().take_while(|word| !word.contains('='));
            Some(format!("{level} {}", words.collect::<Vec<_>>().join(" ")))
        });
        lines.collect()
    }
}
