//! The error of [reqwest-middleware](https://docs.rs/reqwest-middleware) (feature
//! `reqwest-middleware`).

use reqwest_middleware::Error as MiddlewareError;

use super::Classify;
use crate::error::Error;
use crate::kind::ErrorKind;

/// That of reqwest as [`reqwest::Error`]; that of a middleware as what it wraps, if that is an [`Error`]
/// or one of reqwest, otherwise as a failure of the [`Connection`](ErrorKind::Connection).
impl Classify for MiddlewareError {
    fn classify(self) -> Error {
        let wrapped = match self {
            Self::Reqwest(error) => return error.classify(),
            Self::Middleware(wrapped) => wrapped,
        };
        let wrapped = match wrapped.downcast::<Error>() {
            Ok(error) => return error,
            Err(wrapped) => wrapped,
        };
        match wrapped.downcast::<reqwest::Error>() {
            Ok(error) => error.classify(),
            Err(wrapped) => Error::new(ErrorKind::Connection, wrapped.to_string())
                .with_cause("a middleware of the http client failed"),
        }
    }
}
