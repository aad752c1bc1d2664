//! The taxonomy, as the attribute needs it. Tests compare it with the runtime's `ErrorKind`.

/// One row of the taxonomy.
#[derive(Debug)]
pub(crate) struct Kind {
    /// The word in `retry = "…"` and after `on_`.
    pub(crate) name: &'static str,
    /// The variant of `ErrorKind`.
    pub(crate) variant: &'static str,
    pub(crate) class: Class,
    /// Whether servers usually name a delay with it, so that `wait` makes sense.
    pub(crate) names_delay: bool,
    /// Whether it may come with a response, which may name a delay even if that is rare.
    pub(crate) may_come_with_delay: bool,
    /// Whether the same request may come out otherwise, so that its own key may declare `retry`.
    pub(crate) varies: bool,
    /// Whether a request that fails so is carried out; `None` where the status tells, or nobody
    /// knows.
    pub(crate) runs: Option<bool>,
    /// The more general kind whose declaration covers this one.
    pub(crate) covered_by: Option<&'static str>,
}

/// Whether the same request may succeed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Class {
    /// A little later.
    Transient,
    /// The next time, because the answer varies.
    Uncertain,
    /// Not as it is: it was answered, and the answer is the failure.
    Answer,
    Permanent,
}

impl Kind {
    pub(crate) fn is_transient(&self) -> bool {
        self.class == Class::Transient
    }

    /// Whether the request may have been carried out.
    pub(crate) fn may_run(&self) -> bool {
        self.runs != Some(false)
    }

    /// Whether the request has surely been carried out, at least in part.
    pub(crate) fn always_runs(&self) -> bool {
        self.runs == Some(true)
    }

    pub(crate) fn is_answer(&self) -> bool {
        self.class == Class::Answer
    }
}

impl PartialEq for Kind {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

pub(crate) const SERVER_ERROR: &str = "server_error";
pub(crate) const TIMEOUT: &str = "timeout";
pub(crate) const RATE_LIMIT: &str = "rate_limit";
pub(crate) const STREAM_INTERRUPTED: &str = "stream_interrupted";
pub(crate) const DECODE: &str = "decode";
pub(crate) const TRUNCATED: &str = "truncated";
pub(crate) const INVALID_OUTPUT: &str = "invalid_output";

const fn permanent(name: &'static str, variant: &'static str) -> Kind {
    Kind {
        name,
        variant,
        class: Class::Permanent,
        names_delay: false,
        may_come_with_delay: true,
        varies: false,
        runs: Some(false),
        covered_by: None,
    }
}

const fn transient(name: &'static str, variant: &'static str) -> Kind {
    Kind { class: Class::Transient, runs: None, ..permanent(name, variant) }
}

const fn delayed(name: &'static str, variant: &'static str) -> Kind {
    Kind { names_delay: true, ..transient(name, variant) }
}

/// A kind that the client detects without a response.
const fn without_response(name: &'static str, variant: &'static str) -> Kind {
    Kind { may_come_with_delay: false, ..transient(name, variant) }
}

const fn invalid(name: &'static str, variant: &'static str) -> Kind {
    Kind { covered_by: Some("invalid_request"), ..permanent(name, variant) }
}

const fn uncertain(name: &'static str, variant: &'static str) -> Kind {
    Kind { class: Class::Uncertain, varies: true, ..permanent(name, variant) }
}

/// A kind that is found only in the answer of a success.
const fn answer(name: &'static str, variant: &'static str) -> Kind {
    Kind {
        class: Class::Answer,
        may_come_with_delay: false,
        runs: Some(true),
        ..permanent(name, variant)
    }
}

pub(crate) static KINDS: &[Kind] = &[
    Kind { runs: Some(true), ..delayed(SERVER_ERROR, "ServerError") },
    transient(TIMEOUT, "Timeout"),
    without_response("connection", "Connection"),
    Kind { runs: Some(false), ..delayed(RATE_LIMIT, "RateLimit") },
    delayed("service_unavailable", "ServiceUnavailable"),
    Kind { runs: Some(false), ..transient("conflict", "Conflict") },
    Kind { runs: Some(true), ..transient(STREAM_INTERRUPTED, "StreamInterrupted") },
    permanent("invalid_request", "InvalidRequest"),
    invalid("context_length", "ContextLength"),
    Kind {
        class: Class::Uncertain,
        varies: true,
        runs: None,
        ..invalid("content_policy", "ContentPolicy")
    },
    invalid("request_too_large", "RequestTooLarge"),
    permanent("authentication", "Authentication"),
    permanent("permission", "Permission"),
    uncertain("not_found", "NotFound"),
    uncertain("unprocessable", "Unprocessable"),
    permanent("quota", "Quota"),
    Kind { runs: Some(true), ..uncertain(DECODE, "Decode") },
    answer(TRUNCATED, "Truncated"),
    answer("refusal", "Refusal"),
    Kind { varies: true, ..answer(INVALID_OUTPUT, "InvalidOutput") },
    Kind { varies: true, ..answer("no_output", "NoOutput") },
];

pub(crate) fn by_name(name: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.name == name)
}

pub(crate) fn transient_names() -> impl Iterator<Item = &'static str> + Clone {
    KINDS.iter().filter(|kind| kind.is_transient()).map(|kind| kind.name)
}
