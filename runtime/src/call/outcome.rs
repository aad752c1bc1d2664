//! What a function may return ([`Outcome`]), and what it has to return for some settings.

use crate::error::Error;

/// The return type of an annotated function: a `Result`.
#[diagnostic::on_unimplemented(
    message = "an `#[openai_call]` function returns a `Result`, not `{Self}`",
    label = "write `Result<{Self}, openai_call::Error>` here"
)]
pub trait Outcome {
    /// What a success is decoded as.
    type Value;
    /// What a failure becomes.
    type Error;
}

impl<T, E> Outcome for Result<T, E> {
    type Value = T;
    type Error = E;
}

/// The error type of an annotated function: one that an [`Error`] can become.
#[diagnostic::on_unimplemented(
    message = "an `openai_call::Error` cannot become a `{Self}`",
    label = "this function fails with `{Self}`",
    note = "write `impl From<openai_call::Error> for {Self}`, or return `openai_call::Error`"
)]
pub trait FromError {
    #[doc(hidden)]
    fn from_error(error: Error) -> Self;
}

impl<E: From<Error>> FromError for E {
    fn from_error(error: Error) -> Self {
        error.into()
    }
}

/// What a function returns whose policy speaks of streams.
#[diagnostic::on_unimplemented(
    message = "`idle` bounds the wait between two events of a stream, and `{Self}` is none",
    label = "no stream of events",
    note = "return an `EventStream<T>`, or write `timeout`, which bounds a whole answer"
)]
pub trait Streams {}

/// What a function returns whose policy may begin a stream anew.
#[diagnostic::on_unimplemented(
    message = "`restart` begins an answer anew, and `{Self}` cannot tell its reader so",
    label = "no stream of `Restartable` items",
    note = "return an `EventStream<Restartable<T>>`, or write `retry`, which tries again as long as \
            nothing has been handed out"
)]
pub trait Restarts {}
