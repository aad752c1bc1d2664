//! [`FakeApi`]: the server, its script and the requests that it got.

use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, LazyLock, Mutex, MutexGuard};
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use super::answer::Answer;
use super::connection;
use super::departures::Departures;
use super::memory::Memory;
use super::recorded_request::RecordedRequest;
use super::script::{self, Script};
use crate::http::{Client, ClientBuilder};

/// How long to wait for clients to hang up.
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// What clients in memory have for their HTTP client, which sends nothing. To make one, with its
/// certificates, costs more than a whole test.
static UNUSED: LazyLock<reqwest::Client> = LazyLock::new(reqwest::Client::new);

/// A fake OpenAI API on a loopback port, which answers as scripted.
///
/// A handle is cheap to clone. Every method that scripts an answer returns one, so a script can be
/// written in one chain or over several statements. The server ends when the last handle is
/// dropped: keep one as long as clients use the server.
///
/// ```
/// use openai_call::testing::FakeApi;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), reqwest::Error> {
/// let api = FakeApi::start().await.status(429).retry_after(1).reply("hello");
/// let url = format!("{}/chat/completions", api.url());
///
/// let refused = reqwest::get(&url).await?;
/// assert_eq!(refused.status(), 429);
/// assert_eq!(refused.headers()["retry-after"], "1");
///
/// let answered = reqwest::get(&url).await?;
/// assert!(answered.text().await?.contains("hello"));
/// api.assert_finished();
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct FakeApi {
    server: Arc<Server>,
    /// The path whose script the methods write; empty for all that have none of their own.
    path: Arc<str>,
}

#[derive(Default)]
struct Server {
    script: Arc<Mutex<Script>>,
    departures: Departures,
    /// `None` in memory.
    socket: Option<Socket>,
}

struct Socket {
    address: SocketAddr,
    accepting: JoinHandle<()>,
}

impl fmt::Debug for FakeApi {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FakeApi").field("url", &self.url()).finish_non_exhaustive()
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

impl FakeApi {
    /// Starts a server on a free port of 127.0.0.1, in the current tokio runtime.
    ///
    /// # Panics
    ///
    /// If no loopback port can be bound.
    pub async fn start() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
            .await
            .expect("no loopback port can be bound; let the test listen on 127.0.0.1");
        let address = listener.local_addr().expect("a bound socket has an address");
        let server = Server::default();
        let (script, departures) = (Arc::clone(&server.script), server.departures.clone());
        let accepting = tokio::spawn(connection::accept(listener, script, departures));
        let socket = Some(Socket { address, accepting });
        Self { server: Arc::new(Server { socket, ..server }), path: Arc::default() }
    }

    /// Makes a fake API without sockets: its [`client`](Self::client) hands requests to the script and
    /// takes the answers in the same process. Under a paused clock every sleep, timeout, stall and
    /// pause of a test is then virtual, and a policy that waits for half an hour is tested in
    /// milliseconds.
    ///
    /// Only its own client reaches it. A redirect is not followed, and an answer that is cut or a
    /// connection that is reset breaks without a cause in the system.
    ///
    /// ```
    /// # use openai_call::{Client, Error, Text, openai_call, testing::FakeApi};
    /// # use serde_json::json;
    /// use std::time::Duration;
    ///
    /// #[openai_call(on_rate_limit = wait(up_to = 30min))]
    /// async fn chat(client: &Client) -> Result<Text, Error> {
    ///     client.post("chat/completions").json(&json!({ "model": "gpt-4o-mini", "messages": [] }))
    /// }
    ///
    /// # #[tokio::main(flavor = "current_thread", start_paused = true)]
    /// # async fn main() -> Result<(), Error> {
    /// // In a `#[tokio::test(start_paused = true)]`:
    /// let api = FakeApi::in_memory();
    /// api.status(429).retry_after(1_500).reply("hello");
    /// let text = chat(&api.client()).await?;
    /// assert!(text.elapsed() >= Duration::from_secs(1_500));
    /// # Ok(())
    /// # }
    /// ```
    pub fn in_memory() -> Self {
        Self { server: Arc::default(), path: Arc::default() }
    }

    /// The script of one path below the base URL, beside that of all others. It is written with the
    /// same methods, and goes on by itself, whatever is asked of other paths; its model and its report
    /// are its own too. Where several fit a request, the longest path answers.
    ///
    /// ```
    /// # use openai_call::testing::FakeApi;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), reqwest::Error> {
    /// let api = FakeApi::start().await.reply("hello");
    /// api.on("embeddings").status(500);
    ///
    /// let embeddings = reqwest::get(format!("{}/embeddings", api.url())).await?;
    /// assert_eq!(embeddings.status(), 500);
    /// let chat = reqwest::get(format!("{}/chat/completions", api.url())).await?;
    /// assert_eq!(chat.status(), 200);
    /// api.assert_finished();
    /// # Ok(())
    /// # }
    /// ```
    pub fn on(&self, path: &str) -> Self {
        Self { path: path.trim_matches('/').into(), ..self.clone() }
    }

    /// The base URL for clients: `http://127.0.0.1:PORT/v1`. In memory it is a placeholder that leads
    /// nowhere.
    pub fn url(&self) -> String {
        match &self.server.socket {
            Some(socket) => format!("http://{}/v1", socket.address),
            None => "http://in-memory.invalid/v1".to_owned(),
        }
    }

    /// The requests so far, in the order in which they arrived completely. A request is recorded
    /// before it is answered, and before any delay.
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.script().requests()
    }

    /// The number of clients that hung up before their answer was complete.
    pub fn hang_ups(&self) -> usize {
        self.server.departures.count()
    }

    /// Waits until this number of clients have hung up before their answer was complete. An answer
    /// that is sent at once is complete at once: script one with [`hang`](Self::hang),
    /// [`pause`](Self::pause) or [`stall`](Self::stall).
    ///
    /// ```
    /// # use openai_call::{Client, Error, EventStream, openai_call, testing::FakeApi};
    /// # use serde_json::{Value, json};
    /// # #[openai_call]
    /// # async fn chat(client: &Client) -> Result<EventStream<Value>, Error> {
    /// #     client.post("chat/completions").json(&json!({ "model": "gpt-4o-mini" }))
    /// # }
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Error> {
    /// let api = FakeApi::start().await.reply("hello").hang();
    /// drop(chat(&api.client()).await?);
    /// api.wait_for_hang_ups(1).await;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Panics
    ///
    /// If they have not hung up within 30 seconds.
    pub async fn wait_for_hang_ups(&self, clients: usize) {
        let reached = timeout(LONGEST_WAIT, self.server.departures.reach(clients)).await;
        assert!(
            reached.is_ok(),
            "{} of {clients} clients hung up within 30 seconds; give them an answer that does not \
             end, such as `.reply(\"hello\").hang()`",
            self.hang_ups(),
        );
    }

    /// Checks at the end of a test that every scripted answer was sent, of all paths, and that no
    /// request came after the last one.
    ///
    /// # Panics
    ///
    /// If an answer was not sent as often as it was scripted, or if a request came after the script
    /// had ended. The message has one line for each.
    #[track_caller]
    pub fn assert_finished(&self) {
        let complaints = self.script().complaints();
        assert!(
            complaints.is_empty(),
            "the script of the fake API and the requests do not match:\n  {}",
            complaints.join("\n  "),
        );
    }

    pub(super) fn scripted(&self, answer: Answer) -> Self {
        self.script().route(&self.path).push(answer);
        self.clone()
    }

    /// The path whose script the methods write.
    pub(super) fn path(&self) -> &str {
        &self.path
    }

    pub(super) fn script(&self) -> MutexGuard<'_, Script> {
        script::lock(&self.server.script)
    }
}

impl FakeApi {
    /// Makes a client of this server. The client does not keep the server alive; only a [`FakeApi`]
    /// does. It trusts no certificate, and so reaches no server by https.
    ///
    /// # Panics
    ///
    /// If the HTTP client cannot be built, because there is no TLS provider.
    pub fn client(&self) -> Client {
        self.client_with(|settings| settings)
    }

    /// The same with settings of its own.
    ///
    /// ```
    /// use openai_call::testing::FakeApi;
    /// use openai_call::{Breaker, RetryBudget};
    ///
    /// let api = FakeApi::in_memory();
    /// let client = api.client_with(|settings| {
    ///     settings.retry_budget(RetryBudget::unlimited()).breaker(Breaker::never())
    /// });
    /// assert_eq!(client.health().retries_left(), None);
    /// ```
    ///
    /// # Panics
    ///
    /// As [`client`](Self::client), and if a client cannot be built with these settings.
    pub fn client_with(&self, set: impl FnOnce(ClientBuilder) -> ClientBuilder) -> Client {
        let settings = Client::builder().base_url(self.url()).api_key("sk-fake");
        let mut settings = settings.adapted(without_certificates);
        if self.server.socket.is_none() {
            settings = settings.http(UNUSED.clone());
        }
        let client = set(settings)
            .build()
            .expect("the url and the key are valid; without one, install a tls provider");
        if self.server.socket.is_some() {
            return client;
        }
        let Server { script, departures, .. } = &*self.server;
        client.answered_by(Arc::new(Memory::of(Arc::clone(script), departures.clone())))
    }
}

/// To read those of the system takes 20 milliseconds in a debug build, which is longer than most tests.
fn without_certificates(http: reqwest::ClientBuilder) -> reqwest::ClientBuilder {
    #[cfg(any(feature = "rustls", feature = "native-tls", feature = "rustls-no-provider"))]
    let http = http.tls_certs_only([]);
    http
}
