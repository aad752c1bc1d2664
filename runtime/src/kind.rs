//! The taxonomy: what went wrong, in the words a program can act on.

use std::fmt;

/// Whether a kind is tried again where nothing is declared for it.
macro_rules! again {
    (true) => {
        "Tried again by default."
    };
    (false) => {
        "Not tried again by default."
    };
}

/// Makes the enum and the table from the same rows, so that no kind can lack one.
macro_rules! taxonomy {
    ($(
        $(#[doc = $doc:literal])*
        $kind:ident {
            name: $name:literal,
            cause: $cause:literal,
            remedy: $remedy:literal,
            transient: $transient:tt, never_runs: $never_runs:literal,
        }
    )*) => {
        /// Why a call failed. The key of the attribute is `on_` and the [`name`](ErrorKind::name).
        ///
        /// Eight causes come from the error article for OpenAI's Python library; the others are
        /// those that users of that library distinguish by hand.
        ///
        /// ```
        /// use openai_call::ErrorKind;
        ///
        /// assert_eq!(ErrorKind::RateLimit.name(), "rate_limit");
        /// assert!(ErrorKind::RateLimit.is_transient());
        /// assert!(!ErrorKind::Quota.is_transient());
        /// ```
        #[doc = include_str!("providers.md")]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum ErrorKind {
            $(
                $(#[doc = $doc])*
                #[doc = concat!(
                    "\n\nKey: `on_", $name, "`. ", again!($transient), " Remedy: ", $remedy, ".",
                )]
                $kind,
            )*
        }

        /// One row per kind, in the order of the enum.
        const TABLE: &[Row] = &[$(Row {
            kind: ErrorKind::$kind, name: $name, cause: $cause, remedy: $remedy,
            transient: $transient, never_runs: $never_runs,
        }),*];

        impl ErrorKind {
            /// Every kind, the transient ones first.
            pub const ALL: &'static [Self] = &[$(Self::$kind),*];
        }
    };
}

/// What is known about a kind.
struct Row {
    #[allow(dead_code, reason = "rustc 1.88 does not count what is read while compiling")]
    kind: ErrorKind,
    name: &'static str,
    cause: &'static str,
    remedy: &'static str,
    transient: bool,
    /// Whether the service refuses the work, so that the request has surely not run.
    never_runs: bool,
}

taxonomy! {
    /// The service failed on its side: a status of 500 or above that no other kind covers.
    ServerError {
        name: "server_error",
        cause: "the service failed on its side",
        remedy: "try again after a short wait; report it with the request id if it lasts",
        transient: true, never_runs: false,
    }
    /// No complete answer came within the time of one attempt, or the server said 408.
    Timeout {
        name: "timeout",
        cause: "no complete answer came in time",
        remedy: "try again after a short wait; raise `timeout` or stream long answers",
        transient: true, never_runs: false,
    }
    /// The service could not be reached, or hung up before its answer was complete.
    Connection {
        name: "connection",
        cause: "the service could not be reached",
        remedy: "check the network, the proxy, TLS certificates and the firewall",
        transient: true, never_runs: false,
    }
    /// The assigned rate limit is hit: 429, unless waiting does not help.
    RateLimit {
        name: "rate_limit",
        cause: "the assigned rate limit is hit",
        remedy: "pace the requests",
        transient: true, never_runs: true,
    }
    /// The service is overloaded or down, or cannot answer here or yet: 503, 529, 421, 425.
    ServiceUnavailable {
        name: "service_unavailable",
        cause: "the service is overloaded or down",
        remedy: "try again after a short wait",
        transient: true, never_runs: false,
    }
    /// 409: the resource was changed by somebody else at the same time.
    Conflict {
        name: "conflict",
        cause: "the resource was changed by another request",
        remedy: "read the resource again, then repeat the change",
        transient: true, never_runs: true,
    }
    /// A stream broke before its terminal event.
    StreamInterrupted {
        name: "stream_interrupted",
        cause: "the stream broke before its end",
        remedy: "ask again; what has arrived so far is not the whole answer",
        transient: true, never_runs: false,
    }
    /// The request is malformed or lacks a required parameter: most other statuses of 400 to 499.
    InvalidRequest {
        name: "invalid_request",
        cause: "the request is malformed or lacks a required parameter",
        remedy: "read the message; check the method's documentation and the encoding, format and \
                 size of the data",
        transient: false, never_runs: true,
    }
    /// The input does not fit into the model's context window.
    ContextLength {
        name: "context_length",
        cause: "the input does not fit into the model's context window",
        remedy: "shorten the input or take a model with a larger context window",
        transient: false, never_runs: true,
    }
    /// The input or the answer was refused by a content filter.
    ContentPolicy {
        name: "content_policy",
        cause: "the content filter refused the input or the answer",
        remedy: "change the input; the same one will be refused again",
        transient: false, never_runs: false,
    }
    /// The request alone is larger than the limit, so waiting does not help.
    RequestTooLarge {
        name: "request_too_large",
        cause: "the request alone is larger than the limit",
        remedy: "split the request, or lower its input or its output tokens",
        transient: false, never_runs: true,
    }
    /// 401: the key or token is missing, invalid, expired or revoked.
    Authentication {
        name: "authentication",
        cause: "the key or token is missing, invalid, expired or revoked",
        remedy: "check the key, or make a new one in the account dashboard",
        transient: false, never_runs: true,
    }
    /// 403: the key lacks the scope or role.
    Permission {
        name: "permission",
        cause: "the key lacks the scope or role",
        remedy: "give the key the permission for this action or model",
        transient: false, never_runs: true,
    }
    /// 404: there is no such model, resource or path.
    NotFound {
        name: "not_found",
        cause: "there is no such model, resource or path",
        remedy: "check the model's name, the id and the base url",
        transient: false, never_runs: true,
    }
    /// 422: the service understood the request and refused it.
    Unprocessable {
        name: "unprocessable",
        cause: "the service understood the request and refused it",
        remedy: "read the message and correct the named field",
        transient: false, never_runs: true,
    }
    /// 429 or 402 because the credit or the plan is used up: waiting does not help.
    Quota {
        name: "quota",
        cause: "the account's quota or credit is used up",
        remedy: "check the plan, the credit and the spend limits of the account",
        transient: false, never_runs: true,
    }
    /// A successful response with the wrong content: not JSON, or JSON of another shape.
    Decode {
        name: "decode",
        cause: "the answer is not what was promised",
        remedy: "check that the base url leads to the api, and the type of the answer",
        transient: false, never_runs: false,
    }
    /// The answer stopped at the limit of its tokens: `finish_reason: length`, `status: incomplete`.
    Truncated {
        name: "truncated",
        cause: "the answer was cut at the limit of its tokens",
        remedy: "raise the limit of output tokens, or ask for less",
        transient: false, never_runs: false,
    }
    /// The model refused to answer.
    Refusal {
        name: "refusal",
        cause: "the model refused to answer",
        remedy: "change the input; the same one will be refused again",
        transient: false, never_runs: false,
    }
    /// The text of the answer is not the `T` of a `Parsed<T>` or `Structured<T>`.
    InvalidOutput {
        name: "invalid_output",
        cause: "the text of the answer is not what was asked for",
        remedy: "ask again with what was wrong, or have the service keep to a schema",
        transient: false, never_runs: false,
    }
    /// A success without any text.
    NoOutput {
        name: "no_output",
        cause: "the answer has no text",
        remedy: "ask again; read an answer that calls tools as another type than text",
        transient: false, never_runs: false,
    }
}

/// The transient kinds. An expansion names this instead of listing them.
pub const TRANSIENT: &[ErrorKind] = ErrorKind::ALL.split_at(count_transient()).0;

// Each row is at the index of its kind, and the transient rows come first.
const _: () = {
    let mut place = 0;
    while place < TABLE.len() {
        assert!(TABLE[place].kind as usize == place);
        assert!(TABLE[place].transient == (place < count_transient()));
        place += 1;
    }
};

const fn count_transient() -> usize {
    let mut count = 0;
    while TABLE[count].transient {
        count += 1;
    }
    count
}

impl ErrorKind {
    const fn row(self) -> &'static Row {
        &TABLE[self as usize]
    }

    /// The name in snake case, as it appears in the attribute's keys and in logs.
    pub const fn name(self) -> &'static str {
        self.row().name
    }

    /// What happened, as a clause for people to read.
    pub const fn cause(self) -> &'static str {
        self.row().cause
    }

    /// What to do about it, as an instruction for people to read.
    pub const fn remedy(self) -> &'static str {
        self.row().remedy
    }

    /// Returns true if it is found only in the answer of a success: the service did what it was asked
    /// for, and the answer cannot be used.
    pub const fn is_answer(self) -> bool {
        matches!(self, Self::Truncated | Self::Refusal | Self::InvalidOutput | Self::NoOutput)
    }

    /// Whether the service refuses the work, so that the request has surely not run.
    pub(crate) const fn never_runs(self) -> bool {
        self.row().never_runs
    }

    /// Returns true if the same request may succeed a little later.
    ///
    /// This depends on the kind alone; [`Error::is_transient`](crate::Error::is_transient) also
    /// follows the server's `x-should-retry`.
    pub const fn is_transient(self) -> bool {
        self.row().transient
    }

    /// Whether the same request may succeed a little later, where the server said `should_retry` of
    /// that. A demand is heard only for what a mere status means: no waiting brings money, a key or
    /// a smaller input.
    pub(crate) fn may_pass(self, should_retry: Option<bool>) -> bool {
        let is_vague = matches!(self, Self::InvalidRequest | Self::NotFound | Self::Unprocessable);
        should_retry.map_or(self.is_transient(), |again| again && (self.is_transient() || is_vague))
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
