//! What a call reports to others: one event for each decision, without bodies, headers and keys.

mod event;

pub(crate) use self::event::{Event, What};

use crate::error::milliseconds;

/// Emits an event about a failure, with the same fields for every decision.
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

/// Emits the event through `tracing`.
pub(crate) fn emit(event: &Event<'_>) {
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
