//! [`Health`]: what a client knows of its server at one moment.

use std::fmt;
use std::time::Duration;

use super::leases::Leases;
use super::pacer::Seconds;

/// What a client knows of its server at one moment. See [`Client::health`](crate::Client::health).
///
/// `Display` has a line for each lane, and one for the retry budget:
///
/// ```text
/// gpt-4o-mini: breaker closed, 0 failures in a row; 694 waiting, 600 requests a minute
/// retries left: 30.0 of 30
/// ```
///
/// To write it down while calls are under way:
///
/// ```
/// # use openai_call::{Client, Error, Text, openai_call, testing::{FakeApi, Load, ServerModel}};
/// # use serde_json::json;
/// # use std::time::Duration;
/// # #[openai_call]
/// # async fn chat(client: &Client, _: usize) -> Result<Text, Error> {
/// #     client.post("chat/completions").json(&json!({ "model": "gpt-4o-mini", "messages": [] }))
/// # }
/// async fn watch(client: &Client) {
///     loop {
///         tokio::time::sleep(Duration::from_secs(10)).await;
///         let health = client.health();
///         println!("{health}");
/// #       assert!(health.lanes()[0].waiting() > 0, "{health}");
/// #       assert_eq!(health.lanes()[0].requests_per_minute(), Some(60.0));
/// #       return;
///     }
/// }
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() {
/// # let api = FakeApi::in_memory().model(ServerModel::bucket(60).burst(Duration::from_secs(1)));
/// # let client = api.client();
/// # let load = Load::new(30).run(&api, |n| chat(&client, n));
/// # let (report, ()) = tokio::join!(load, watch(&client));
/// # assert_eq!(report.lost(), 0);
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Health {
    pub(super) lanes: Vec<LaneHealth>,
    pub(super) retries_left: Option<f64>,
    pub(super) most_retries: Option<u32>,
}

/// What a client knows of one lane: of the requests for one model, or, where they name none in JSON, for
/// one deployment or the first part of a path, such as `files`.
#[derive(Clone, Debug)]
pub struct LaneHealth {
    pub(super) name: String,
    pub(super) breaker: BreakerState,
    pub(super) failures: u32,
    pub(super) waiting: usize,
    pub(super) requests: Option<f64>,
    pub(super) tokens: Option<f64>,
    pub(super) held: Option<Duration>,
    pub(super) store: Option<StoreHealth>,
}

/// What a client knows of the [`Store`](crate::store::Store) from which it leases the send times of a lane.
#[derive(Clone, Debug)]
pub struct StoreHealth {
    clients: u32,
    away: Option<(Duration, String)>,
}

/// The state of a [`Breaker`](crate::Breaker).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BreakerState {
    /// Requests are sent.
    Closed,
    /// No request is sent.
    #[non_exhaustive]
    Open {
        /// For how long it has been open.
        since: Duration,
        /// The time until a request is let through as a probe; zero if the next one is.
        left: Duration,
    },
    /// A probe is under way, whose success closes the breaker. No other request is sent.
    #[non_exhaustive]
    HalfOpen {
        /// For how long it has not been closed.
        since: Duration,
    },
}

impl Health {
    /// The lanes that the client has had requests in, sorted by their names. At most 512 are kept; the
    /// least recently used are forgotten first.
    pub fn lanes(&self) -> &[LaneHealth] {
        &self.lanes
    }

    /// The retries that are left of the [`RetryBudget`](crate::RetryBudget); `None` if it has no limit.
    pub fn retries_left(&self) -> Option<f64> {
        self.retries_left
    }
}

impl LaneHealth {
    /// The model, the deployment, or the first part of the path.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The state of its breaker.
    pub fn breaker(&self) -> BreakerState {
        self.breaker
    }

    /// How many calls wait for their turn.
    pub fn waiting(&self) -> usize {
        self.waiting
    }

    /// The limit on requests per minute, as far as it is known from headers or declared.
    pub fn requests_per_minute(&self) -> Option<f64> {
        self.requests
    }

    /// The limit on tokens per minute, as far as it is known from headers or declared.
    pub fn tokens_per_minute(&self) -> Option<f64> {
        self.tokens
    }

    /// How long the server wants nothing to be sent, since its last refusal; `None` if it does not ask
    /// for that.
    pub fn held(&self) -> Option<Duration> {
        self.held
    }

    /// What is known of the store that its send times are leased from; `None` if there is none.
    pub fn store(&self) -> Option<&StoreHealth> {
        self.store.as_ref()
    }

    /// How often the service has failed in a row, as its breaker counts it.
    pub fn consecutive_failures(&self) -> u32 {
        self.failures
    }
}

impl StoreHealth {
    pub(super) fn of(leases: &Leases, now: Seconds) -> Self {
        let time = |since: Seconds| Duration::try_from_secs_f64(now - since).unwrap_or_default();
        let away = leases.away().map(|away| (time(away.since), away.error.clone()));
        Self { clients: leases.clients(), away }
    }

    /// How many clients share the limit, this one included, as the store has last said.
    pub fn clients(&self) -> u32 {
        self.clients
    }

    /// For how long the store has not answered, so that the client goes on by itself, on its share of the
    /// limit; `None` if it answers.
    pub fn away(&self) -> Option<Duration> {
        self.away.as_ref().map(|(time, _)| *time)
    }

    /// Why it has not answered when it was last asked; `None` if it has.
    pub fn error(&self) -> Option<&str> {
        self.away.as_ref().map(|(_, error)| &**error)
    }
}

impl fmt::Display for StoreHealth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let clients = self.clients;
        match &self.away {
            None => write!(f, "shared by {clients}"),
            Some((time, error)) => {
                write!(f, "store away for {time:.1?} ({error}), a share of 1/{clients} used")
            }
        }
    }
}

impl fmt::Display for Health {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for lane in &self.lanes {
            writeln!(f, "{lane}")?;
        }
        match (self.retries_left, self.most_retries) {
            (Some(left), Some(most)) => write!(f, "retries left: {left:.1} of {most}"),
            _ => f.write_str("retries left: no limit"),
        }
    }
}

impl fmt::Display for LaneHealth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: breaker {}, {} failures in a row", self.name, self.breaker, self.failures)?;
        write!(f, "; {} waiting", self.waiting)?;
        if let Some(held) = self.held {
            write!(f, ", held for {held:.1?}")?;
        }
        let limits = [(self.requests, "requests"), (self.tokens, "tokens")];
        let known = limits.into_iter().filter_map(|(limit, of)| Some((limit?, of)));
        known.into_iter().try_for_each(|(limit, of)| write!(f, ", {limit} {of} a minute"))?;
        self.store.iter().try_for_each(|store| write!(f, ", {store}"))
    }
}

impl fmt::Display for BreakerState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Closed => f.write_str("closed"),
            Self::Open { since, left } => {
                write!(f, "open since {since:.1?}, tried again in {left:.1?}")
            }
            Self::HalfOpen { since } => write!(f, "half open since {since:.1?}"),
        }
    }
}
