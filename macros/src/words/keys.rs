//! The one table of the attribute's keys and steps. Parser, messages and tests read it.

use crate::words::kinds::{self, KINDS, Kind};

/// What may stand before an `=` in the attribute.
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
    Crate,
}

/// Several kinds at once; a narrower key wins.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Group {
    Transient,
    Permanent,
    Any,
}

/// A key that is not `on_<kind>`.
pub(crate) struct Row {
    pub(crate) name: &'static str,
    pub(crate) key: Key,
    /// A setting to show where the value is missing or wrong.
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
    Row { name: "crate", key: Key::Crate, example: "crate = ::openai_call" },
];

impl Group {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Transient => "on_transient",
            Self::Permanent => "on_permanent",
            Self::Any => "on_any",
        }
    }
}

/// Words that people know from the official SDKs and from other libraries.
const OTHER_KEYS: &[(&[&str], &str)] = &[
    (
        &["retries", "max_retries", "maxRetries", "retry_count", "num_retries", "times"],
        "`attempts` counts every try, the first included: two retries are `attempts = 3`",
    ),
    (&["max_attempts", "stop_after_attempt", "tries"], "write `attempts = 3`"),
    (&["fallback", "on_failure", "default"], "write `otherwise = fallback(other_call(client))`"),
    (&["on_error", "on_all", "on_other"], "write `otherwise = recover(value)`, or `on_any`"),
    (&["retry_on", "when", "retry_if"], "write `retry = \"timeout | connection\"`"),
    (
        &["delay", "interval", "wait", "jitter", "min_delay", "max_delay"],
        "write `backoff = 500ms..8s`",
    ),
    (&["request_timeout", "timeout_ms", "read_timeout"], "write `timeout = 60s`"),
    (
        &["idle_timeout", "stream_idle_timeout", "stream_timeout", "chunk_timeout", "on_idle"],
        "write `idle = 30s`, which bounds the wait between two events of a stream",
    ),
    (
        &["first_token_timeout", "first_event_timeout", "first_event", "ttft"],
        "write `timeout = 30s`, which bounds the wait for the first event of a stream",
    ),
    (&["stream", "streaming"], "return an `EventStream<T>`: the body then asks for a stream"),
    (&["total_timeout", "max_elapsed_time", "budget"], "write `deadline = 5min`"),
    (
        &["on_api_error", "on_internal_server", "on_internal_server_error", "on_5xx", "on_500"],
        "write `on_server_error`",
    ),
    (&["on_bad_request", "on_invalid_request_error", "on_400"], "write `on_invalid_request`"),
    (
        &["on_permission_denied", "on_permission_error", "on_forbidden", "on_403"],
        "write `on_permission`",
    ),
    (
        &["on_unauthorized", "on_authentication_error", "on_auth", "on_401"],
        "write `on_authentication`",
    ),
    (&["on_insufficient_quota", "on_billing", "on_402"], "write `on_quota`"),
    (
        &[
            "on_rate_limit_error",
            "on_rate_limited",
            "on_too_many_requests",
            "on_throttled",
            "on_429",
        ],
        "write `on_rate_limit`",
    ),
    (&["on_overloaded", "on_unavailable", "on_503", "on_529"], "write `on_service_unavailable`"),
    (
        &["on_api_connection", "on_api_connection_error", "on_connect", "on_network"],
        "write `on_connection`",
    ),
    (&["on_api_timeout", "on_api_timeout_error", "on_408"], "write `on_timeout`"),
    (&["on_unprocessable_entity", "on_422"], "write `on_unprocessable`"),
    (&["on_conflict_error", "on_409"], "write `on_conflict`"),
    (&["on_404"], "write `on_not_found`"),
    (&["on_context_length_exceeded", "on_context_window"], "write `on_context_length`"),
    (&["on_content_filter", "on_moderation"], "write `on_content_policy`"),
    (&["on_413", "on_too_large"], "write `on_request_too_large`"),
    (&["on_stream_error", "on_interrupted"], "write `on_stream_interrupted`"),
];

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

    /// A setting of this key to show where its value is missing or wrong.
    pub(crate) fn example(self) -> String {
        match self {
            Self::On(kind) if kind.names_delay => format!("on_{} = wait", kind.name),
            Self::On(kind) if kind.transient => format!("on_{} = retry", kind.name),
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

/// The keys that are none of a kind.
pub(crate) fn main_keys() -> impl Iterator<Item = &'static str> {
    KEYS.iter().map(|row| row.name)
}

/// What to write for a key known from elsewhere.
pub(crate) fn hint(word: &str) -> Option<&'static str> {
    OTHER_KEYS.iter().find(|(words, _)| words.contains(&word)).map(|(_, hint)| *hint)
}

/// What may stand behind the `=` of an `on_<kind>`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum StepName {
    Fail,
    Retry,
    Wait,
    Restart,
    Repair,
    Fallback,
    Recover,
}

/// One step.
pub(crate) struct StepRow {
    pub(crate) name: &'static str,
    pub(crate) step: StepName,
    pub(crate) parameters: &'static [&'static str],
    pub(crate) takes_code: bool,
    /// The step as it is written with what it needs.
    pub(crate) example: &'static str,
}

pub(crate) const STEPS: &[StepRow] = &[
    StepRow {
        name: "fail",
        step: StepName::Fail,
        parameters: &[],
        takes_code: false,
        example: "fail",
    },
    StepRow {
        name: "retry",
        step: StepName::Retry,
        parameters: &["attempts", "backoff"],
        takes_code: false,
        example: "retry(attempts = 5, backoff = 1s..30s)",
    },
    StepRow {
        name: "wait",
        step: StepName::Wait,
        parameters: &["attempts", "up_to"],
        takes_code: false,
        example: "wait(up_to = 2min)",
    },
    StepRow {
        name: "restart",
        step: StepName::Restart,
        parameters: &["attempts", "backoff"],
        takes_code: false,
        example: "restart(attempts = 2)",
    },
    StepRow {
        name: "repair",
        step: StepName::Repair,
        parameters: &["attempts"],
        takes_code: true,
        example: "repair(|error| { … })",
    },
    StepRow {
        name: "fallback",
        step: StepName::Fallback,
        parameters: &[],
        takes_code: true,
        example: "fallback(other_call(client))",
    },
    StepRow {
        name: "recover",
        step: StepName::Recover,
        parameters: &[],
        takes_code: true,
        example: "recover(|error| value)",
    },
];

impl StepName {
    /// Where the step stands in a ladder: what tries again, then fallbacks, then what ends it.
    pub(crate) fn rung(self) -> u8 {
        match self {
            Self::Retry | Self::Wait | Self::Restart | Self::Repair => 0,
            Self::Fallback => 1,
            Self::Recover | Self::Fail => 2,
        }
    }

    pub(crate) fn word(self) -> &'static str {
        STEPS.iter().find(|row| row.step == self).map_or("", |row| row.name)
    }

    pub(crate) fn tries_again(self) -> bool {
        self.rung() == 0
    }
}
