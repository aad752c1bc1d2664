//! [`Early`]: what an early `return` of a body may give.

use crate::http::Request;

/// What an early `return Ok(…)` of a body may give: what to attempt, as the end of the body does.
#[diagnostic::on_unimplemented(
    message = "an early `return` leaves the attempt and not the function: it cannot give a `{Self}`",
    label = "neither a request nor a `Result`",
    note = "return a request, as at the end of the body; to return a value without one, write a \
            function around this one",
    note = "where the body ends in the `Result` of another client, write `return Ok(Ok(value))`"
)]
pub trait Early<A> {
    #[doc(hidden)]
    fn into_attempt(self) -> A;
}

impl Early<Self> for Request {
    fn into_attempt(self) -> Self {
        self
    }
}

impl Early<Self> for reqwest::RequestBuilder {
    fn into_attempt(self) -> Self {
        self
    }
}

impl<T, E> Early<Self> for Result<T, E> {
    fn into_attempt(self) -> Self {
        self
    }
}

/// The value of an early `return`. Without this, its type would be taken for that of the body's
/// end, and rustc would report the end.
///
/// # Errors
///
/// That of the `return`.
pub fn early<A, E>(returned: Result<impl Early<A>, E>) -> Result<A, E> {
    returned.map(Early::into_attempt)
}
