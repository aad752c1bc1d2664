//! [`Answer`]: what the fake API does with one request.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use serde_json::{Value, json};

use super::content::Content;
use super::failure;
use super::pieces::Pace;
use super::speech::Speech;
use super::stream_event::StreamEvent;
use crate::classify::SCRIPT_ENDED;

/// The text of a completion if the script gives none.
const GREETING: &str = "Hello from the fake API.";

/// How many characters of an answer a message shows.
const SHOWN: usize = 60;

/// The argument of [`FakeApi::reply`](super::FakeApi::reply): a text that the model says, or JSON.
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

/// How the sending of an answer ends.
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

    /// The answer to every request if there is no script.
    pub(super) fn greeting() -> Self {
        Self::from(GREETING)
    }

    /// The answer that the service sends with `status`.
    pub(super) fn with_status(status: StatusCode) -> Self {
        let content = match status {
            StatusCode::NO_CONTENT => Content::Raw(Bytes::new()),
            _ if status.is_success() => Content::Completion(Speech::whole(GREETING)),
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

    /// What a server model answers in the place of a script.
    pub(super) fn of_model(status: StatusCode, body: Value) -> Self {
        Self::new(status, Content::Json(body))
    }

    /// The same with the headers of a server model, unless the script has its own, and after its
    /// latency.
    pub(super) fn ruled(mut self, headers: HeaderMap, latency: Duration) -> Self {
        let scripted = std::mem::replace(&mut self.headers, headers);
        self.headers.extend(scripted);
        self.delay += latency;
        self
    }

    /// The answer to a request that the script has no answer for.
    pub(super) fn script_ended() -> Self {
        let error = json!({ "error": {
            "message": "the script of the fake API has ended before this request; \
                        script one more answer, such as `.reply(\"hello\")`",
            "type": "invalid_request_error",
            "param": null,
            "code": SCRIPT_ENDED,
        }});
        Self::new(StatusCode::BAD_REQUEST, Content::Json(error))
    }

    /// Whether the client gets a response, or the beginning of one.
    pub(super) fn has_response(&self) -> bool {
        matches!(self.fate, Fate::Complete | Fate::Cut | Fate::Hang)
    }

    /// The answer as it is written in a script, for a message.
    pub(super) fn as_written(&self) -> String {
        let written = match (&self.fate, &self.content) {
            (Fate::Disconnect, _) => return "disconnect()".to_owned(),
            (Fate::Stall, _) => return "stall()".to_owned(),
            (_, Content::Completion(speech)) if self.status == StatusCode::OK => {
                format!("{}({})", speech.method(), shortened(&format!("{:?}", speech.text)))
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
        Self::from(Speech::whole(text))
    }
}

impl From<Speech> for Answer {
    fn from(speech: Speech) -> Self {
        Self::new(StatusCode::OK, Content::Completion(speech))
    }
}

impl From<Value> for Answer {
    fn from(value: Value) -> Self {
        Self::new(StatusCode::OK, Content::Json(value))
    }
}
