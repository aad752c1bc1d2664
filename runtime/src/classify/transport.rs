//! What a failure of the transport means, and what to do about it.

use std::error::Error as StdError;
use std::io;

use crate::error::Error;
use crate::kind::ErrorKind;

/// What hyper's tunnel says if a proxy answers with 407.
const PROXY: &str = "proxy authorization required";

/// The error of a transport that failed with `message`, for these causes.
pub(super) fn failed(error: &reqwest::Error, message: String) -> Error {
    let says = |text: &str| causes(error).any(|cause| cause.to_string().contains(text));
    let mut failed = Error::new(kind(error), message);
    if error.is_connect() || error.is_builder() {
        failed = failed.unsent();
    }
    if error.is_builder() {
        return failed.with_cause("the request cannot be sent");
    }
    if error.is_redirect() {
        return failed
            .with_cause("the request was sent more often than the policy knows")
            .with_remedy(NO_REDIRECTS);
    }
    if !error.is_connect() {
        return match failed.kind() {
            ErrorKind::Connection => failed.with_cause("the connection broke"),
            _ => failed,
        };
    }
    if says(PROXY) {
        return of_proxy(failed);
    }
    if says("certificate") {
        return failed
            .with_cause("the server's certificate was refused")
            .with_remedy("check the host's name, the clock and the certificates that are trusted")
            .with_should_retry(Some(false));
    }
    if causes(error).any(is_about_content) {
        return failed
            .with_cause("the server does not speak tls")
            .with_remedy("check the scheme and the port of the base url")
            .with_should_retry(Some(false));
    }
    if failed.kind() == ErrorKind::Timeout {
        return failed
            .with_cause("no connection was made in time")
            .with_remedy("check the network; raise `connect_timeout` on the client's builder");
    }
    failed
}

/// The remedy for a client of the user's own that follows redirects.
pub(crate) const NO_REDIRECTS: &str = "set its target as the base url, and \
                                       `redirect::Policy::none()` on the reqwest client";

/// The error of a request that a proxy has refused.
pub(super) fn of_proxy(error: Error) -> Error {
    error
        .with_cause("the proxy asks for a password")
        .with_remedy("set the proxy's user name and password")
        .with_should_retry(Some(false))
}

fn kind(error: &reqwest::Error) -> ErrorKind {
    if error.is_timeout() {
        ErrorKind::Timeout
    } else if error.is_builder() || error.is_redirect() {
        ErrorKind::InvalidRequest
    } else if error.is_decode() && causes(error).any(is_about_content) {
        ErrorKind::Decode
    } else {
        // reqwest also reports a body that was cut short as a decode error.
        ErrorKind::Connection
    }
}

/// Whether what arrived was wrong: JSON, or the first message of TLS.
fn is_about_content(cause: &(dyn StdError + 'static)) -> bool {
    cause.is::<serde_json::Error>() || cause.downcast_ref().is_some_and(is_invalid)
}

/// An `io::Error` that wraps another is not its source.
fn is_invalid(error: &io::Error) -> bool {
    let inner = error.get_ref().and_then(|inner| inner.downcast_ref());
    error.kind() == io::ErrorKind::InvalidData || inner.is_some_and(is_invalid)
}

/// The error, its source, the source of that, and so on.
pub(super) fn causes<'a>(
    error: &'a (dyn StdError + 'static),
) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    std::iter::successors(Some(error), |error| StdError::source(*error))
}
