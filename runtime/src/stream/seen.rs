//! [`Seen`]: what is known of a stream from its events so far.

use serde::Deserialize;
use serde_json::Value;

use super::choices::Choices;
use super::item::WireEvent;
use super::plain::Plain;
use super::protocol::{End, OTHER, Protocol};
use crate::classify;
use crate::usage::Usage;

/// How many events are parsed to find the protocol: the first ones may not show it.
const FIRST: u8 = 8;

/// Where an event that ends a stream says why the model stopped.
const REASONS: [&str; 5] = [
    "/response/incomplete_details/reason",
    "/response/status",
    "/incomplete_details/reason",
    "/status",
    "/done_reason",
];

#[derive(Debug)]
pub(super) struct Seen {
    protocol: &'static Protocol,
    /// How many events were parsed to find the protocol.
    examined: u8,
    /// The last event that was searched in vain.
    plain: Plain,
    choices: Choices,
    finish_reason: Option<String>,
    usage: Option<Usage>,
    /// Whether an event that ends a stream has come.
    ended: bool,
    complete: bool,
}

impl Default for Seen {
    fn default() -> Self {
        Self {
            protocol: &OTHER,
            examined: 0,
            plain: Plain::default(),
            choices: Choices::default(),
            finish_reason: None,
            usage: None,
            ended: false,
            complete: false,
        }
    }
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

    /// Takes note of `[DONE]` or a clean close. Returns whether it is the end of the stream, and not
    /// of an answer that was given up.
    pub(super) fn end(&mut self, name: Option<&str>) -> bool {
        self.complete |= match self.protocol.end {
            End::Anything => self.examined > 0,
            End::Choices => self.choices.have_begun() && self.choices.have_finished(),
            End::Parts(_) | End::Event(_) | End::Member(_) => {
                self.ended || name.is_some_and(|name| self.protocol.is_end(name))
            }
        };
        self.complete
    }

    /// Takes note of an event. Returns whether it is an error.
    pub(super) fn note(&mut self, event: &WireEvent) -> bool {
        if std::ptr::eq(self.protocol, &raw const OTHER) && self.examined < FIRST {
            self.examined += 1;
            self.protocol = Protocol::of(event).unwrap_or(&OTHER);
            self.plain.forget();
        }
        let protocol = self.protocol;
        let is_named = |name: &str| protocol.is_end(name) || protocol.is_failure(name);
        if self.may_matter(event.data().as_bytes()) || event.name().is_some_and(is_named) {
            return self.parse(event);
        }
        if matches!(protocol.end, End::Choices) && !self.choices.have_begun() {
            self.choices.begin_first(event.data());
        }
        false
    }

    /// Whether an event may mean something for its stream, so that it has to be parsed.
    fn may_matter(&mut self, data: &[u8]) -> bool {
        let search = self.protocol.search();
        if self.plain.is_like(data, |text| search.is_word(text)) {
            return false;
        }
        let may_matter = search.finds_any(data);
        if !may_matter {
            self.plain.keep(data);
        }
        may_matter
    }

    #[cold]
    fn parse(&mut self, event: &WireEvent) -> bool {
        let data = serde_json::from_str::<Value>(event.data()).unwrap_or_default();
        let kind = data.get("type").and_then(Value::as_str);
        let names = [event.name(), kind];
        let is_any = |of: fn(&Protocol, &str) -> bool| {
            names.iter().flatten().any(|name| of(self.protocol, name))
        };
        if is_any(Protocol::is_failure) || classify::is_error(event.data().as_bytes()) {
            return true;
        }
        let ends = match self.protocol.end {
            End::Member(name) => data[name] == true,
            _ => is_any(Protocol::is_end),
        };
        self.note_reason(&data, ends);
        self.note_usage(&data);
        self.ended |= ends;
        self.complete |= ends && matches!(self.protocol.end, End::Event(_) | End::Member(_));
        self.finish_reason() == Some("error")
    }

    fn note_reason(&mut self, data: &Value, ends: bool) {
        let reason = match self.protocol.end {
            End::Choices => self.choices.note(&data["choices"]),
            _ if ends => {
                let mut reasons = REASONS.iter().filter_map(|place| data.pointer(place));
                reasons.find(|reason| reason.is_string())
            }
            _ => None,
        };
        if let Some(reason) = reason.and_then(Value::as_str) {
            self.finish_reason = Some(reason.to_owned());
        }
    }

    fn note_usage(&mut self, data: &Value) {
        let whole = data.get("response").filter(|response| response.is_object()).unwrap_or(data);
        if let Some(usage) = whole.get("usage").and_then(|usage| Usage::deserialize(usage).ok()) {
            self.usage = Some(usage.at_tier(whole.get("service_tier")));
        }
    }
}
