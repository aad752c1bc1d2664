//! What a function has to return, that the settings of streams make sense.

use super::{EventStream, Restartable};

/// What a function returns whose policy speaks of streams.
#[diagnostic::on_unimplemented(
    message = "`idle` bounds the wait between two events of a stream, and `{Self}` is none",
    label = "no stream of events",
    note = "return an `EventStream<T>`, or write `timeout`, which bounds a whole answer"
)]
pub trait Streams {}

impl<T> Streams for EventStream<T> {}

/// What a function returns whose policy may begin a stream anew.
#[diagnostic::on_unimplemented(
    message = "`restart` begins an answer anew, and `{Self}` cannot tell its reader so",
    label = "no stream of `Restartable` items",
    note = "return an `EventStream<Restartable<T>>`, or write `retry`, which tries again as long as \
            nothing has been handed out"
)]
pub trait Restarts {}

impl<T> Restarts for EventStream<Restartable<T>> {}
