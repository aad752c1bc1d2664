//! What a call tells `tracing`: one event for each decision, never a body, a header or a key.

use std::time::Duration;

use tracing::{debug, warn};

use crate::error::Error;
use crate::error::milliseconds;
use crate::error::{Attempts, Stopped};
use crate::policy::Site;

#[cold]
pub(crate) fn again(site: &Site, attempts: &Attempts, error: &Error, delay: Duration) {
    debug!(
        call = site.name(),
        attempt = attempts.len(),
        kind = error.kind().name(),
        status = error.status().map(|status| status.as_u16()),
        code = error.code(),
        request_id = error.request_id(),
        client_request_id = error.client_request_id(),
        delay_ms = milliseconds(delay),
        "trying again",
    );
}

#[cold]
pub(crate) fn gave_up(site: &Site, attempts: &Attempts, error: &Error, stopped: Stopped) {
    warn!(
        call = site.name(),
        attempts = attempts.len(),
        kind = error.kind().name(),
        status = error.status().map(|status| status.as_u16()),
        code = error.code(),
        request_id = error.request_id(),
        client_request_id = error.client_request_id(),
        waited_ms = milliseconds(attempts.waited()),
        %stopped,
        "gave up",
    );
}

pub(crate) fn succeeded(site: &Site, attempts: &Attempts) {
    debug!(
        call = site.name(),
        attempts = attempts.len() + 1,
        waited_ms = milliseconds(attempts.waited()),
        "succeeded",
    );
}
