//! [`Content`]: what the body of an answer holds, and how it leaves.

use bytes::Bytes;
use serde_json::Value;

use super::completion;
use super::recorded_request::RecordedRequest;
use super::stream_event::StreamEvent;
use super::tokens;

/// What the body of an answer holds.
#[derive(Clone, Debug)]
pub(super) enum Content {
    /// A text, in the shape of a success on the request's path, streamed if the request says so.
    Completion(String),
    Json(Value),
    Html(String),
    /// Server-sent events, with `[DONE]` behind them or without.
    Events {
        events: Vec<StreamEvent>,
        done: bool,
    },
    Raw(Bytes),
}

impl Content {
    /// What `request`, the `number`th that came, gets of it.
    pub(super) fn sent(self, request: &RecordedRequest, number: usize) -> Sent {
        match self {
            Self::Completion(text) if request.json()["stream"] == true => {
                Sent::events(&tokens::events(&text, request, number))
            }
            Self::Completion(text) => Sent::json(&completion::body(&text, request, number)),
            Self::Json(value) => Sent::json(&value),
            Self::Html(page) => Sent::whole(Some("text/html"), page.into()),
            Self::Events { mut events, done } => {
                events.extend(done.then(|| StreamEvent::from("[DONE]")));
                Sent::events(&events)
            }
            Self::Raw(bytes) => Sent::whole(None, bytes),
        }
    }
}

/// A content as it leaves.
pub(super) struct Sent {
    pub(super) media_type: Option<&'static str>,
    /// One for each event, or the only one.
    pub(super) parts: Vec<Bytes>,
    /// Whether its length is known from the beginning.
    pub(super) has_length: bool,
}

impl Sent {
    fn whole(media_type: Option<&'static str>, body: Bytes) -> Self {
        Self { media_type, parts: vec![body], has_length: true }
    }

    fn json(value: &Value) -> Self {
        Self::whole(Some("application/json"), value.to_string().into())
    }

    fn events(events: &[StreamEvent]) -> Self {
        let parts = events.iter().map(|event| event.as_written().to_owned().into()).collect();
        Self { media_type: Some("text/event-stream"), parts, has_length: false }
    }
}
