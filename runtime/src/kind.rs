//! The taxonomy: what went wrong, in the words a program can act on.

use std::fmt;

/// Why a call failed. The key of the attribute is `on_` and the [`name`](ErrorKind::name).
///
/// The first eight causes that people meet are those of the error article for OpenAI's Python
/// library; the rest are the kinds that its users tell apart by hand.
///
/// ```
/// use openai_call::ErrorKind;
///
/// assert_eq!(ErrorKind::RateLimit.name(), "rate_limit");
/// assert!(ErrorKind::RateLimit.is_transient());
/// assert!(!ErrorKind::Quota.is_transient());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The service failed on its side: a status of 500 or above that says nothing narrower.
    ServerError,
    /// No complete answer came within the time of one attempt, or the server said 408.
    Timeout,
    /// The service could not be reached, or hung up before its answer was complete.
    Connection,
    /// The assigned rate limit is hit: 429, unless no waiting can cure it.
    RateLimit,
    /// The service is overloaded or down: 503, 529.
    ServiceUnavailable,
    /// 409: the resource was changed by somebody else at the same time.
    Conflict,
    /// A stream broke before its terminal event.
    StreamInterrupted,
    /// The request is malformed or lacks a required parameter: most other statuses of 400 to 499.
    InvalidRequest,
    /// The input does not fit into the model's context window.
    ContextLength,
    /// The input or the answer was refused by a content filter.
    ContentPolicy,
    /// The request alone is larger than the limit, so that no waiting makes it fit.
    RequestTooLarge,
    /// 401: the key or token is missing, invalid, expired or revoked.
    Authentication,
    /// 403: the key lacks the scope or role.
    Permission,
    /// 404: there is no such model, resource or path.
    NotFound,
    /// 422: understood, and refused.
    Unprocessable,
    /// 429 or 402 for want of money or plan: no waiting cures it.
    Quota,
    /// A success that is not what was promised: no JSON, or JSON of another shape.
    Decode,
}

use ErrorKind::{
    Authentication, Conflict, Connection, ContentPolicy, ContextLength, Decode, InvalidRequest,
    NotFound, Permission, Quota, RateLimit, RequestTooLarge, ServerError, ServiceUnavailable,
    StreamInterrupted, Timeout, Unprocessable,
};

impl ErrorKind {
    /// Every kind, the transient ones first.
    pub const ALL: &'static [ErrorKind] = &[
        ServerError,
        Timeout,
        Connection,
        RateLimit,
        ServiceUnavailable,
        Conflict,
        StreamInterrupted,
        InvalidRequest,
        ContextLength,
        ContentPolicy,
        RequestTooLarge,
        Authentication,
        Permission,
        NotFound,
        Unprocessable,
        Quota,
        Decode,
    ];

    /// The name in snake case, as the attribute's keys, logs and metrics spell it.
    pub const fn name(self) -> &'static str {
        match self {
            ServerError => "server_error",
            Timeout => "timeout",
            Connection => "connection",
            RateLimit => "rate_limit",
            ServiceUnavailable => "service_unavailable",
            Conflict => "conflict",
            StreamInterrupted => "stream_interrupted",
            InvalidRequest => "invalid_request",
            ContextLength => "context_length",
            ContentPolicy => "content_policy",
            RequestTooLarge => "request_too_large",
            Authentication => "authentication",
            Permission => "permission",
            NotFound => "not_found",
            Unprocessable => "unprocessable",
            Quota => "quota",
            Decode => "decode",
        }
    }

    /// What happened, as a clause for a person.
    pub const fn cause(self) -> &'static str {
        match self {
            ServerError => "the service failed on its side",
            Timeout => "no complete answer came in time",
            Connection => "the service could not be reached",
            RateLimit => "the assigned rate limit is hit",
            ServiceUnavailable => "the service is overloaded or down",
            Conflict => "the resource was changed by another request",
            StreamInterrupted => "the stream broke before its end",
            InvalidRequest => "the request is malformed or lacks a required parameter",
            ContextLength => "the input does not fit into the model's context window",
            ContentPolicy => "the content filter refused the input or the answer",
            RequestTooLarge => "the request alone is larger than the limit",
            Authentication => "the key or token is missing, invalid, expired or revoked",
            Permission => "the key lacks the scope or role",
            NotFound => "there is no such model, resource or path",
            Unprocessable => "the service understood the request and refused it",
            Quota => "the account's quota or credit is used up",
            Decode => "the answer is not what was promised",
        }
    }

    /// What to do about it, as an instruction to a person.
    pub const fn remedy(self) -> &'static str {
        match self {
            ServerError => {
                "try again after a short wait; report it with the request id if it lasts"
            }
            Timeout => "try again after a short wait; raise `timeout` or stream long answers",
            Connection => "check the network, the proxy, TLS certificates and the firewall",
            RateLimit => "pace the requests",
            ServiceUnavailable => "try again after a short wait",
            Conflict => "read the resource again, then repeat the change",
            StreamInterrupted => "ask again; what has arrived so far is not the whole answer",
            InvalidRequest => {
                "read the message; check the method's documentation \
                 and the encoding, format and size of the data"
            }
            ContextLength => "shorten the input or take a model with a larger context window",
            ContentPolicy => "change the input; the same one will be refused again",
            RequestTooLarge => "split the request, or lower its input or its output tokens",
            Authentication => "check the key, or make a new one in the account dashboard",
            Permission => "give the key the permission for this action or model",
            NotFound => "check the model's name, the id and the base url",
            Unprocessable => "read the message and correct the named field",
            Quota => "check the plan, the credit and the spend limits of the account",
            Decode => "check that the base url leads to the api, and the type of the answer",
        }
    }

    /// Whether the same request may succeed a little later.
    ///
    /// This speaks of the kind alone; [`Error::is_transient`](crate::Error::is_transient) also
    /// hears what the server said in `x-should-retry`.
    pub const fn is_transient(self) -> bool {
        matches!(
            self,
            ServerError
                | Timeout
                | Connection
                | RateLimit
                | ServiceUnavailable
                | Conflict
                | StreamInterrupted
        )
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
