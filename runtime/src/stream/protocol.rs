//! What ends a stream, and which events are errors: the rules of each protocol.

use serde::Deserialize;
use serde_json::Value;

use super::hints::Hints;
use super::item::WireEvent;
use crate::classify;
use crate::usage::Usage;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Protocol {
    /// Whatever is neither of the others: it ends with its clean close.
    #[default]
    Other,
    /// Ends with `[DONE]`, or cleanly behind a `finish_reason`.
    Chat,
    /// Ends with `response.completed` or `response.incomplete`.
    Responses,
}

/// How many events are asked for their protocol: one that only greets may stand before the others.
const FIRST: u8 = 8;

/// What the events so far have told.
#[derive(Debug, Default)]
pub(super) struct Seen {
    protocol: Protocol,
    finish_reason: Option<String>,
    usage: Option<Usage>,
    complete: bool,
    /// How many events were asked for their protocol.
    asked: u8,
}

/// The members of an event that tell.
#[derive(Deserialize)]
struct Telling {
    #[serde(rename = "type")]
    kind: Option<Value>,
    choices: Option<Value>,
    usage: Option<Value>,
    response: Option<Value>,
}

impl Seen {
    /// Of a stream that is no server's.
    pub(super) fn whole() -> Self {
        Self { complete: true, ..Self::default() }
    }

    pub(super) fn finish_reason(&self) -> Option<&str> {
        self.finish_reason.as_deref()
    }

    pub(super) fn usage(&self) -> Option<Usage> {
        self.usage
    }

    pub(super) fn is_complete(&self) -> bool {
        self.complete
    }

    pub(super) fn complete(&mut self) {
        self.complete = true;
    }

    /// Whether a clean close is an end here, and no break.
    pub(super) fn may_close(&self) -> bool {
        match self.protocol {
            Protocol::Other => self.asked > 0,
            Protocol::Chat => self.finish_reason.is_some(),
            Protocol::Responses => self.complete,
        }
    }

    /// Looks at an event that is no error.
    pub(super) fn look_at(&mut self, data: &str, hints: Hints) {
        let asks = self.protocol == Protocol::Other && self.asked < FIRST;
        self.asked += u8::from(asks);
        if asks || hints.tells {
            self.listen(data);
        }
    }

    #[cold]
    fn listen(&mut self, data: &str) {
        let Ok(told) = serde_json::from_str::<Telling>(data) else { return };
        if self.protocol == Protocol::Other {
            self.protocol = told.protocol();
        }
        let terminal = matches!(told.kind(), "response.completed" | "response.incomplete");
        let whole = told.response.as_ref().filter(|_| terminal);
        let reason = match whole {
            Some(response) => {
                let incomplete = response.pointer("/incomplete_details/reason");
                incomplete.filter(|reason| reason.is_string()).or(response.get("status"))
            }
            None => told.choices.as_ref().and_then(finish_reason),
        };
        if let Some(reason) = reason.and_then(Value::as_str) {
            self.finish_reason = Some(reason.to_owned());
        }
        let usage = whole.and_then(|response| response.get("usage")).or(told.usage.as_ref());
        if let Some(usage) = usage.and_then(|usage| Usage::deserialize(usage).ok()) {
            self.usage = Some(usage);
        }
        self.complete |= terminal;
    }
}

impl Telling {
    fn kind(&self) -> &str {
        self.kind.as_ref().and_then(Value::as_str).unwrap_or_default()
    }

    fn protocol(&self) -> Protocol {
        if self.choices.is_some() {
            Protocol::Chat
        } else if self.kind().starts_with("response.") {
            Protocol::Responses
        } else {
            Protocol::Other
        }
    }
}

/// Of the first choice that has one.
fn finish_reason(choices: &Value) -> Option<&Value> {
    let reasons = choices.as_array()?.iter().filter_map(|choice| choice.get("finish_reason"));
    reasons.into_iter().find(|reason| reason.is_string())
}

/// Whether an event is an error: by its name, or by what it says.
pub(super) fn is_error(event: &WireEvent, hints: Hints) -> bool {
    let data = event.data();
    event.is_named_error() || (hints.may_be_error && classify::is_error(data.as_bytes()))
}
