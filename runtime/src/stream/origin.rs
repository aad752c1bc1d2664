//! [`Origin`]: the response that the events come from, which their errors are told with.

use serde_json::{Value, json};

use super::item::WireEvent;
use crate::answer::{Answer, without_values};
use crate::classify;
use crate::error::Error;
use crate::kind::ErrorKind;
use crate::secret::Secret;

/// What an error says that says nothing.
const NO_REASON: &str = "the stream failed, and named no reason";

/// The response without its events; of these, an error has the one that it is about for its body.
pub(super) struct Origin(Answer);

impl Origin {
    pub(super) fn of(response: &reqwest::Response, secret: Option<Secret>) -> Self {
        Self(Answer::empty(response, secret))
    }

    /// The error that an event is.
    #[cold]
    pub(super) fn error(&mut self, event: &WireEvent) -> Error {
        let data = event.data();
        let said: Value = serde_json::from_str(data).unwrap_or_else(|_| Value::from(data));
        let shapes = [
            data.to_owned(),
            json!({ "error": said }).to_string(),
            json!({ "error": NO_REASON }).to_string(),
        ];
        let known = shapes.into_iter().find(|shape| classify::is_error(shape.as_bytes()));
        self.0.body = known.unwrap_or_default().into();
        self.0.error()
    }

    /// The error of an event that is no item.
    #[cold]
    pub(super) fn undecodable(&mut self, error: &serde_json::Error, event: &WireEvent) -> Error {
        let message = without_values(&error.to_string());
        let message = format!("an event of the stream is not what was promised: {message}");
        self.0.body = event.data().to_owned().into();
        self.0.complete(Error::new(ErrorKind::Decode, message))
    }

    /// An error that no event has told.
    #[cold]
    pub(super) fn complete(&self, error: Error) -> Error {
        self.0.complete(error)
    }
}
