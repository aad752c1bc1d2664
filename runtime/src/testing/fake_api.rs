//! [`FakeApi`]: the server, its script and the requests that it got.

use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use http::StatusCode;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use super::answer::{Answer, Fate};
use super::connection;
use super::departures::Departures;
use super::recorded_request::RecordedRequest;
use super::script::{self, Script};
use super::speech::Speech;
use super::stream_event::StreamEvent;

/// How long to wait for clients to hang up.
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// An answer with words around its JSON.
const NO_JSON: &str = "Sure! Here is your JSON: {";

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
}

struct Server {
    address: SocketAddr,
    script: Arc<Mutex<Script>>,
    departures: Departures,
    accepting: JoinHandle<()>,
}

impl fmt::Debug for FakeApi {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FakeApi").field("url", &self.url()).finish_non_exhaustive()
    }
}

impl Drop for Server {
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
        let (script, departures) = (Arc::default(), Departures::default());
        let accept = connection::accept(listener, Arc::clone(&script), departures.clone());
        let accepting = tokio::spawn(accept);
        Self { server: Arc::new(Server { address, script, departures, accepting }) }
    }

    /// The base URL for clients: `http://127.0.0.1:PORT/v1`.
    pub fn url(&self) -> String {
        format!("http://{}/v1", self.server.address)
    }

    /// Scripts a success. A text is what the model says: the body is a Responses object for a path
    /// that ends with `/responses`, otherwise a chat completion, and it is streamed word by word to
    /// a request with `"stream": true`. A [`Value`](serde_json::Value) is the body itself.
    ///
    /// ```
    /// # use openai_call::testing::FakeApi;
    /// use serde_json::json;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// let api = FakeApi::start().await;
    /// api.reply("hello");
    /// api.reply(json!({ "object": "list", "data": [] }));
    /// # }
    /// ```
    pub fn reply(&self, answer: impl Into<Answer>) -> Self {
        self.scripted(answer.into())
    }

    /// Scripts an answer that stops at its limit of tokens, behind this text.
    pub fn truncated(&self, text: impl Into<String>) -> Self {
        self.scripted(Speech::truncated(text).into())
    }

    /// Scripts an answer in which the model refuses, in these words.
    pub fn refusal(&self, words: impl Into<String>) -> Self {
        self.scripted(Speech::refused(words).into())
    }

    /// Scripts an answer that says nothing.
    pub fn no_output(&self) -> Self {
        self.scripted(Speech::whole("").into())
    }

    /// Scripts an answer whose text is no JSON.
    ///
    /// ```
    /// # use openai_call::{Client, Error, ErrorKind, Parsed, openai_call, testing::FakeApi};
    /// # use serde_json::{Value, json};
    /// #[openai_call]
    /// async fn extract(client: &Client) -> Result<Parsed<Value>, Error> {
    ///     client.post("responses").json(&json!({ "model": "gpt-4o-mini", "input": "Hello" }))
    /// }
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// let api = FakeApi::start().await;
    /// api.truncated("{").refusal("I can't help with that.").no_output().invalid_output();
    /// for kind in [
    ///     ErrorKind::Truncated,
    ///     ErrorKind::Refusal,
    ///     ErrorKind::NoOutput,
    ///     ErrorKind::InvalidOutput,
    /// ] {
    ///     assert_eq!(extract(&api.client()).await.unwrap_err().kind(), kind);
    /// }
    /// # }
    /// ```
    pub fn invalid_output(&self) -> Self {
        self.scripted(Speech::whole(NO_JSON).into())
    }

    /// Scripts a status with the body that the service sends for it. A 429 names no delay unless
    /// [`retry_after`](Self::retry_after) sets one.
    ///
    /// # Panics
    ///
    /// If `status` is not from 200 to 999.
    #[track_caller]
    pub fn status(&self, status: u16) -> Self {
        assert!(
            (200..=999).contains(&status),
            "status {status} is none that a response ends with; write one from 200 to 999",
        );
        let status = StatusCode::from_u16(status).expect("200 to 999 are statuses");
        self.scripted(Answer::with_status(status))
    }

    /// Scripts a stream of server-sent events: JSON values as their data, or other
    /// [events](StreamEvent). `[DONE]` follows them, unless one is of the Responses API.
    ///
    /// ```
    /// # use openai_call::testing::FakeApi;
    /// use serde_json::json;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// let api = FakeApi::start().await;
    /// api.events([json!({ "choices": [{ "delta": { "content": "Hello" } }] })]);
    /// # }
    /// ```
    pub fn events(&self, events: impl IntoIterator<Item = impl Into<StreamEvent>>) -> Self {
        self.scripted(Answer::of_events(events.into_iter().map(Into::into).collect()))
    }

    /// Scripts a connection that is reset after the request has been read, before any byte of a
    /// response is sent.
    pub fn disconnect(&self) -> Self {
        self.scripted(Answer::without_response(Fate::Disconnect))
    }

    /// Scripts an answer that never comes, so that the client has to hang up.
    pub fn stall(&self) -> Self {
        self.scripted(Answer::without_response(Fate::Stall))
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

    /// Checks at the end of a test that every scripted answer was sent, and that no request came
    /// after the last one.
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

    fn scripted(&self, answer: Answer) -> Self {
        self.script().push(answer);
        self.clone()
    }

    pub(super) fn script(&self) -> MutexGuard<'_, Script> {
        script::lock(&self.server.script)
    }
}

impl FakeApi {
    /// Makes a client of this server. The client does not keep the server alive; only a [`FakeApi`]
    /// does.
    ///
    /// # Panics
    ///
    /// If the HTTP client cannot be built, because there is no TLS provider.
    pub fn client(&self) -> crate::http::Client {
        crate::http::Client::builder()
            .base_url(self.url())
            .api_key("sk-fake")
            .build()
            .expect("the url and the key are valid; without one, install a tls provider")
    }
}
