//! [`EventStream`]: server-sent events as a typed stream that never ends silently.

mod ask;
mod events;
mod item;
mod protocol;

use std::fmt;
use std::pin::Pin;
use std::task::{Context as Task, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;
use http::{HeaderMap, StatusCode, header};
use sse_stream::Sse;
use tokio::time::{Sleep, sleep_until};

use self::events::Events;
use self::protocol::{Protocol, Seen};
use crate::attempt::FromResponse;
use crate::attempts::Stopped;
use crate::classify;
use crate::error::Error;
use crate::kind::ErrorKind;
use crate::reply::{Meta, Usage};
use crate::response::Response;
use crate::secret::Secret;

pub(crate) use self::ask::ask_for_events;
pub use self::item::{Event, StreamItem};

/// The events of a streamed answer, each decoded as a `T`: any type that derives `Deserialize`, or
/// [`Event<T>`] where the event's name is wanted.
///
/// Until the first event has come, every failure is one of the attempt and goes through the policy.
/// After it, the stream yields one error and ends: nothing is sent again behind the reader's back. A
/// stream that breaks off before its terminal event ends in
/// [`StreamInterrupted`](ErrorKind::StreamInterrupted) and never as if it were complete. The terminal
/// events are `[DONE]`, a `finish_reason` before a clean close, `response.completed` and
/// `response.incomplete`; a stream of neither protocol ends with its clean close.
///
/// The function's `timeout` covers the wait for the first event, its `deadline` the whole stream. The
/// body's `"stream": true` is set where it is missing. Events are read as they are asked for, so that a
/// slow reader holds the server back; one above 16 MiB is an error. Dropping the stream closes its
/// connection.
///
/// ```
/// use std::future::poll_fn;
/// use std::pin::Pin;
///
/// use futures_core::Stream;
/// use openai_call::{Client, Error, EventStream, openai_call};
/// use serde_json::{Value, json};
/// # use openai_call::testing::FakeApi;
///
/// #[openai_call(timeout = 30s, deadline = 5min)]
/// async fn chat(client: &Client, prompt: &str) -> Result<EventStream<Value>, Error> {
///     client.post("chat/completions").json(&json!({
///         "model": "gpt-4o-mini",
///         "messages": [{ "role": "user", "content": prompt }],
///     }))
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Error> {
/// # let api = FakeApi::start().await;
/// # api.status(503).events([
/// #     json!({ "choices": [{ "delta": { "content": "Hel" } }] }),
/// #     json!({ "choices": [{ "delta": { "content": "lo" }, "finish_reason": "stop" }] }),
/// # ]);
/// # let client = api.client();
/// let mut events = chat(&client, "Say hello.").await?;
/// let mut said = String::new();
/// // With `futures::StreamExt` or `tokio_stream::StreamExt`: `events.next().await`.
/// while let Some(event) = poll_fn(|cx| Pin::new(&mut events).poll_next(cx)).await {
///     said += event?["choices"][0]["delta"]["content"].as_str().unwrap_or_default();
/// }
/// assert_eq!(said, "Hello");
/// assert_eq!(events.finish_reason(), Some("stop"));
/// # assert_eq!(api.requests()[1].json()["stream"], true);
/// # Ok(())
/// # }
/// ```
pub struct EventStream<T> {
    events: Option<Events>,
    /// Read while the attempt was still under way.
    first: Option<T>,
    seen: Seen,
    deadline: Option<Pin<Box<Sleep>>>,
    origin: Origin,
    meta: Meta,
}

/// What an error of the stream is told with.
struct Origin {
    status: StatusCode,
    headers: HeaderMap,
    secret: Option<Secret>,
}

impl<T> EventStream<T> {
    /// The id by which the service finds the request in its logs.
    pub fn request_id(&self) -> Option<&str> {
        self.meta.request_id()
    }

    /// Why the model stopped, as far as it has been said: `stop`, `length`, `tool_calls`, …, or the
    /// status of a Responses object.
    pub fn finish_reason(&self) -> Option<&str> {
        self.seen.finish_reason()
    }

    /// The tokens that the call counts as used, once the server has said so. For chat completions ask
    /// for it with `"stream_options": { "include_usage": true }`.
    pub fn usage(&self) -> Option<Usage> {
        self.seen.usage()
    }

    /// Whether everything has come, the terminal event included.
    pub fn is_complete(&self) -> bool {
        self.seen.is_complete()
    }

    /// The attempts of the call until the stream began.
    pub fn attempts(&self) -> &crate::Attempts {
        self.meta.attempts()
    }
}

impl<T: StreamItem> FromResponse for EventStream<T> {
    const STREAMS: bool = true;

    async fn from_response(response: Response) -> Result<Self, Error> {
        let meta = response.meta().clone();
        let end = response.deadline();
        let is_events = response
            .headers()
            .get(header::CONTENT_TYPE)
            .and_then(|it| it.to_str().ok())
            .is_some_and(|it| it.trim_start().starts_with("text/event-stream"));
        if !is_events {
            return Err(response.no_stream().await);
        }
        let (inner, secret) = response.into_parts();
        let origin = Origin { status: inner.status(), headers: inner.headers().clone(), secret };
        let mut stream = Self {
            events: Some(Events::of(inner)),
            first: None,
            seen: Seen::default(),
            deadline: end.map(|end| Box::pin(sleep_until(end))),
            origin,
            meta,
        };
        stream.first = std::future::poll_fn(|cx| stream.poll_event(cx)).await.transpose()?;
        Ok(stream)
    }
}

impl<T: StreamItem> EventStream<T> {
    /// The next event that is an item, or the end; after an error nothing more.
    fn poll_event(&mut self, cx: &mut Task<'_>) -> Poll<Option<Result<T, Error>>> {
        if self.events.is_none() {
            return Poll::Ready(None);
        }
        if let Some(deadline) = &mut self.deadline
            && deadline.as_mut().poll(cx).is_ready()
        {
            return self.end_with(late());
        }
        loop {
            let Some(events) = &mut self.events else { return Poll::Ready(None) };
            let event = match ready!(events.poll(cx)) {
                Some(Ok(event)) => event,
                Some(Err(error)) => return self.end_with(error),
                None if self.seen.may_close() => return self.finish(),
                None => return self.end_with(cut_short()),
            };
            let Some(data) = event.data.as_deref().filter(|data| !data.is_empty()) else {
                continue;
            };
            if data.trim() == "[DONE]" {
                return self.finish();
            }
            if protocol::is_error(&event, data) {
                let error = self.origin.error(data);
                return self.end_with(error);
            }
            self.seen.look_at(data);
            let item = T::of(&event, data).map_err(|error| self.origin.decode(&error));
            return match item {
                Ok(item) => {
                    if self.seen.protocol() == Protocol::Responses && self.seen.is_complete() {
                        self.events = None;
                    }
                    Poll::Ready(Some(Ok(item)))
                }
                Err(error) => self.end_with(error),
            };
        }
    }

    fn finish(&mut self) -> Poll<Option<Result<T, Error>>> {
        self.events = None;
        self.seen.complete();
        Poll::Ready(None)
    }

    /// The error is the last item; the connection is closed.
    fn end_with(&mut self, mut error: Error) -> Poll<Option<Result<T, Error>>> {
        self.events = None;
        let inner = error.inner_mut();
        inner.request_id = inner.request_id.take().or_else(|| self.request_id().map(str::to_owned));
        Poll::Ready(Some(Err(error)))
    }
}

/// No item is ever pinned: they are handed out by value.
impl<T> Unpin for EventStream<T> {}

impl<T: StreamItem> Stream for EventStream<T> {
    type Item = Result<T, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Task<'_>) -> Poll<Option<Self::Item>> {
        match self.first.take() {
            Some(first) => Poll::Ready(Some(Ok(first))),
            None => self.poll_event(cx),
        }
    }
}

impl Origin {
    /// The error that an event is, with the status and headers of its response.
    fn error(&self, data: &str) -> Error {
        let body = if data.trim_start().starts_with('{') {
            Bytes::copy_from_slice(data.as_bytes())
        } else {
            Bytes::from(serde_json::json!({ "error": data }).to_string())
        };
        let Some(secret) = &self.secret else {
            return Error::from_response(self.status, self.headers.clone(), body);
        };
        let mut headers = self.headers.clone();
        secret.out_of_headers(&mut headers);
        let body = secret.out_of_body(body, true);
        secret.out_of_error(Error::from_response(self.status, headers, body))
    }

    fn decode(&self, error: &serde_json::Error) -> Error {
        let message = crate::response::without_values(&error.to_string());
        let mut error = Error::new(ErrorKind::Decode, format!("an event of the stream: {message}"));
        error.inner_mut().status = Some(self.status);
        error.inner_mut().request_id = classify::request_id(&self.headers);
        error
    }
}

fn cut_short() -> Error {
    Error::new(ErrorKind::StreamInterrupted, "the stream ended before its terminal event")
}

fn late() -> Error {
    let mut error = Error::new(ErrorKind::Timeout, "the deadline passed within the stream");
    error.inner_mut().stopped = Some(Stopped::Deadline);
    error
}

impl<T> fmt::Debug for EventStream<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventStream")
            .field("request_id", &self.request_id())
            .field("finish_reason", &self.finish_reason())
            .field("is_complete", &self.is_complete())
            .finish_non_exhaustive()
    }
}

/// What an event of the wire is, for [`StreamItem`].
pub(crate) type WireEvent = Sse;

#[cfg(test)]
mod tests;
