//! [`Store`]: where clients that share one limit agree on who sends when.
//!
//! A limit belongs to an organization, and all of its processes use it up together. Each by itself learns from
//! the same headers what remains, takes all of it, and is refused. So they lease *send times*: a store keeps
//! for each limit the next time that is free, and gives out some of them, one after the other.

mod memory;

use std::error::Error;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

pub use self::memory::MemoryStore;

/// Leases send times to all clients that share a limit.
///
/// What another store has to promise:
///
/// - No time is leased twice: the times of two leases of a limit never lie closer together than what is asked
///   for in the one that comes first.
/// - Times are its own: a lease counts from the moment at which it is made, whatever the clocks of the clients
///   say.
/// - No time that is leased lies before the end of a [`Wish::hold`] that it has heard of.
/// - A store that has lost its memory leases no time within the next second, because it may have leased that.
/// - It answers within [`LEASE_TIMEOUT`], or the client goes on by itself, on its share of the limit.
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

/// How long a client waits for a lease.
pub const LEASE_TIMEOUT: Duration = Duration::from_millis(50);

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

/// Send times of one client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lease {
    /// How many. If there are none, the client asks again at [`start`](Self::start).
    pub times: u32,
    /// The time until the first one.
    pub start: Duration,
    /// The time from one to the next.
    pub step: Duration,
    /// How many clients share the limit.
    pub clients: u32,
}
