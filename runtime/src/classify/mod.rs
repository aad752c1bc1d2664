//! [`Classify`]: turns errors of other crates into an [`Error`] with its [`ErrorKind`].

#[cfg(feature = "async-openai")]
mod async_openai;
mod details;
mod error;
mod error_body;
mod glance;
mod inner_error;
mod json;
mod mapping;
mod message_shape;
#[cfg(feature = "reqwest-middleware")]
mod middleware;
mod phrases;
mod quiet;
mod shape;
mod suspicion;
#[cfg(test)]
mod tests;
mod transport;
mod words;
mod wrapping;

use std::convert::Infallible;
use std::error::Error as StdError;
use std::io;

use bytes::Bytes;
use http::HeaderMap;

use crate::error::Error;
use crate::kind::ErrorKind;

#[cfg(feature = "testing")]
pub(crate) use self::error::SCRIPT_ENDED;
pub(crate) use self::error::{encoding, error_of, request_id, request_id_of};
pub(crate) use self::glance::is_error;
pub(crate) use self::quiet::without_values;
pub(crate) use self::shape::shape;
pub(crate) use self::transport::NO_REDIRECTS;
use self::transport::causes;
pub(crate) use self::wrapping::{unwrapped, without_mark};

/// An error that has an [`ErrorKind`], so that a policy can handle it.
///
/// It is implemented for the errors that most bodies return. To implement it for the error of
/// another client, pass on the response, or the kind if there was no response:
///
/// ```
/// use http::{HeaderMap, StatusCode};
/// use openai_call::{Classify, Error, ErrorKind};
///
/// enum ClientError {
///     Status { status: StatusCode, headers: HeaderMap, body: Vec<u8> },
///     Disconnected,
/// }
///
/// impl Classify for ClientError {
///     fn classify(self) -> Error {
///         match self {
///             Self::Status { status, headers, body } => Error::from_response(status, headers, body),
///             Self::Disconnected => Error::new(ErrorKind::Connection, "the server hung up"),
///         }
///     }
/// }
///
/// assert_eq!(ClientError::Disconnected.classify().kind(), ErrorKind::Connection);
///
/// let status = StatusCode::SERVICE_UNAVAILABLE;
/// let busy = ClientError::Status { status, headers: HeaderMap::new(), body: b"busy".to_vec() };
/// assert_eq!(busy.classify().kind(), ErrorKind::ServiceUnavailable);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not say which kind of error it is",
    label = "an error of a type that no policy can be applied to",
    note = "end the body in a request, or in a `Result` whose error implements `openai_call::Classify`"
)]
pub trait Classify {
    /// Turns the error into an [`Error`], whose kind selects the steps of the policy.
    fn classify(self) -> Error;
}

/// Returns the error unchanged.
impl Classify for Error {
    fn classify(self) -> Error {
        self
    }
}

/// Decided by the status, if the error is from `error_for_status`, otherwise by what failed. Only
/// the origin of the URL is kept, because URLs may contain secrets.
impl Classify for reqwest::Error {
    fn classify(self) -> Error {
        let origin = self.url().map(|url| url.origin().ascii_serialization());
        let error = self.without_url();
        match (error.status(), origin) {
            (Some(status), _) => Error::from_response(status, HeaderMap::new(), Bytes::new()),
            (None, Some(origin)) if error.is_connect() => {
                let message = format!("{}, at {origin}", root_cause(&error));
                transport::failed(&error, message)
            }
            (None, _) => transport::failed(&error, root_cause(&error)),
        }
        .with_source(error)
    }
}

/// [`Timeout`](ErrorKind::Timeout) or [`Connection`](ErrorKind::Connection).
impl Classify for io::Error {
    fn classify(self) -> Error {
        let kind = match self.kind() {
            io::ErrorKind::TimedOut => ErrorKind::Timeout,
            _ => ErrorKind::Connection,
        };
        let error = Error::new(kind, root_cause(&self));
        match self.kind() {
            io::ErrorKind::ConnectionRefused => error.unsent(),
            _ => error,
        }
        .with_source(self)
    }
}

/// Always [`Decode`](ErrorKind::Decode). The message does not quote the answer.
impl Classify for serde_json::Error {
    fn classify(self) -> Error {
        Error::new(ErrorKind::Decode, root_cause(&self)).with_source(self)
    }
}

/// Of a call that cannot fail.
impl Classify for Infallible {
    fn classify(self) -> Error {
        match self {}
    }
}

/// The message of the last cause, starting in lower case: "connection refused (os error 111)". For
/// a decoder's error it does not quote values.
fn root_cause(error: &(dyn StdError + 'static)) -> String {
    let Some(last) = causes(error).last() else { return String::new() };
    let message = last.downcast_ref().map_or_else(|| last.to_string(), without_values);
    let mut rest = message.chars();
    match (rest.next(), rest.clone().next()) {
        // An abbreviation stays in capitals.
        (Some(first), Some(second)) if !second.is_uppercase() => {
            first.to_lowercase().chain(rest).collect()
        }
        _ => message,
    }
}
