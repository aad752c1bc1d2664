//! The events as `tracing` has them: one for each decision.

use super::event::{Event, Success, What};
use crate::error::milliseconds;
use crate::usage::Usage;

/// The target of every event.
const TARGET: &str = "openai_call";

/// Emits an event about a failure, with the same fields for every decision.
macro_rules! failed {
    ($level:ident, $event:expr, $attempts:ident, $error:expr, $($rest:tt)*) => {
        tracing::$level!(
            target: TARGET,
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

/// Emits an event about a failure that ends the call's own attempts.
macro_rules! ended {
    ($event:expr, $error:expr, $stopped:expr, $message:literal) => {{
        let (waited_ms, stopped) = (milliseconds($event.waited), $stopped.name());
        failed!(warn, $event, attempts, $error, waited_ms, stopped, $message)
    }};
}

/// Writes the event.
pub(super) fn write(event: &Event<'_>) {
    match &event.what {
        What::Again { error, delay } => {
            let delay_ms = milliseconds(*delay);
            failed!(info, event, attempt, error, delay_ms, "trying again");
        }
        What::Repaired { error } => failed!(info, event, attempt, error, "repaired"),
        What::FellBack { error, stopped } => ended!(event, error, stopped, "fell back"),
        What::Recovered { error, stopped } => ended!(event, error, stopped, "recovered"),
        What::GaveUp { error, stopped } => ended!(event, error, stopped, "gave up"),
        What::Succeeded(success) => succeeded(event, success),
        What::Queued { lane: model, queued } => {
            let (call, queued_ms) = (event.site.name(), milliseconds(*queued));
            tracing::debug!(target: TARGET, call, model, queued_ms, "waited for its turn");
        }
        What::Exhausted => {
            tracing::warn!(target: TARGET, call = event.site.name(), "retry budget used up");
        }
        What::Opened { lane, failures, by, time } => {
            let (call, kind, open_ms) = (event.site.name(), by.name(), milliseconds(*time));
            tracing::warn!(target: TARGET, call, lane, failures, kind, open_ms, "breaker opened");
        }
        What::Probed { lane } => {
            tracing::debug!(target: TARGET, call = event.site.name(), lane, "breaker half open");
        }
        What::Closed { lane, after } => {
            let (call, open_ms) = (event.site.name(), milliseconds(*after));
            tracing::info!(target: TARGET, call, lane, open_ms, "breaker closed");
        }
        What::StoreAway { lane, error, clients } => {
            let call = event.site.name();
            tracing::warn!(target: TARGET, call, lane, clients, error, "store away");
        }
        What::StoreBack { lane, after } => {
            let (call, away_ms) = (event.site.name(), milliseconds(*after));
            tracing::info!(target: TARGET, call, lane, away_ms, "store back");
        }
        What::Streamed(success) => streamed(event, success),
        // What is decided then says as much.
        What::Failed { .. } | What::Refused { .. } => {}
    }
}

/// Emits the event of a stream that has come to its end.
fn streamed(event: &Event<'_>, success: &Success<'_>) {
    tracing::debug!(
        target: TARGET,
        call = event.site.name(),
        elapsed_ms = milliseconds(success.elapsed),
        request_id = success.request_id,
        model = event.model(),
        input_tokens = success.usage.map(Usage::input_tokens),
        output_tokens = success.usage.map(Usage::output_tokens),
        "stream ended",
    );
}

fn succeeded(event: &Event<'_>, success: &Success<'_>) {
    tracing::debug!(
        target: TARGET,
        call = event.site.name(),
        attempts = event.attempts,
        waited_ms = milliseconds(event.waited),
        elapsed_ms = milliseconds(success.elapsed),
        request_id = success.request_id,
        model = event.model(),
        input_tokens = success.usage.map(Usage::input_tokens),
        output_tokens = success.usage.map(Usage::output_tokens),
        "succeeded",
    );
}

/// Whether anybody wants to know of a success, so that what it tells is worth finding out.
pub(super) fn hears_of_success() -> bool {
    tracing::event_enabled!(target: TARGET, tracing::Level::DEBUG)
}
