//! [`Store`]: where clients that share one limit agree on who sends when.
//!
//! A limit belongs to an organization, and all of its processes use it up together. Each by itself learns from
//! the same headers what remains, takes all of it, and is refused. So they lease *send times*: a store keeps
//! for each limit the next time that is free, and gives out some of them, one after the other.
//!
//! A [`MemoryStore`] does so for clients in one process, and a `RedisStore` (feature `redis`) for a fleet of
//! processes.

mod memory;
#[cfg(feature = "redis")]
mod redis;

use std::error::Error;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

pub use self::memory::MemoryStore;
#[cfg(feature = "redis")]
pub use self::redis::{RedisStore, StoreError};

/// Leases send times to all clients that share a limit.
///
/// What another store has to promise:
///
/// - No time is leased twice. The times of a lease are `step` apart, which is the longer one of the two in
///   [`Wish::spacing`], or more, and the next lease begins a whole `step` after the last of them, whoever
///   asks.
/// - Times are its own: [`Lease::start`] counts from the moment at which the lease is made, whatever the
///   clocks of the clients say. A client counts from when it has the answer, so that it is a little late.
/// - No time that is leased lies before the end of a [`Wish::hold`] that it has heard of. What it has leased
///   before that is not taken back: the server refuses it, and the others hear of that as well.
/// - It leases no more than a client can use soon, so that little is lost where one ends: by those here a
///   quarter of a second for all clients together, or four times, and nothing that lies further ahead than
///   four seconds. Who gets no times asks again at [`Lease::start`].
/// - A store that has lost its memory leases no time within the next second, because it may have leased that.
/// - It counts those clients that have asked within the last ten seconds: by that number each of them divides
///   the limit when it is away.
/// - It answers within [`LEASE_TIMEOUT`]. Else the answer is not waited for, and may never be polled again;
///   what it leases then is lost, which does no harm.
///
/// It may be asked for several limits at once, and twice for the same one if who asked first is gone. After
/// an error, or none in time, the client goes on by itself, on its share, and asks again a second later. What
/// the error says is written to the log, so it must not hold a secret.
pub trait Store: fmt::Debug + Send + Sync + 'static {
    /// Leases some send times.
    ///
    /// # Errors
    ///
    /// If it cannot: the client goes on by itself, and asks again a second later.
    fn lease(&self, wish: Wish) -> Leasing<'_>;
}

/// A lease under way.
pub type Leasing<'a> =
    Pin<Box<dyn Future<Output = Result<Lease, Box<dyn Error + Send + Sync>>> + Send + 'a>>;

/// How long a client waits for a lease. While it does not get one, this is the most that a store adds to a
/// call, once a second to one of them.
pub const LEASE_TIMEOUT: Duration = Duration::from_millis(50);

/// A client that has not asked for this long no longer shares a limit.
pub(super) const GONE: Duration = Duration::from_secs(10);

/// Longer times are nonsense: of a spacing, or of a hold.
const LONGEST: Duration = Duration::from_secs(86_400);

/// What a client asks a [`Store`] for.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Wish {
    /// The limit: the model, or the name of its group.
    pub limit: String,
    /// Who asks: a random number of the client.
    pub client: u64,
    /// The most times that are wanted.
    pub times: u32,
    /// How long one request takes of the limit on requests, and of that on tokens.
    pub spacing: [Duration; 2],
    /// For how long the server wants nothing to be sent, if it has said so since the last wish.
    pub hold: Option<Duration>,
}

impl Wish {
    /// A wish as a client has it, for tests of a store.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use openai_call::store::{MemoryStore, Store, Wish};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    /// let mut wish = Wish::new("gpt-4o-mini", 1, 10, [Duration::from_millis(100), Duration::ZERO]);
    /// wish.hold = Some(Duration::from_secs(2));
    /// let lease = MemoryStore::default().lease(wish).await?;
    /// assert_eq!((lease.times, lease.start.as_secs()), (4, 2));
    /// # Ok(())
    /// # }
    /// ```
    pub fn new(limit: impl Into<String>, client: u64, times: u32, spacing: [Duration; 2]) -> Self {
        Self { limit: limit.into(), client, times, spacing, hold: None }
    }
}

/// Send times of one client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lease {
    /// How many. If there are none, the client asks again at [`start`](Self::start).
    pub times: u32,
    /// The time until the first one.
    pub start: Duration,
    /// The time from one to the next. Where a store has learned of refusals, it is longer than was asked for.
    pub step: Duration,
    /// How many clients share the limit.
    pub clients: u32,
}
