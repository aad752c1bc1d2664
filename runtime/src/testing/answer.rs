//! [`Answer`]: what the fake API does with one request.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use serde_json::{Value, json};

use super::completion;
use super::failure;
use super::pieces::Pace;
use super::recorded_request::RecordedRequest;
use super::stream_event::StreamEvent;
use super::tokens;

/// What a completion says when the script does not.
const GREETING: &str = "Hello from the fake API.";

/// How much of an answer a message shows, in characters.
const SHOWN: usize = 60;

/// What [`FakeApi::reply`](super::FakeApi::reply) takes: a text for the model to say, or JSON.
///
/// ```
/// use openai_call::testing::Answer;
/// use serde_json::json;
///
/// let says_hello = Answer::from("hello");
/// let lists_models = Answer::from(json!({ "object": "list", "data": [] }));
/// ```
#[derive(Clone, Debug)]
pub struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) content: Content,
    pub(super) delay: Duration,
    pub(super) pace: Pace,
    pub(super) fate: Fate,
}

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

/// What becomes of an answer on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    Complete,
    Cut,
    Hang,
    Disconnect,
    Stall,
}

impl Answer {
    fn new(status: StatusCode, content: Content) -> Self {
        Self {
            status,
            headers: HeaderMap::new(),
            content,
            delay: Duration::ZERO,
            pace: Pace::default(),
            fate: Fate::Complete,
        }
    }

    /// The answer to every request, where nothing was scripted.
    pub(super) fn greeting() -> Self {
        Self::from(GREETING)
    }

    /// The answer that the service gives with `status`.
    pub(super) fn with_status(status: StatusCode) -> Self {
        let content = match status {
            StatusCode::NO_CONTENT => Content::Raw(Bytes::new()),
            _ if status.is_success() => Content::Completion(GREETING.to_owned()),
            _ if status.is_redirection() => Content::Raw(Bytes::new()),
            _ => failure::content(status),
        };
        Self::new(status, content)
    }

    /// An answer that ends without a response.
    pub(super) fn without_response(fate: Fate) -> Self {
        Self { fate, ..Self::new(StatusCode::OK, Content::Raw(Bytes::new())) }
    }

    /// A stream of these events.
    pub(super) fn of_events(events: Vec<StreamEvent>) -> Self {
        let done = !events.iter().any(StreamEvent::is_of_responses);
        Self::new(StatusCode::OK, Content::Events { events, done })
    }

    /// The answer to a request that the script has no answer for.
    pub(super) fn script_ended() -> Self {
        let error = json!({ "error": {
            "message": "the script of the fake API has ended before this request; \
                        script one more answer, such as `.reply(\"hello\")`",
            "type": "invalid_request_error",
            "param": null,
            "code": "fake_api_script_ended",
        }});
        Self::new(StatusCode::BAD_REQUEST, Content::Json(error))
    }

    /// Whether the client gets to see a response, or the start of one.
    pub(super) fn has_response(&self) -> bool {
        matches!(self.fate, Fate::Complete | Fate::Cut | Fate::Hang)
    }

    /// The answer in the words of the script, for a message.
    pub(super) fn as_written(&self) -> String {
        let written = match (&self.fate, &self.content) {
            (Fate::Disconnect, _) => return "disconnect()".to_owned(),
            (Fate::Stall, _) => return "stall()".to_owned(),
            (_, Content::Completion(text)) if self.status == StatusCode::OK => {
                format!("reply({})", shortened(&format!("{text:?}")))
            }
            (_, Content::Json(value)) if self.status == StatusCode::OK => {
                format!("reply({})", shortened(&value.to_string()))
            }
            (_, Content::Events { .. }) => "events([…])".to_owned(),
            _ => format!("status({})", self.status.as_u16()),
        };
        match self.fate {
            Fate::Cut => written + ".cut()",
            Fate::Hang => written + ".hang()",
            _ => written,
        }
    }
}

impl Content {
    /// What `request`, the `number`th that came, gets of it.
    pub(super) fn answer(self, request: &RecordedRequest, number: usize) -> Sent {
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

fn shortened(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

impl From<&str> for Answer {
    fn from(text: &str) -> Self {
        Self::from(text.to_owned())
    }
}

impl From<String> for Answer {
    fn from(text: String) -> Self {
        Self::new(StatusCode::OK, Content::Completion(text))
    }
}

impl From<Value> for Answer {
    fn from(value: Value) -> Self {
        Self::new(StatusCode::OK, Content::Json(value))
    }
}
