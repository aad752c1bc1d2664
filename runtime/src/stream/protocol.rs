//! [`Protocol`]: how the events of a protocol are known, what ends its streams and what fails them.
//! A new protocol is a new row of the table.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};

use super::item::WireEvent;
use super::words::{Search, Word, Words};

#[derive(Debug)]
pub(super) struct Protocol {
    /// What the names of its events begin with, in `event` or in `type`.
    names: &'static [&'static str],
    /// The members that its events have, if they have no names.
    members: &'static [&'static str],
    pub(super) end: End,
    /// The names of the events that say that the answer has failed.
    failures: &'static [&'static str],
    words: Words,
}

/// What has to have come before a stream is whole.
#[derive(Debug)]
pub(super) enum End {
    /// Any event, for a protocol that is not known; then `[DONE]` or a clean close.
    Anything,
    /// A `finish_reason` of every choice that has begun; then `[DONE]` or a clean close.
    Choices,
    /// One of these events, which may come several times; then `[DONE]` or a clean close.
    Parts(&'static [&'static str]),
    /// One of these events, behind which nothing matters.
    Event(&'static [&'static str]),
    /// An event in which this member is `true`, behind which nothing matters.
    Member(&'static str),
}

static PROTOCOLS: [Protocol; 8] = [
    // Chat completions, and completions.
    Protocol::of_members(&["choices"], End::Choices),
    // Responses.
    Protocol::of_names(&["response."], End::Event(&["response.completed", "response.incomplete"]))
        .failing(&["response.failed"]),
    // Transcriptions.
    Protocol::of_names(&["transcript.text."], End::Event(&["transcript.text.done"])),
    // Speech.
    Protocol::of_names(&["speech.audio."], End::Event(&["speech.audio.done"])),
    // Images, and their edits.
    Protocol::of_names(
        &["image_generation.", "image_edit."],
        End::Parts(&["image_generation.completed", "image_edit.completed"]),
    ),
    // The runs of assistants.
    Protocol::of_names(
        &["thread."],
        End::Event(&[
            "thread.run.completed",
            "thread.run.incomplete",
            "thread.run.requires_action",
            "done",
        ]),
    )
    .failing(&["thread.run.failed", "thread.run.cancelled", "thread.run.expired"]),
    // The messages of Anthropic.
    Protocol::of_names(
        &["message_start", "message_delta", "content_block_"],
        End::Event(&["message_stop"]),
    ),
    // Ollama's own.
    Protocol::of_members(&["model", "done"], End::Member("done")),
];

/// Any protocol that is not in the table.
pub(super) static OTHER: Protocol = Protocol::of_names(&[], End::Anything);

impl Protocol {
    const fn of_names(names: &'static [&'static str], end: End) -> Self {
        Self { names, members: &[], end, failures: &[], words: Words::new() }
    }

    const fn of_members(members: &'static [&'static str], end: End) -> Self {
        Self { names: &[], members, end, failures: &[], words: Words::new() }
    }

    const fn failing(mut self, failures: &'static [&'static str]) -> Self {
        self.failures = failures;
        self
    }

    /// The protocol of an event, if it is known.
    pub(super) fn of(event: &WireEvent) -> Option<&'static Self> {
        let of_name = |name: &str| PROTOCOLS.iter().find(|protocol| protocol.has_name(name));
        event.name().and_then(of_name).or_else(|| by_data(event.data()))
    }

    fn has_name(&self, name: &str) -> bool {
        self.names.iter().any(|beginning| name.starts_with(beginning))
    }

    /// The names of the events that end a stream.
    fn ends(&self) -> &'static [&'static str] {
        match self.end {
            End::Parts(names) | End::Event(names) => names,
            End::Anything | End::Choices | End::Member(_) => &[],
        }
    }

    pub(super) fn is_end(&self, name: &str) -> bool {
        self.ends().contains(&name)
    }

    pub(super) fn is_failure(&self, name: &str) -> bool {
        name == "error" || self.failures.contains(&name)
    }

    /// The search for what may matter in its events.
    pub(super) fn search(&self) -> &Search {
        self.words.search(|| self.words())
    }

    fn words(&self) -> Vec<Word> {
        let mut words = vec![Word::unless("error", "null"), Word::unless("usage", "null")];
        match self.end {
            End::Choices => {
                words.extend([Word::unless("finish_reason", "null"), Word::unless("index", "0")]);
            }
            End::Member(name) => words.push(Word::unless(name, "false")),
            End::Anything | End::Parts(_) | End::Event(_) => {}
        }
        words.extend(self.ends().iter().chain(self.failures).map(|name| Word::any(name)));
        words
    }
}

/// Finds the protocol in the data. The reading ends where it is found, because an event may be
/// megabytes long.
fn by_data(data: &str) -> Option<&'static Protocol> {
    let mut finder = Finder::default();
    // It ends with an error of serde's there, and where the data is no object.
    let _ = serde_json::Deserializer::from_str(data).deserialize_map(&mut finder);
    finder.found
}

#[derive(Default)]
struct Finder {
    found: Option<&'static Protocol>,
    /// The members so far that a protocol is known by.
    members: Vec<&'static str>,
}

impl Finder {
    fn member(&mut self, name: &str) {
        let known = PROTOCOLS.iter().flat_map(|protocol| protocol.members);
        self.members.extend(known.filter(|known| **known == name));
        self.found = PROTOCOLS.iter().find(|protocol| {
            let mut members = protocol.members.iter();
            !protocol.members.is_empty() && members.all(|name| self.members.contains(name))
        });
    }
}

impl<'de> Visitor<'de> for &mut Finder {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        while let Some(name) = members.next_key::<Cow<'de, str>>()? {
            if name == "type" {
                let kind: serde_json::Value = members.next_value()?;
                let kind = kind.as_str().unwrap_or_default();
                self.found = PROTOCOLS.iter().find(|protocol| protocol.has_name(kind));
            } else {
                self.member(&name);
            }
            if self.found.is_some() {
                return Ok(());
            }
            if name != "type" {
                let IgnoredAny = members.next_value()?;
            }
        }
        Ok(())
    }
}
