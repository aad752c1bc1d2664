//! What others get to see of a call: one event for each decision, never a body, a header or a key.

mod event;

pub(crate) use self::event::{Event, What};

use crate::error::milliseconds;

/// Writes an event about a failure; the fields are the same whatever was decided.
macro_rules! failed {
    ($level:ident, $event:expr, $attempts:ident, $error:expr, $($rest:tt)*) => {
        tracing::$level!(
            call = $event.site.name(),
            $attempts = $event.attempts,
            kind = $error.kind().name(),
            status = $error.status().map(|status| status.as_u16()),
            code = $error.code(),
            request_id = $error.request_id(),
            client_request_id = $error.client_request_id(),
            $($rest)*
        )
    };
}

/// Tells `tracing`.
pub(crate) fn tell(event: &Event<'_>) {
    let waited_ms = milliseconds(event.waited);
    match event.what {
        What::Again { error, delay } => {
            let delay_ms = milliseconds(delay);
            failed!(debug, event, attempt, error, delay_ms, "trying again");
        }
        What::GaveUp { error, stopped } => {
            failed!(warn, event, attempts, error, waited_ms, %stopped, "gave up");
        }
        What::Succeeded => tracing::debug!(
            call = event.site.name(),
            attempts = event.attempts,
            waited_ms,
            "succeeded",
        ),
    }
}
