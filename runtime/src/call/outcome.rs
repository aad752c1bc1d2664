//! What a function may return ([`Outcome`]), and what some settings require it to return.

use std::any::Any;
use std::convert::Infallible;
use std::future::Future;
use std::marker::PhantomData;

use crate::error::Error;
use crate::kinds::Kinds;

/// The return type of an annotated function: a `Result`.
#[diagnostic::on_unimplemented(
    message = "an `#[openai_call]` function returns a `Result`, not `{Self}`",
    label = "write `Result<{Self}, openai_call::Error>` here"
)]
pub trait Outcome {
    /// The type that the response is decoded as.
    type Value;
    /// The type that an [`Error`] is converted into.
    type Error;
    /// The type itself. It names nothing where the type is no outcome, so that rustc says so once.
    #[doc(hidden)]
    type Itself;

    #[doc(hidden)]
    fn of(result: Result<Self::Value, Self::Error>) -> Self::Itself;
}

impl<T, E> Outcome for Result<T, E> {
    type Value = T;
    type Error = E;
    type Itself = Self;

    fn of(result: Self) -> Self {
        result
    }
}

/// The error type of an annotated function: one with `From<Error>`, one that derives
/// [`CallError`](derive@crate::CallError), or [`Infallible`] where the function cannot fail.
#[diagnostic::on_unimplemented(
    message = "an `openai_call::Error` cannot become a `{Self}`",
    label = "this function fails with `{Self}`",
    note = "write `impl From<openai_call::Error> for {Self}`, derive `openai_call::CallError` for it, \
            or return `openai_call::Error`"
)]
pub trait FromError: Sized {
    /// The kinds that it has a value for.
    #[doc(hidden)]
    const KINDS: Kinds;

    /// Makes it from the error of a call.
    ///
    /// # Panics
    ///
    /// The implementation for [`Infallible`] panics; no function that compiles calls it.
    fn from_error(error: Error) -> Self;

    /// The error inside, where it is there.
    #[doc(hidden)]
    fn call_error(&self) -> Option<&Error>
    where
        Self: 'static,
    {
        (self as &dyn Any).downcast_ref()
    }
}

impl<E: From<Error>> FromError for E {
    const KINDS: Kinds = Kinds::ALL;

    fn from_error(error: Error) -> Self {
        error.into()
    }
}

impl FromError for Infallible {
    const KINDS: Kinds = Kinds::of("Infallible", &[]);

    fn from_error(error: Error) -> Self {
        unreachable!("every ladder of the function ends in a value, and yet: {error}")
    }
}

/// The error type of a function whose fallback fails with an `F`: one with `From<F>`, or one that
/// derives [`CallError`](derive@crate::CallError) and names every kind, of an [`Error`].
#[diagnostic::on_unimplemented(
    message = "the error of a fallback, `{F}`, cannot become a `{Self}`",
    label = "this fallback fails with `{F}`",
    note = "end the ladder with `recover(..)`, or call a function that fails with `{Self}`",
    note = "a type with `From<{F}>` may stand here, and for an `openai_call::Error` one that derives \
            `CallError` and names every kind, as `#[kinds(rest)]` does"
)]
pub trait FromFallback<F> {
    #[doc(hidden)]
    fn from_fallback(error: F) -> Self;
}

impl<E: From<F>, F> FromFallback<F> for E {
    fn from_fallback(error: F) -> Self {
        error.into()
    }
}

/// The kinds that the error type of a function names, for the check of its expansion.
#[derive(Debug)]
pub struct Named<R>(PhantomData<fn() -> R>);

impl<R: Outcome<Error: FromError>> Named<R> {
    /// Those of the error type.
    pub const KINDS: Kinds = R::Error::KINDS;
}

/// In place of [`Named::KINDS`] where there is none, so that what [`begin`](super::begin) refuses
/// is refused only once.
pub trait Unnamed {
    /// Every kind.
    const KINDS: Kinds = Kinds::ALL;
}

impl<R> Unnamed for Named<R> {}

/// The value of a function whose policy has a setting for streams.
#[diagnostic::on_unimplemented(
    message = "`idle` bounds the wait between two events of a stream, and `{Self}` is none",
    label = "no stream of events",
    note = "return an `EventStream<T>`, or write `timeout`, which bounds a whole answer"
)]
pub trait Streams {}

/// A type made of what a model said, so that `on_truncated` and its like may be declared for it.
///
/// Implement it for a [`FromResponse`](crate::FromResponse) of your own that fails with
/// [`Truncated`](crate::ErrorKind::Truncated), [`Refusal`](crate::ErrorKind::Refusal),
/// [`InvalidOutput`](crate::ErrorKind::InvalidOutput) or
/// [`NoOutput`](crate::ErrorKind::NoOutput).
#[diagnostic::on_unimplemented(
    message = "`on_answer`, `on_truncated` and their like are about what a model said, and \
               `{Self}` is not made of that",
    label = "no answer",
    note = "return `Text`, `Parsed<T>` or `Structured<T>`, which tell an answer that was cut, \
            refused, empty or ill-formed from a good one"
)]
pub trait Answer {}

/// The value of a function whose policy may begin a stream anew.
#[diagnostic::on_unimplemented(
    message = "`restart` begins an answer anew, and `{Self}` cannot tell its reader so",
    label = "no stream of `Restartable` items",
    note = "return an `EventStream<Restartable<T>>`, or write `retry`, which tries again as long as \
            nothing has been handed out"
)]
pub trait Restarts {}

/// What the code of a `fallback` gives: a future of a `Result<T, F>`.
#[diagnostic::on_unimplemented(
    message = "a fallback is another call, and `{Self}` is none",
    label = "no future of a `Result`",
    note = "write `fallback(other_call(client))`, where `other_call` is an `async fn` that returns a \
            `Result` with the same value",
    note = "a value in place of the error is `recover(value)`"
)]
pub trait OtherCall<T, F> {
    #[doc(hidden)]
    fn outcome(self) -> impl Future<Output = Result<T, F>>;
}

#[diagnostic::do_not_recommend]
impl<T, F, C: IntoFuture<Output = Result<T, F>>> OtherCall<T, F> for C {
    fn outcome(self) -> impl Future<Output = Result<T, F>> {
        self.into_future()
    }
}

/// Awaits another call.
///
/// # Errors
///
/// That of the other call.
pub fn other<T, F>(call: impl OtherCall<T, F>) -> impl Future<Output = Result<T, F>> {
    call.outcome()
}
