//! [`Origin`]: the response that the events come from, which is added to their errors.

use bytes::Bytes;
use serde_json::{Value, json};

use super::chunks;
use super::item::WireEvent;
use crate::classify;
use crate::error::Error;
use crate::http::{Keys, Received};
use crate::kind::ErrorKind;
use crate::observe::Heard;

/// The message of an error event without a message.
const NO_REASON: &str = "the stream failed, and named no reason";

/// The remedy for an event that cannot be decoded.
const OTHER_EVENTS: &str = "write `EventStream<Text>` for the pieces of a text, or give the items a type \
                            that every event fits, such as an enum with `#[serde(other)]`; the \
                            error's body is the event";

/// The response without its body. The body of an error is the event that it is about.
pub(super) struct Origin(Received);

impl Origin {
    pub(super) fn of(response: &mut reqwest::Response, keys: Keys) -> Self {
        Self(Received::head(response, keys))
    }

    /// Makes an error of an error event.
    #[cold]
    pub(super) fn error(&mut self, event: &WireEvent) -> Error {
        let data = event.data();
        let said: Value = serde_json::from_str(data).unwrap_or_else(|_| Value::from(data));
        let shapes = [
            data.to_owned(),
            json!({ "error": said.get("last_error").unwrap_or(&said) }).to_string(),
            json!({ "error": NO_REASON }).to_string(),
        ];
        let known = shapes.into_iter().find(|shape| classify::is_error(shape.as_bytes()));
        self.0.body = known.unwrap_or_default().into();
        self.0.clone().error()
    }

    /// Makes an error of a body that is JSON instead of events.
    #[cold]
    pub(super) fn json(&mut self, body: Bytes) -> Error {
        self.0.body = body;
        if self.0.is_error() {
            return self.0.clone().error();
        }
        self.0.clone().complete(Error::new(ErrorKind::Decode, chunks::JSON))
    }

    /// The error for an event that cannot be decoded: damage if it is no JSON, or of another shape
    /// than its type.
    #[cold]
    pub(super) fn undecodable(
        &mut self,
        error: &serde_json::Error,
        event: &WireEvent,
        expected: &str,
    ) -> Error {
        let name = event.name().map(|name| format!("`{name}`: ")).unwrap_or_default();
        let message = classify::without_values(error);
        self.0.body = event.data().to_owned().into();
        if !error.is_data() {
            let message = format!("an event is no json: {name}{message}");
            return self.0.clone().complete(Error::new(ErrorKind::StreamInterrupted, message));
        }
        let message = format!("expected every event to be a `{expected}`: {name}{message}");
        self.0.clone().complete(Error::new(ErrorKind::Decode, message).with_remedy(OTHER_EVENTS))
    }

    /// What an event says of the answer.
    #[cold]
    pub(super) fn heard(&self, event: &WireEvent) -> Heard {
        self.0.heard_in(event.data().as_bytes())
    }

    /// Adds the response to an error that is not about one event.
    #[cold]
    pub(super) fn complete(&self, error: Error) -> Error {
        self.0.clone().complete(error)
    }
}
