//! [`RecordedRequest`]: a request that the fake API got.

use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use http::header::{AUTHORIZATION, COOKIE, PROXY_AUTHORIZATION};
use http::{HeaderMap, HeaderName, Method, Uri};
use serde_json::Value;
use tokio::time::Instant;

use super::load::current_call;
use super::traffic::Sender;

/// The headers whose values `Debug` hides; the last is Azure's key.
const SECRET: [HeaderName; 4] =
    [AUTHORIZATION, PROXY_AUTHORIZATION, COOKIE, HeaderName::from_static("api-key")];

/// A request as it was sent. `Debug` hides the values of headers with keys and cookies.
///
/// ```
/// use openai_call::testing::FakeApi;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), reqwest::Error> {
/// let api = FakeApi::start().await;
/// reqwest::get(format!("{}/models?limit=2", api.url())).await?;
///
/// let request = api.requests().remove(0);
/// assert_eq!(request.method(), "GET");
/// assert_eq!(request.path(), "/v1/models");
/// assert_eq!(request.query(), Some("limit=2"));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct RecordedRequest {
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
    /// The body as JSON, once it was asked for.
    parsed: Arc<OnceLock<Value>>,
    arrived_at: Instant,
    sender: Option<Sender>,
}

impl RecordedRequest {
    /// Records a request that has just arrived completely.
    pub(super) fn arrived(method: Method, uri: Uri, mut headers: HeaderMap, body: Bytes) -> Self {
        for (name, value) in &mut headers {
            value.set_sensitive(SECRET.contains(name));
        }
        let parsed = Arc::default();
        Self { method, uri, headers, body, parsed, arrived_at: Instant::now(), sender: None }
    }

    /// The same request, which this task has sent as one behind so many.
    pub(super) fn sent(self, turn: usize) -> Self {
        let sender = current_call().map(|call| Sender { call, turn });
        Self { sender, ..self }
    }

    pub(super) fn sender(&self) -> Option<Sender> {
        self.sender
    }

    /// The same request, which has taken until now to arrive.
    pub(super) fn delayed(self) -> Self {
        Self { arrived_at: Instant::now(), ..self }
    }

    /// The method, such as `POST`.
    pub fn method(&self) -> &Method {
        &self.method
    }

    /// The path from the root, such as `/v1/chat/completions`.
    pub fn path(&self) -> &str {
        self.uri.path()
    }

    /// The part of the URL after the `?`, still encoded; `None` if there is none.
    pub fn query(&self) -> Option<&str> {
        self.uri.query()
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The first value of a header; `None` if it is missing or not visible ASCII.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The body as it was sent.
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// The body as JSON; [`Value::Null`] if it is not JSON, so that a test can index it directly:
    /// `assert_eq!(request.json()["model"], "gpt-4o-mini")`.
    pub fn json(&self) -> Value {
        self.parsed().clone()
    }

    /// The same, which is parsed once.
    pub(super) fn parsed(&self) -> &Value {
        self.parsed.get_or_init(|| serde_json::from_slice(&self.body).unwrap_or_default())
    }

    /// When the last byte of the body arrived, by tokio's clock.
    pub fn arrived_at(&self) -> Instant {
        self.arrived_at
    }
}
