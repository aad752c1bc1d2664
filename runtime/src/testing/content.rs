//! [`Content`]: the body of an answer, and the bytes that are sent for it.

use bytes::Bytes;
use serde_json::Value;

use super::completion;
use super::recorded_request::RecordedRequest;
use super::speech::Speech;
use super::stream_event::StreamEvent;
use super::tokens;

/// The body of an answer, as it was scripted.
#[derive(Clone, Debug)]
pub(super) enum Content {
    /// Sent in the shape for the request's path, and as a stream if the request asks for one.
    Completion(Speech),
    Json(Value),
    Html(String),
    /// Server-sent events, followed by `[DONE]` if `done` is set.
    Events {
        events: Vec<StreamEvent>,
        done: bool,
    },
    Raw(Bytes),
}

impl Content {
    /// What is sent to `request`, which has this number.
    pub(super) fn sent(self, request: &RecordedRequest, number: usize) -> Sent {
        match self {
            Self::Completion(speech) if request.parsed()["stream"] == true => {
                Sent::events(&tokens::events(&speech, request, number))
            }
            Self::Completion(speech) => Sent::json(&completion::body(&speech, request, number)),
            Self::Json(value) => Sent::json(&value),
            Self::Html(page) => Sent::whole(Some("text/html"), page.into()),
            Self::Events { mut events, done } => {
                events.extend(done.then(|| StreamEvent::from("[DONE]")));
                Sent::events(&events)
            }
            Self::Raw(bytes) => Sent::whole(None, bytes),
        }
    }

    /// The tokens that it will have used, as its `usage` says; `None` if it has none.
    pub(super) fn usage(&self, request: &RecordedRequest) -> Option<u64> {
        match self {
            Self::Completion(speech) => Some(completion::usage(speech, request)),
            Self::Json(value) => value["usage"]["total_tokens"].as_u64(),
            Self::Html(_) | Self::Events { .. } | Self::Raw(_) => None,
        }
    }
}

/// The bytes of a content.
pub(super) struct Sent {
    pub(super) media_type: Option<&'static str>,
    /// One part for each event, or a single one.
    pub(super) parts: Vec<Bytes>,
    /// Whether the headers announce the length.
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
