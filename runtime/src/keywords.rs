//! The words of the attribute as items, so that an editor shows what they mean and offers them.
//!
//! Expansions name them under `cfg(rust_analyzer)` only; a program has no use for them.

/// A module for each word, because a module is the plainest item that can be documented.
macro_rules! words {
    ($($(#[$attribute:meta])* $word:ident)*) => {
        $($(#[$attribute])* pub mod $word {})*
    };
}

words! {
    /// Which kinds back off and are tried again: `"transient"` (the default), `"none"`, or kinds
    /// as in `"timeout | connection"`. Bare words do too.
    retry
    /// Tries in all, the first included, from 1 to 100. The default is 3.
    attempts
    /// The delays between tries: `500ms..8s` doubles from the first to the second, with up to a
    /// quarter of jitter below; `fixed(1s)` is always the same. The default is `500ms..8s`.
    backoff
    /// The time of one attempt, its body included. The default is `10min`.
    timeout
    /// The time between two events of a stream; comments that keep a connection alive are none. The
    /// default is that of `timeout`, which bounds the wait for the first one.
    idle
    /// The time of the whole call: attempts, sleeps, fallbacks and the stream together. The default is
    /// none.
    deadline
    /// What follows for every kind that would end in failure: a `fallback`, a `recover`, or both.
    otherwise
    /// Every kind must be declared, so that nothing is left to a default.
    exhaustive
    /// A promise: where one call could make more requests than this, it does not compile.
    max_requests
    /// A promise: where one call could take longer than this, it does not compile.
    max_time
    /// The named policy to start from, made by `policy!`. The keys beside it win.
    policy
    /// The steps for every kind that may succeed later, unless a narrower key has them.
    on_transient
    /// The steps for every kind that cannot succeed later, unless a narrower key has them.
    on_permanent
    /// The steps for every kind, unless a narrower key has them.
    on_any
    /// The service failed on its side: a status of 500 or above that says nothing narrower.
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
    /// `content_policy` and `request_too_large`, unless they are declared themselves.
    on_invalid_request
    /// The input does not fit into the model's context window.
    on_context_length
    /// The input or the answer was refused by a content filter.
    on_content_policy
    /// The request alone is larger than the limit.
    on_request_too_large
    /// 401: the key or token is missing, invalid, expired or revoked.
    on_authentication
    /// 403: the key lacks the scope or role.
    on_permission
    /// 404: there is no such model, resource or path.
    on_not_found
    /// 422: understood, and refused.
    on_unprocessable
    /// 429 or 402 for want of money or plan: no waiting cures it.
    on_quota
    /// A success that is not what was promised.
    on_decode
}

/// What may stand behind an `on_<kind> =`.
pub mod steps {
    words! {
        /// Ends the call with the error.
        fail
        /// Backs off, then tries again: `retry(attempts = 5, backoff = 1s..30s)`. A delay that the
        /// server names is a floor.
        retry
        /// Waits as long as the server asks, then tries again: `wait(up_to = 2min)`. A longer
        /// delay goes to the next step at once.
        wait
        /// Begins a broken stream anew, even where a part of it has been read: `restart(attempts = 2)`.
        /// The items are then `Restartable`, and say so.
        restart
        /// Runs code that may change the arguments, then tries again:
        /// `repair(|error| { messages.remove(0); })`.
        repair
        /// Takes what another call gives: `fallback(mini(client, prompt))`.
        fallback
        /// Takes a value in place of the error: `recover(|error| cached)`.
        recover
    }
}

/// What may stand behind `retry =`.
pub mod kinds {
    words! {
        /// Every kind that may succeed later. `rate_limit` waits as the server asks.
        transient
        /// Nothing is tried again.
        none
        /// A status of 500 or above that says nothing narrower.
        server_error
        /// No complete answer within the time of one attempt, or 408.
        timeout
        /// The service could not be reached, or hung up too early.
        connection
        /// The assigned rate limit is hit; waits as the server asks.
        rate_limit
        /// The service is overloaded or down: 503, 529.
        service_unavailable
        /// 409: changed by somebody else at the same time.
        conflict
        /// A stream broke before its terminal event.
        stream_interrupted
    }
}
