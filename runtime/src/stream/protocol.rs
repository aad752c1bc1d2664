//! What ends a stream, and which events are errors: the rules of each protocol.

use std::borrow::Cow;
use std::fmt;

use serde::de::{IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::choices::Choices;
use super::hints::Hints;
use super::item::WireEvent;
use crate::classify;
use crate::usage::Usage;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Protocol {
    /// Any other protocol: ends with its clean close.
    #[default]
    Other,
    /// Ends with `[DONE]` or a clean close, once every choice that has begun has a `finish_reason`.
    Chat,
    /// Ends with `response.completed` or `response.incomplete`.
    Responses,
}

/// How many events are parsed to find the protocol: the first ones may not show it.
const FIRST: u8 = 8;

/// What is known from the events so far.
#[derive(Debug, Default)]
pub(super) struct Seen {
    protocol: Protocol,
    choices: Choices,
    finish_reason: Option<String>,
    usage: Option<Usage>,
    complete: bool,
    /// How many events were parsed to find the protocol.
    examined: u8,
}

/// The members of an event that matter here.
#[derive(Deserialize)]
struct Members {
    #[serde(rename = "type")]
    kind: Option<Value>,
    choices: Option<Value>,
    usage: Option<Value>,
    service_tier: Option<Value>,
    response: Option<Value>,
}

impl Seen {
    /// For a stream that does not come from a server.
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

    /// Whether a clean close here is the end of the stream, and not an interruption.
    pub(super) fn may_close(&self) -> bool {
        match self.protocol {
            Protocol::Other => self.examined > 0,
            Protocol::Chat => self.choices.have_begun() && self.choices.have_finished(),
            Protocol::Responses => self.complete,
        }
    }

    /// Whether `[DONE]` here is the end of the stream, and not of an answer that was given up.
    pub(super) fn may_be_done(&self) -> bool {
        match self.protocol {
            Protocol::Other => true,
            Protocol::Chat => self.choices.have_finished(),
            Protocol::Responses => self.complete,
        }
    }

    /// Takes note of an event that is not an error.
    pub(super) fn note(&mut self, data: &str, hints: Hints) {
        if self.protocol == Protocol::Other && self.examined < FIRST {
            self.examined += 1;
            self.protocol = protocol(data);
        }
        if hints.needs_parsing {
            self.parse(data);
        } else if self.protocol == Protocol::Chat && !self.choices.have_begun() {
            self.choices.begin_first(data);
        }
    }

    #[cold]
    fn parse(&mut self, data: &str) {
        let Ok(members) = serde_json::from_str::<Members>(data) else { return };
        let kind = members.kind.as_ref().and_then(Value::as_str).unwrap_or_default();
        let terminal = matches!(kind, "response.completed" | "response.incomplete");
        let whole = members.response.as_ref().filter(|_| terminal);
        let reason = match whole {
            Some(response) => {
                let incomplete = response.pointer("/incomplete_details/reason");
                incomplete.filter(|reason| reason.is_string()).or(response.get("status"))
            }
            None => members.choices.as_ref().and_then(|choices| self.choices.note(choices)),
        };
        if let Some(reason) = reason.and_then(Value::as_str) {
            self.finish_reason = Some(reason.to_owned());
        }
        let usage = whole.and_then(|response| response.get("usage")).or(members.usage.as_ref());
        if let Some(usage) = usage.and_then(|usage| Usage::deserialize(usage).ok()) {
            let tier = whole.and_then(|response| response.get("service_tier"));
            self.usage = Some(usage.at_tier(tier.or(members.service_tier.as_ref())));
        }
        self.complete |= terminal;
    }
}

/// Finds the protocol in the members of an event. It stops at the first one that shows it, because
/// an event may be megabytes long.
struct ProtocolVisitor<'a>(&'a mut Protocol);

impl<'de> Visitor<'de> for ProtocolVisitor<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        while let Some(name) = members.next_key::<Cow<'de, str>>()? {
            match &*name {
                "choices" => {
                    *self.0 = Protocol::Chat;
                    return Ok(());
                }
                "type" => {
                    let kind: Value = members.next_value()?;
                    if kind.as_str().is_some_and(|kind| kind.starts_with("response.")) {
                        *self.0 = Protocol::Responses;
                        return Ok(());
                    }
                }
                _ => {
                    let IgnoredAny = members.next_value()?;
                }
            }
        }
        Ok(())
    }
}

fn protocol(data: &str) -> Protocol {
    let mut protocol = Protocol::default();
    // The reading ends early, with an error of serde's, where the protocol has been found.
    let _ =
        serde_json::Deserializer::from_str(data).deserialize_map(ProtocolVisitor(&mut protocol));
    protocol
}

/// Whether an event is an error, by its name or by its data.
pub(super) fn is_error(event: &WireEvent, hints: Hints) -> bool {
    let data = event.data();
    event.is_named_error() || (hints.may_be_error && classify::is_error(data.as_bytes()))
}
