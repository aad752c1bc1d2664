//! [`RecordedRequest`]: what the fake API was asked.

use std::time::Instant;

use bytes::Bytes;
use http::header::{AUTHORIZATION, COOKIE, PROXY_AUTHORIZATION};
use http::{HeaderMap, HeaderName, Method, Uri, request};
use serde_json::Value;

/// The headers whose values no `Debug` shows; the last is Azure's key.
const SECRET: [HeaderName; 4] =
    [AUTHORIZATION, PROXY_AUTHORIZATION, COOKIE, HeaderName::from_static("api-key")];

/// One request, as it came over the wire. `Debug` hides the values of headers that carry a key.
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
    arrived_at: Instant,
}

impl RecordedRequest {
    /// The request that has just been read whole.
    pub(super) fn arrived(head: request::Parts, body: Bytes) -> Self {
        let request::Parts { method, uri, mut headers, .. } = head;
        for (name, value) in &mut headers {
            value.set_sensitive(SECRET.contains(name));
        }
        Self { method, uri, headers, body, arrived_at: Instant::now() }
    }

    /// The method, such as `POST`.
    pub fn method(&self) -> &Method {
        &self.method
    }

    /// The path from the root, such as `/v1/chat/completions`.
    pub fn path(&self) -> &str {
        self.uri.path()
    }

    /// What stands after the `?`, still encoded.
    pub fn query(&self) -> Option<&str> {
        self.uri.query()
    }

    /// Every header.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The first value of a header; `None` too if it is no visible ASCII.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The body as it came.
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// The body as JSON; [`Value::Null`] if it is none, so that a test can index it at once:
    /// `assert_eq!(request.json()["model"], "gpt-4o-mini")`.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// When the last byte of the body had come, by the system's clock even if tokio's is paused.
    pub fn arrived_at(&self) -> Instant {
        self.arrived_at
    }
}
