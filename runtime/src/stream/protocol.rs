//! What ends a stream, and which events are errors: the rules of each protocol.

use serde::Deserialize;
use serde_json::Value;
use sse_stream::Sse;

use crate::classify;
use crate::reply::Usage;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Protocol {
    /// Whatever is neither of the others: it ends with its clean close.
    #[default]
    Other,
    /// Ends with `[DONE]`, or cleanly behind a `finish_reason`.
    Chat,
    /// Ends with `response.completed` or `response.incomplete`.
    Responses,
}

/// What the events so far have told.
#[derive(Debug, Default)]
pub(super) struct Seen {
    protocol: Protocol,
    finish_reason: Option<String>,
    usage: Option<Usage>,
    complete: bool,
    begun: bool,
}

/// The members of an event that tell.
#[derive(Deserialize)]
struct Glance {
    #[serde(rename = "type")]
    kind: Option<Value>,
    choices: Option<Value>,
    usage: Option<Value>,
    response: Option<Value>,
}

impl Seen {
    pub(super) fn protocol(&self) -> Protocol {
        self.protocol
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
            Protocol::Other => self.begun,
            Protocol::Chat => self.finish_reason.is_some(),
            Protocol::Responses => self.complete,
        }
    }

    /// Most events tell nothing, and are not read a second time.
    pub(super) fn look_at(&mut self, data: &str) {
        let first = !self.begun;
        self.begun = true;
        if !first && !tells(data) {
            return;
        }
        let Ok(glance) = serde_json::from_str::<Glance>(data) else { return };
        let kind = glance.kind.as_ref().and_then(Value::as_str).unwrap_or_default();
        if glance.choices.is_some() {
            self.protocol = Protocol::Chat;
        } else if kind.starts_with("response.") {
            self.protocol = Protocol::Responses;
        }
        let terminal = matches!(kind, "response.completed" | "response.incomplete");
        let whole = glance.response.as_ref().filter(|_| terminal);
        let reason = match whole {
            Some(response) => response.get("status"),
            None => glance.choices.as_ref().and_then(|it| it.pointer("/0/finish_reason")),
        };
        if let Some(reason) = reason.and_then(Value::as_str) {
            self.finish_reason = Some(reason.to_owned());
        }
        let usage = whole.and_then(|response| response.get("usage")).or(glance.usage.as_ref());
        if let Some(usage) = usage.and_then(|usage| Usage::deserialize(usage).ok()) {
            self.usage = Some(usage);
        }
        self.complete |= terminal;
    }
}

/// Whether an event may have a reason to finish, a usage or an end.
fn tells(data: &str) -> bool {
    let is_set = |member: &str| {
        data.match_indices(member).any(|(place, _)| {
            let value = data[place + member.len()..].trim_start();
            value.strip_prefix(':').is_some_and(|value| !value.trim_start().starts_with("null"))
        })
    };
    data.contains("\"response.completed\"")
        || data.contains("\"response.incomplete\"")
        || is_set("\"finish_reason\"")
        || is_set("\"usage\"")
}

/// Whether an event is an error: by its name, or by what it says.
pub(super) fn is_error(event: &Sse, data: &str) -> bool {
    let named = event.event.as_deref() == Some("error");
    let may_be = data.contains("\"error\"") || data.contains("\"response.failed\"");
    named || (may_be && classify::is_error(data.as_bytes()))
}
