//! [`Script`]: what the server does, and what is due to a caller, whoever asks.
//!
//! An answer is due where the service says that the failure passes, and a further request gets one. Where
//! one may argue, both outcomes are right, or a range of requests: the table shall count what is wrong.

mod answers;
mod connections;
mod due;
mod limits;
mod statuses;
mod streams;

use std::ops::RangeInclusive;

use openai_call::testing::FakeApi;

pub(crate) use due::{Due, DueOutcome};

/// Tries in all that nobody is blamed for: three retries, where a retry may help.
pub(crate) const TRIES: RangeInclusive<usize> = 1..=4;

/// More often than anybody asks.
const ALWAYS: usize = 8;

/// A text, and a value as well: who asks for values alone is asked for one everywhere.
pub(crate) const ANSWER: &str = r#"{ "total": 12.0 }"#;

/// A class of scripts, which is a row of the table.
pub(crate) struct Trouble {
    pub(crate) name: &'static str,
    pub(crate) scripts: Vec<Script>,
}

pub(crate) struct Script {
    pub(crate) name: &'static str,
    /// Why the outcome is due, and who says so.
    pub(crate) why: &'static str,
    pub(crate) play: Play,
    pub(crate) how: How,
    pub(crate) due: Due,
    /// What a caller has who takes it for an answer.
    pub(crate) unseen: &'static str,
    /// Whether a response came, which has a request id.
    pub(crate) has_response: bool,
}

pub(crate) enum Play {
    One(fn(&FakeApi)),
    /// A server, and another one, which is not to be asked.
    Two(fn(&FakeApi, &FakeApi)),
}

/// How a script is asked.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum How {
    /// For the text of an answer, which is also a value.
    Text,
    /// For a text that is no value.
    Prose,
    /// As `Text`, in two seconds for all attempts together.
    InTime,
    Streamed,
    /// For a value, which the answer has as JSON.
    Value,
}

/// In the order of the table.
pub(crate) fn troubles() -> Vec<Trouble> {
    let troubles = [limits::troubles(), statuses::troubles(), connections::troubles()];
    let answers = [streams::troubles(), answers::troubles()];
    troubles.into_iter().chain(answers).flatten().collect()
}

impl How {
    /// The word for Python.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Text | Self::Prose => "text",
            Self::InTime => "in_time",
            Self::Streamed => "streamed",
            Self::Value => "value",
        }
    }
}

impl Trouble {
    fn new(name: &'static str, scripts: impl Into<Vec<Script>>) -> Self {
        Self { name, scripts: scripts.into() }
    }

    /// Says what a caller has who takes one of the scripts for an answer.
    fn unseen(mut self, unseen: &'static str) -> Self {
        for script in &mut self.scripts {
            script.unseen = unseen;
        }
        self
    }
}

impl Play {
    pub(crate) fn begin(&self, api: &FakeApi, other: &FakeApi) {
        match self {
            Self::One(play) => play(api),
            Self::Two(play) => play(api, other),
        }
    }
}

impl Script {
    /// An answer is due to the first request for a text.
    fn text(name: &'static str, why: &'static str, play: fn(&FakeApi)) -> Self {
        Self {
            name,
            why,
            play: Play::One(play),
            how: How::Text,
            due: Due::answer(),
            unseen: "an error as an answer",
            has_response: true,
        }
    }

    fn prose(name: &'static str, why: &'static str, play: fn(&FakeApi)) -> Self {
        Self { how: How::Prose, ..Self::text(name, why, play) }
    }

    fn stream(name: &'static str, why: &'static str, play: fn(&FakeApi)) -> Self {
        Self { how: How::Streamed, ..Self::text(name, why, play) }
    }

    fn value(name: &'static str, why: &'static str, play: fn(&FakeApi)) -> Self {
        Self { how: How::Value, ..Self::text(name, why, play) }
    }

    fn due(mut self, due: Due) -> Self {
        self.due = due;
        self
    }

    fn without_a_response(mut self) -> Self {
        self.has_response = false;
        self
    }
}
