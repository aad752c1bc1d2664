//! The table of the attribute's keys, for the parser and for messages.

use crate::words::kinds::{self, Class, KINDS, Kind};

/// A key of the attribute.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Key {
    Retry,
    Attempts,
    Backoff,
    Timeout,
    Idle,
    Deadline,
    On(&'static Kind),
    OnGroup(Group),
    Otherwise,
    Exhaustive,
    MaxRequests,
    MaxTime,
    Policy,
    Replay,
    Priority,
    Crate,
}

/// A key for several kinds; a more specific key wins.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Group {
    Transient,
    Answer,
    Permanent,
    Any,
}

/// A key that is not `on_<kind>`.
pub(crate) struct Row {
    pub(crate) name: &'static str,
    pub(crate) key: Key,
    /// An example to show if the value is missing or wrong.
    pub(crate) example: &'static str,
}

pub(crate) const KEYS: &[Row] = &[
    Row { name: "retry", key: Key::Retry, example: "retry = \"transient\"" },
    Row { name: "attempts", key: Key::Attempts, example: "attempts = 4" },
    Row { name: "backoff", key: Key::Backoff, example: "backoff = 500ms..8s" },
    Row { name: "timeout", key: Key::Timeout, example: "timeout = 60s" },
    Row { name: "idle", key: Key::Idle, example: "idle = 30s" },
    Row { name: "deadline", key: Key::Deadline, example: "deadline = 5min" },
    Row {
        name: "on_transient",
        key: Key::OnGroup(Group::Transient),
        example: "on_transient = retry",
    },
    Row { name: "on_answer", key: Key::OnGroup(Group::Answer), example: "on_answer = fail" },
    Row {
        name: "on_permanent",
        key: Key::OnGroup(Group::Permanent),
        example: "on_permanent = fail",
    },
    Row { name: "on_any", key: Key::OnGroup(Group::Any), example: "on_any = recover(value)" },
    Row { name: "otherwise", key: Key::Otherwise, example: "otherwise = recover(value)" },
    Row { name: "exhaustive", key: Key::Exhaustive, example: "exhaustive" },
    Row { name: "max_requests", key: Key::MaxRequests, example: "max_requests = 12" },
    Row { name: "max_time", key: Key::MaxTime, example: "max_time = 90s" },
    Row { name: "policy", key: Key::Policy, example: "policy = path::to::name" },
    Row { name: "replay", key: Key::Replay, example: "replay = \"unsent\"" },
    Row { name: "priority", key: Key::Priority, example: "priority = \"low\"" },
    Row { name: "crate", key: Key::Crate, example: "crate = ::openai_call" },
];

impl Group {
    /// The narrowest group that a kind belongs to.
    pub(crate) fn of(kind: &Kind) -> Self {
        match kind.class {
            Class::Transient => Self::Transient,
            Class::Answer => Self::Answer,
            Class::Uncertain | Class::Permanent => Self::Permanent,
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Transient => "on_transient",
            Self::Answer => "on_answer",
            Self::Permanent => "on_permanent",
            Self::Any => "on_any",
        }
    }
}

impl Key {
    pub(crate) fn by_name(name: &str) -> Option<Self> {
        if let Some(kind) = name.strip_prefix("on_").and_then(kinds::by_name) {
            return Some(Self::On(kind));
        }
        KEYS.iter().find(|row| row.name == name).map(|row| row.key)
    }

    /// Whether its value is a number or a duration.
    pub(crate) fn takes_one_token(self) -> bool {
        matches!(
            self,
            Self::Attempts
                | Self::Timeout
                | Self::Idle
                | Self::Deadline
                | Self::MaxRequests
                | Self::MaxTime
        )
    }

    /// An example to show if the value is missing or wrong.
    pub(crate) fn example(self) -> String {
        match self {
            Self::On(kind) if kind.names_delay => format!("on_{} = wait", kind.name),
            Self::On(kind) if kind.is_transient() => format!("on_{} = retry", kind.name),
            Self::On(kind) => format!("on_{} = fail", kind.name),
            key => KEYS
                .iter()
                .find(|row| row.key == key)
                .map_or_else(String::new, |row| row.example.to_owned()),
        }
    }
}

/// Every key, for messages.
pub(crate) fn key_names() -> Vec<String> {
    let on = KINDS.iter().map(|kind| format!("on_{}", kind.name));
    KEYS.iter().map(|row| row.name.to_owned()).chain(on).collect()
}

/// The keys except those of a single kind.
pub(crate) fn main_keys() -> impl Iterator<Item = &'static str> {
    KEYS.iter().map(|row| row.name)
}
