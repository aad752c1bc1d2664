//! Words from the official SDKs and from other libraries, and what to write here instead.

use crate::words::nearest::{distance, nearest};

type Hints = &'static [(&'static [&'static str], &'static str)];

const KEYS: Hints = &[
    (
        &["retries", "max_retries", "maxRetries", "retry_count", "num_retries", "times"],
        "`attempts` counts every try, the first included: two retries are `attempts = 3`",
    ),
    (&["max_attempts", "stop_after_attempt", "stop", "tries"], "write `attempts = 3`"),
    (&["fallback", "on_failure", "default"], "write `otherwise = fallback(other_call(client))`"),
    (&["on_error", "on_all", "on_other"], "write `otherwise = recover(value)`, or `on_any`"),
    (&["retry_on", "when", "retry_if"], "write `retry = \"timeout | connection\"`"),
    (
        &["delay", "interval", "wait", "min_delay", "max_delay", "exponential_backoff"],
        "write `backoff = 500ms..8s`",
    ),
    (&["jitter"], "every backoff has jitter; remove it"),
    (&["on", "on_status", "on_code"], "write the kind, as in `on_rate_limit = wait`"),
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
    (
        &["idempotent", "idempotency", "idempotency_key", "at_most_once", "safe_to_retry"],
        "write `replay = \"unsent\"`, which tries again only what surely has not run",
    ),
    (
        &["low_priority", "background", "nice", "rank", "urgency"],
        "write `priority = \"low\"`, which waits behind all others for its turn",
    ),
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
    (&["on_length", "on_max_tokens", "on_incomplete", "on_cut_off"], "write `on_truncated`"),
    (&["on_refused", "on_refuse"], "write `on_refusal`"),
    (
        &["on_invalid_json", "on_schema", "on_validation", "on_validation_error", "on_parse"],
        "write `on_invalid_output`",
    ),
    (&["on_empty", "on_empty_response"], "write `on_no_output`"),
    (&["on_413", "on_too_large"], "write `on_request_too_large`"),
    (&["on_stream_error", "on_interrupted"], "write `on_stream_interrupted`"),
];

const STEPS: Hints = &[
    (&["sleep", "delay", "backoff"], "write `retry(backoff = 1s..30s)`"),
    (&["resume", "reconnect", "replay"], "write `restart`, which begins the answer anew"),
    (&["double", "extend", "grow", "continue"], "write `enlarge`, which asks with a larger limit"),
    (&["correct", "reprompt", "feedback"], "write `reask`, which says what was wrong"),
    (
        &["ignore", "default", "or_else", "unwrap_or", "return", "Ok", "Some", "None"],
        "write `recover(value)`",
    ),
    (&["raise", "throw", "error", "stop", "panic", "give_up"], "write `fail`"),
];

const UNITS: Hints = &[
    (&["m", "mins", "minute", "minutes"], "write `min` for minutes or `ms` for milliseconds"),
    (&["sec", "secs", "second", "seconds"], "write `s`"),
    (&["msec", "millis", "milliseconds"], "write `ms`"),
    (&["hr", "hrs", "hour", "hours"], "write `h`"),
    (&["d", "day", "days"], "write hours, as in `48h`"),
    (&["us", "µs", "ns"], "write `ms`, the finest unit"),
];

/// What to write for a key known from elsewhere.
pub(crate) fn key(word: &str) -> Option<&'static str> {
    hint(KEYS, word)
}

/// What to write for a key known from elsewhere with one letter wrong. With more it may well be meant
/// as it is.
pub(crate) fn nearest_key(word: &str) -> Option<&'static str> {
    let known = KEYS.iter().flat_map(|(words, _)| words.iter().copied());
    key(nearest(word, known.filter(|known| distance(word, known) == 1))?)
}

/// What to write for a step known from elsewhere.
pub(crate) fn step(word: &str) -> Option<&'static str> {
    hint(STEPS, word)
}

/// What to write for a unit of time known from elsewhere.
pub(crate) fn unit(word: &str) -> Option<&'static str> {
    hint(UNITS, word)
}

fn hint(hints: Hints, word: &str) -> Option<&'static str> {
    hints.iter().find(|(words, _)| words.contains(&word)).map(|(_, hint)| *hint)
}
