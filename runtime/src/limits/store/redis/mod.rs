//! [`RedisStore`]: the store of many processes.

mod error;

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use redis::{AsyncConnectionConfig, Client, RedisError, RedisResult, Script, cmd};
use tokio::time::Instant;

pub use self::error::StoreError;
use super::{LEASE_TIMEOUT, LONGEST, Lease, Leasing, Store, Wish};

const LEASE: &str = include_str!("lease.lua");

/// How long a connection may take to be made. One that has not answered for so long is made anew: it may lead
/// to a server that is gone.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);

/// A [`Store`] for processes that share one limit: they lease their send times from a Redis (feature `redis`).
///
/// ```no_run
/// use openai_call::{Client, Error, RedisStore};
///
/// # async fn client() -> Result<Client, Error> {
/// let store = RedisStore::connect("redis://user:password@10.0.0.7:6379").await?;
/// let client = Client::builder().from_env().store(store.prefix("search")).build()?;
/// # Ok(client)
/// # }
/// ```
///
/// # What it costs
///
/// A busy process sends one command for at least four calls, or for a quarter of a second. A process that
/// is not busy sends one for each call, and waits for its answer: a fraction of a millisecond on a local
/// network. No call waits longer than [`LEASE_TIMEOUT`].
///
/// # Without Redis
///
/// If Redis is slow, gone, full, or allows nothing, each process goes on by itself, on its share of the limit
/// by the number of processes that it knew last. The log says so once, as `store away` (`WARN`), and so does
/// [`Client::health`](crate::Client::health). It asks Redis again each second, and logs `store back` (`INFO`)
/// when that answers. No call is lost. After a restart without its data Redis leases nothing for a second, as
/// it does for a limit that it has not heard of for a day.
///
/// # In Redis
///
/// There are two keys a limit, `openai-call:{limit:gpt-4o-mini}` and the same with `:clients`, for a day and a
/// minute. Both have one hash tag, so that they stay on one node of a cluster; the URL has to name that node,
/// or a proxy. It needs Redis 5 or later, or what speaks its protocol, and these rights, if its users have
/// any:
///
/// ```text
/// ACL SETUSER fleet on >password ~openai-call:* +evalsha +script|load +time +hmget +hset +del +expire +zadd +zremrangebyscore +zcard
/// ```
///
/// The clock that counts is that of Redis, and those of the processes need not agree.
#[derive(Clone)]
pub struct RedisStore {
    link: Arc<Link>,
    prefix: Arc<str>,
}

/// The way to a Redis.
struct Link {
    client: Client,
    script: Script,
    state: Mutex<State>,
}

struct State {
    connection: ConnectionManager,
    /// Since when there was no answer.
    unanswered: Option<Instant>,
}

impl RedisStore {
    /// Connects to a Redis: `redis://user:password@host:6379/0`, `rediss://…` for TLS, or
    /// `unix:///path/to/socket`. User, password and the number of the database may be left out.
    ///
    /// TLS takes the provider and the certificates that HTTP does, by the same features.
    ///
    /// # Errors
    ///
    /// If the URL does not name a Redis, nothing answers there within two seconds, or the user may not run
    /// scripts. What is built without a store then keeps to the whole limit by itself.
    pub async fn connect(url: &str) -> Result<Self, StoreError> {
        let client = Client::open(url).map_err(|error| StoreError::of_url(&error))?;
        let link = Link::new(client).await?;
        Ok(Self { link: Arc::new(link), prefix: Arc::from("openai-call") })
    }

    /// Sets what its keys begin with. The default is `openai-call`. Braces, which mean something to a cluster,
    /// are left out.
    #[must_use]
    pub fn prefix(mut self, prefix: &str) -> Self {
        self.prefix = prefix.replace(['{', '}'], "").into();
        self
    }
}

impl Link {
    async fn new(client: Client) -> Result<Self, StoreError> {
        let place = client.get_connection_info().addr().to_string();
        let failed =
            |error: &RedisError| StoreError::of_redis(&place, error, &redacted(&client, error));
        let script = Script::new(LEASE);
        // In a task of its own, because rustls panics if it is not clear which provider it shall take.
        let trial = tokio::spawn(load(client.clone(), script.clone()));
        match trial.await {
            Ok(loaded) => loaded.map_err(|error| failed(&error))?,
            Err(_) => return Err(StoreError::of_tls(&place)),
        }
        let connection = connection(&client).map_err(|error| failed(&error))?;
        warm_up(connection.clone()).await;
        let state = Mutex::new(State { connection, unanswered: None });
        Ok(Self { client, script, state })
    }

    /// The connection, which is made anew if nothing was answered on it for a while.
    fn connection(&self) -> RedisResult<ConnectionManager> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        let since = *state.unanswered.get_or_insert(now);
        if now - since >= CONNECT_TIMEOUT {
            state.connection = connection(&self.client)?;
            state.unanswered = Some(now);
            tokio::spawn(warm_up(state.connection.clone()));
        }
        Ok(state.connection.clone())
    }

    fn is_answered(&self) {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).unanswered = None;
    }

    async fn lease(&self, keys: &[String; 2], wish: &Wish) -> RedisResult<Lease> {
        let mut connection = self.connection()?;
        let spacing = wish.spacing[0].max(wish.spacing[1]);
        let hold = wish.hold.map_or(-1, microseconds);
        let mut lease = self.script.prepare_invoke();
        lease.key(&keys[0]).key(&keys[1]);
        lease.arg(wish.client).arg(wish.times).arg(microseconds(spacing)).arg(hold);
        let mut answer = lease.invoke_async(&mut connection).await;
        if answer.as_ref().is_err_and(|error| error.is_io_error() && !error.is_timeout()) {
            // The connection was broken, or Redis gone, and by now there is another one.
            answer = lease.invoke_async(&mut connection).await;
        }
        let (times, start, step, clients) = answer?;
        self.is_answered();
        let [start, step] = [start, step].map(Duration::from_micros);
        Ok(Lease { times, start, step, clients })
    }
}

/// Rounded up, so that no two times lie closer together than is asked for. Longer ones are nonsense.
fn microseconds(time: Duration) -> i64 {
    let micros = time.min(LONGEST).as_nanos().div_ceil(1_000);
    i64::try_from(micros).unwrap_or(i64::MAX)
}

/// Tries whether the script can be used, on a connection that has time for it.
async fn load(client: Client, script: Script) -> RedisResult<()> {
    let config = AsyncConnectionConfig::new()
        .set_connection_timeout(Some(CONNECT_TIMEOUT))
        .set_response_timeout(Some(CONNECT_TIMEOUT));
    let mut connection = client.get_multiplexed_async_connection_with_config(&config).await?;
    script.load_async(&mut connection).await.map(drop)
}

/// Has a connection made, for which a lease has too little time. If that fails, the next lease says so.
async fn warm_up(mut connection: ConnectionManager) {
    let _: RedisResult<()> = cmd("PING").query_async(&mut connection).await;
}

/// A connection that is made when it is first used, and again, once, whenever it breaks. The line asks once a
/// second.
fn connection(client: &Client) -> RedisResult<ConnectionManager> {
    let config = ConnectionManagerConfig::new()
        .set_number_of_retries(0)
        .set_connection_timeout(Some(CONNECT_TIMEOUT))
        .set_response_timeout(Some(LEASE_TIMEOUT));
    ConnectionManager::new_lazy_with_config(client.clone(), config)
}

/// What an error says, without the password, which a server may have quoted.
fn redacted(client: &Client, error: &RedisError) -> String {
    let text = error.to_string();
    let password = client.get_connection_info().redis_settings().password();
    match password.filter(|password| !password.is_empty()) {
        Some(password) => text.replace(password, "[password]"),
        None => text,
    }
}

impl Store for RedisStore {
    fn lease(&self, wish: Wish) -> Leasing<'_> {
        Box::pin(async move {
            let limit = format!("{}:{{limit:{}}}", self.prefix, wish.limit);
            let clients = format!("{limit}:clients");
            let answer = self.link.lease(&[limit, clients], &wish).await;
            answer.map_err(|error| redacted(&self.link.client, &error).into())
        })
    }
}

impl From<RedisStore> for Arc<dyn Store> {
    fn from(store: RedisStore) -> Self {
        Arc::new(store)
    }
}

/// Without the URL, which may hold a password.
impl fmt::Debug for RedisStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = self.link.client.get_connection_info().addr().to_string();
        f.debug_struct("RedisStore").field("place", &place).field("prefix", &self.prefix).finish()
    }
}
