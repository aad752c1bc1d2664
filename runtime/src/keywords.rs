//! The attribute's words as items, so that an editor can explain and complete them.
//!
//! Expansions name them only under `cfg(rust_analyzer)`; programs do not use them.

/// Makes a module for each word, because a module is the simplest item that can be documented.
macro_rules! words {
    ($($(#[$attribute:meta])* $word:ident)*) => {
        $($(#[$attribute])* pub mod $word {})*
    };
}

words! {
    /// Which kinds are tried again after a backoff: `"transient"` (the default), `"none"`, or kinds
    /// as in `"timeout | connection"`. Words without quotes work too.
    retry
    /// The number of tries, including the first, from 1 to 100. The default is 3.
    attempts
    /// The delays between tries: `500ms..8s` doubles from 500ms up to 8s, and jitter shortens each
    /// delay by up to a quarter; `fixed(1s)` is always the same. The default is `500ms..8s`.
    backoff
    /// The time for one attempt, including the body. The default is `10min`.
    timeout
    /// The time between two events of a stream; comments that keep the connection alive do not
    /// count as events. The default is `timeout`, which limits the wait for the first event.
    idle
    /// The time for the whole call: attempts, sleeps, the waits for its turn, fallbacks and the stream.
    /// There is none by default.
    deadline
    /// What to do for every kind that would end in failure: a `fallback`, a `recover`, or both.
    otherwise
    /// Every kind must be declared, so that no kind uses a default.
    exhaustive
    /// A limit: if one call could make more requests than this, the function does not compile.
    max_requests
    /// A limit: if one call could take longer than this, the waits for its turn included, the function
    /// does not compile.
    max_time
    /// The named policy to start from, made by `policy!`. The function's own keys win.
    policy
    /// What may be sent again: `"any"` (the default), or `"unsent"`: only what surely has not run,
    /// for requests that create something.
    replay
    /// When it is its turn, where the requests of a model are let go one after the other:
    /// `"normal"` (the default), or `"low"`: behind all others.
    priority
    /// The steps for every kind that may succeed later, unless it has a more specific key.
    on_transient
    /// The steps for every kind of a success that is no answer, unless it has a more specific key.
    on_answer
    /// The steps for every kind that cannot succeed later, unless it has a more specific key.
    on_permanent
    /// The steps for every kind, unless it has a more specific key.
    on_any
    /// The service failed on its side: a status of 500 or above that no other kind covers.
    on_server_error
    /// No complete answer came within the time of one attempt, or the server said 408.
    on_timeout
    /// The service could not be reached, or hung up before its answer was complete.
    on_connection
    /// The assigned rate limit is hit.
    on_rate_limit
    /// The service is overloaded or down: 503, 529.
    on_service_unavailable
    /// 409: the resource was changed by somebody else at the same time.
    on_conflict
    /// A stream broke before its terminal event.
    on_stream_interrupted
    /// The request is malformed or lacks a required parameter. Covers `context_length`,
    /// `content_policy` and `request_too_large`, unless they have keys of their own.
    on_invalid_request
    /// The input does not fit into the model's context window.
    on_context_length
    /// The input or the answer was refused by a content filter.
    /// It may come out otherwise, so that `retry` may be declared here.
    on_content_policy
    /// The request alone is larger than the limit.
    on_request_too_large
    /// 401: the key or token is missing, invalid, expired or revoked.
    on_authentication
    /// 403: the key lacks the scope or role.
    on_permission
    /// 404: there is no such model, resource or path.
    /// It may come out otherwise, so that `retry` may be declared here.
    on_not_found
    /// 422: the service understood the request and refused it.
    /// It may come out otherwise, so that `retry` may be declared here.
    on_unprocessable
    /// 429 or 402 because the credit or the plan is used up: waiting does not help.
    on_quota
    /// A successful response with the wrong content.
    /// It may come out otherwise, so that `retry` may be declared here.
    on_decode
    /// The answer stopped at its limit of tokens.
    on_truncated
    /// The model refused to answer.
    on_refusal
    /// The text of the answer is not the `T` of a `Parsed<T>` or `Structured<T>`.
    /// It may come out otherwise, so that `retry` may be declared here.
    on_invalid_output
    /// A success without any text.
    /// It may come out otherwise, so that `retry` may be declared here.
    on_no_output
}

/// What can follow `on_<kind> =`.
pub mod steps {
    words! {
        /// Ends the call with the error.
        fail
        /// Backs off, at least as long as the server asks, then tries again:
        /// `retry(attempts = 5, backoff = 1s..30s)`.
        retry
        /// Waits as long as the server asks, then tries again: `wait(up_to = 2min)`. If the server
        /// asks for longer, the next step follows at once. In `on_rate_limit`, `up_to` is also how long
        /// an attempt waits for its turn.
        wait
        /// Asks for a broken stream again, even if part of it has been read: `restart(attempts =
        /// 2)`. The items are then `Restartable`, so that the reader notices.
        restart
        /// Asks again, with the answer and what was wrong with it: `reask(attempts = 2)`.
        reask
        /// Asks again with twice the limit of output tokens, once, or as often as it says:
        /// `enlarge(attempts = 3, up_to = 16_000)`.
        enlarge
        /// Runs code that may change the arguments, then tries again, no sooner than the server asks:
        /// `repair(|error| { shorten(&mut messages, error); })`.
        repair
        /// Returns the result of another call: `fallback(mini(client, prompt))`.
        fallback
        /// Returns a value instead of the error: `recover(|error| cached)`.
        recover
    }
}

/// What can follow `retry =`.
pub mod kinds {
    words! {
        /// Every kind that may succeed later. `rate_limit` waits as long as the server asks.
        transient
        /// Nothing is tried again.
        none
        /// A status of 500 or above that no other kind covers.
        server_error
        /// No complete answer within the time of one attempt, or 408.
        timeout
        /// The service could not be reached, or hung up too early.
        connection
        /// The assigned rate limit is hit; waits as long as the server asks.
        rate_limit
        /// The service is overloaded or down: 503, 529.
        service_unavailable
        /// 409: the resource was changed by somebody else at the same time.
        conflict
        /// A stream broke before its terminal event.
        stream_interrupted
    }
}
