//! Three readers, one after the other, round after round: what disturbs the machine for a while
//! disturbs all of them. A harness that measures one of them whole before the next cannot say that.

use std::error::Error;
use std::fmt;
use std::time::{Duration, Instant};

const PEERS: usize = 3;
/// Not measured: connections, caches and allocators find their size.
const WARM_UP: usize = 3;

/// By hand is 1.
pub(crate) const HEADINGS: &str =
    " openai-call  async-openai     by hand  openai-call  async-openai";

/// The times of every round, for each reader.
pub(crate) struct Rounds {
    times: [Vec<Duration>; PEERS],
}

impl Rounds {
    /// Reads the stream with each reader, which has to see `expected` events.
    pub(crate) async fn run(
        count: usize,
        expected: usize,
        mut read: impl AsyncFnMut(usize) -> Result<usize, Box<dyn Error>>,
    ) -> Result<Self, Box<dyn Error>> {
        let mut rounds = Self { times: Default::default() };
        for round in 0..WARM_UP + count {
            // Each goes first as often as the others.
            for turn in 0..PEERS {
                let peer = (round + turn) % PEERS;
                let start = Instant::now();
                let events = read(peer).await?;
                let took = start.elapsed();
                if events != expected {
                    return Err(format!("reader {peer} saw {events} events of {expected}").into());
                }
                if round >= WARM_UP {
                    rounds.times[peer].push(took);
                }
            }
        }
        Ok(rounds)
    }

    fn median(&self, peer: usize) -> Duration {
        Duration::from_secs_f64(middle(self.times[peer].iter().map(Duration::as_secs_f64)))
    }

    /// The median over the rounds of how much longer than by hand it took in the same round.
    fn ratio(&self, peer: usize) -> f64 {
        let pairs = self.times[peer].iter().zip(&self.times[0]);
        middle(pairs.map(|(own, by_hand)| own.as_secs_f64() / by_hand.as_secs_f64()))
    }
}

fn middle(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<_> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}

impl fmt::Display for Rounds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:>12.2}{:>14.2}", self.ratio(1), self.ratio(2))?;
        for (peer, width) in [(0, 12), (1, 13), (2, 14)] {
            let median = format!("{:.1?}", self.median(peer));
            write!(f, "{median:>width$}")?;
        }
        Ok(())
    }
}
