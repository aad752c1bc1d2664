//! [`StreamEvent`]: one event of a scripted stream.

use serde_json::{Value, json};

/// An event of a stream for [`FakeApi::events`](super::FakeApi::events). It can be made from its
/// data, which is JSON or a text.
///
/// ```
/// use openai_call::testing::{ErrorForm, FakeApi, StreamEvent};
/// use serde_json::json;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let api = FakeApi::start().await;
/// api.events([
///     StreamEvent::comment("keep-alive"),
///     StreamEvent::from(json!({ "choices": [{ "delta": { "content": "Hel" } }] })),
///     StreamEvent::error(ErrorForm::Chunk, "server_error", "The server had an error."),
/// ]);
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct StreamEvent {
    /// The event as it is sent, including its blank line.
    text: String,
    is_of_responses: bool,
}

/// The forms in which servers report an error inside a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorForm {
    /// `{"error": {…}}` among the chunks, as in chat completions.
    Chunk,
    /// `{"error": "…"}`, with only a text.
    Text,
    /// `event: error` with an `error` member, as the Responses API sends it.
    Nested,
    /// `event: error` with the members at the top level, as the Responses API documents it.
    Flat,
    /// Like `Flat`, without the `event:` line.
    FlatWithoutName,
    /// `event: response.failed` with the error in its response.
    ResponseFailed,
    /// An `error` beside the delta of a choice, as OpenRouter sends it.
    Choice,
}

impl ErrorForm {
    /// All forms.
    pub const ALL: &'static [Self] = &[
        Self::Chunk,
        Self::Text,
        Self::Nested,
        Self::Flat,
        Self::FlatWithoutName,
        Self::ResponseFailed,
        Self::Choice,
    ];
}

impl StreamEvent {
    /// Makes an event with a name, as in the Responses API.
    pub fn named(name: &str, data: impl Into<Value>) -> Self {
        Self::written(format!("event: {name}\ndata: {}\n\n", data.into()), name)
    }

    /// Makes a comment, which servers send to keep a connection alive.
    pub fn comment(text: &str) -> Self {
        Self::raw(format!(": {text}\n\n"))
    }

    /// Makes an event that is sent exactly as written, such as one without its blank line, or a
    /// byte order mark.
    pub fn raw(text: impl Into<String>) -> Self {
        Self { text: text.into(), is_of_responses: false }
    }

    /// Makes an error event with this `code` and `message`. A [`Text`](ErrorForm::Text) has only
    /// the message.
    pub fn error(form: ErrorForm, code: &str, message: &str) -> Self {
        let error = json!({ "type": code, "code": code, "message": message, "param": null });
        let flat = json!({
            "type": "error",
            "sequence_number": 2,
            "code": code,
            "message": message,
            "param": null,
        });
        match form {
            ErrorForm::Chunk => json!({ "error": error }).into(),
            ErrorForm::Text => json!({ "error": message }).into(),
            ErrorForm::Nested => Self::named(
                "error",
                json!({ "type": "error", "sequence_number": 2, "error": error }),
            ),
            ErrorForm::Flat => Self::named("error", flat),
            ErrorForm::FlatWithoutName => flat.into(),
            ErrorForm::ResponseFailed => {
                let error = json!({ "code": code, "message": message });
                let response = json!({ "object": "response", "status": "failed", "error": error });
                let data = json!({ "type": "response.failed", "response": response });
                Self::named("response.failed", data)
            }
            ErrorForm::Choice => json!({ "choices": [{
                "index": 0,
                "delta": { "content": "" },
                "finish_reason": "error",
                "error": error,
            }] })
            .into(),
        }
    }

    fn written(text: String, kind: &str) -> Self {
        Self { text, is_of_responses: kind.starts_with("response.") }
    }

    pub(super) fn as_written(&self) -> &str {
        &self.text
    }

    /// Whether it is of the Responses API, whose streams end without `[DONE]`.
    pub(super) fn is_of_responses(&self) -> bool {
        self.is_of_responses
    }
}

impl From<Value> for StreamEvent {
    fn from(data: Value) -> Self {
        let kind = data["type"].as_str().unwrap_or_default().to_owned();
        Self::written(format!("data: {data}\n\n"), &kind)
    }
}

impl From<&str> for StreamEvent {
    fn from(data: &str) -> Self {
        Self::raw(format!("data: {data}\n\n"))
    }
}
