//! [`EventKind`]: what can happen to a call.

/// What can happen to a call. The [`time`](super::Event::time) of an event is what stands in brackets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum EventKind {
    /// An attempt has waited for its turn for more than a second (how long).
    WaitedForTurn,
    /// An attempt has failed.
    AttemptFailed,
    /// A request was not sent: the breaker is open, or its turn would have come too late.
    Refused,
    /// The call tries again (the delay before it does).
    Again,
    /// The code of a `repair` runs, and the call tries again.
    Repaired,
    /// A fallback runs.
    FellBack,
    /// A value is returned instead of the error.
    Recovered,
    /// The call ends with its error.
    GaveUp,
    /// The call has succeeded; of a stream, its first event has come (how long the call took).
    Succeeded,
    /// A stream has come to its end, and says what it has cost (how long the call took).
    StreamEnded,
    /// The client's retry budget is used up, for the first time since it was half full.
    RetryBudgetUsedUp,
    /// A breaker has opened (for how long it lets nothing through).
    BreakerOpened,
    /// A request tries whether the service works again.
    BreakerHalfOpen,
    /// A breaker has closed (how long it was not).
    BreakerClosed,
    /// A store of limits does not answer, and the client goes on by itself, on its share.
    StoreAway,
    /// A store of limits answers again (how long it was away).
    StoreBack,
}
