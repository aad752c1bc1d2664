//! [`StreamEvent`]: one event of a scripted stream.

use serde_json::{Value, json};

/// One event of a stream, as [`FakeApi::events`](super::FakeApi::events) takes it: JSON or a text is its
/// data.
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
    /// As it stands on the wire, the blank line included.
    text: String,
    is_of_responses: bool,
}

/// The forms in which servers tell an error inside a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorForm {
    /// `{"error": {…}}` among the chunks, as of chat completions.
    Chunk,
    /// `{"error": "…"}`, with a text alone.
    Text,
    /// `event: error` with an `error` inside, as the Responses API sends it.
    Nested,
    /// `event: error` with the members at the top, as the Responses API documents it.
    Flat,
    /// The same without an `event:` line.
    FlatWithoutName,
    /// `response.failed` with the error in its response.
    ResponseFailed,
    /// An `error` beside the delta of a choice, as OpenRouter sends it.
    Choice,
}

impl ErrorForm {
    /// Every form.
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
    /// An event with a name, as those of the Responses API.
    pub fn named(name: &str, data: impl Into<Value>) -> Self {
        Self::written(format!("event: {name}\ndata: {}\n\n", data.into()), name)
    }

    /// A comment, with which servers keep a connection alive.
    pub fn comment(text: &str) -> Self {
        Self::raw(format!(": {text}\n\n"))
    }

    /// What comes over the wire, to the byte: an event without its blank line, a byte order mark.
    pub fn raw(text: impl Into<String>) -> Self {
        Self { text: text.into(), is_of_responses: false }
    }

    /// An error with this `code` and `message`. A [`Text`](ErrorForm::Text) has room for the message
    /// alone.
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

    /// Whether it is one of a stream that ends without `[DONE]`.
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
