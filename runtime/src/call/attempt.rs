//! What a body may end in ([`Attempt`]) and what a function may return ([`FromResponse`]).

use std::future::Future;

use serde::de::DeserializeOwned;

use crate::call::reply::{Raw, Reply};
use crate::call::response::Response;
use crate::call::run::Run;
use crate::classify::Classify;
use crate::error::Error;
use crate::http::Request;
use crate::http::outgoing::{self, Outgoing};
use crate::kind::ErrorKind;

/// What the body of an annotated function may end in, where the function returns a `T`.
///
/// A [`Request`] or a [`reqwest::RequestBuilder`] is sent, and its response decoded as a `T`. A
/// `Result<T, E>` of any other client is taken as it is; its error is put into the taxonomy by
/// [`Classify`].
#[diagnostic::on_unimplemented(
    message = "the body of an `#[openai_call]` function ends in a request or in a `Result`, not in `{Self}`",
    label = "this function's body ends in `{Self}`",
    note = "end it in what to attempt: `client.post(\"chat/completions\").json(&body)`, a \
            `reqwest::RequestBuilder`, or the `Result<{T}, E>` of another client, where `E: Classify`",
    note = "the attribute sends, awaits and decodes: leave out `.send()`, `.await?` and `Ok(…)`"
)]
pub trait Attempt<T> {
    #[doc(hidden)]
    fn run(self, context: Context<'_>) -> impl Future<Output = Result<T, Error>>;
}

/// What an attempt knows of the call it belongs to.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct Context<'call> {
    pub(crate) run: &'call Run,
}

impl<T: FromResponse> Attempt<T> for Request {
    fn run(self, context: Context<'_>) -> impl Future<Output = Result<T, Error>> {
        outgoing::attempt(Outgoing::of(self), context)
    }
}

impl<T: FromResponse> Attempt<T> for reqwest::RequestBuilder {
    fn run(self, context: Context<'_>) -> impl Future<Output = Result<T, Error>> {
        outgoing::attempt(Outgoing::of_reqwest(self), context)
    }
}

impl<T, E: Classify> Attempt<T> for Result<T, E> {
    async fn run(self, context: Context<'_>) -> Result<T, Error> {
        if context.run.site().policy().restarts() {
            return Err(nothing_to_send_again());
        }
        self.map_err(Classify::classify)
    }
}

#[cold]
fn nothing_to_send_again() -> Error {
    let message = "`restart` sends the request again, and this body ends in a `Result`; \
                   declare it on the function whose body ends in the request";
    Error::new(ErrorKind::InvalidRequest, message)
}

/// For tests and fuzz targets: a response without a server.
#[cfg(any(test, fuzzing))]
impl<T: FromResponse> Attempt<T> for reqwest::Response {
    async fn run(self, context: Context<'_>) -> Result<T, Error> {
        T::from_response(Response::of(self, None, context).await?).await
    }
}

/// What a successful response can be decoded as: any [`DeserializeOwned`] type from its JSON,
/// [`Reply<T>`] for that with what is known of the call, [`EventStream<T>`](crate::EventStream) for
/// server-sent events, [`Raw`] for the response as it came.
///
/// ```
/// use openai_call::{Client, Error, FromResponse, Response, openai_call};
/// # use openai_call::testing::FakeApi;
///
/// /// Speech comes as bytes.
/// struct Speech(Vec<u8>);
///
/// impl FromResponse for Speech {
///     async fn from_response(response: Response) -> Result<Self, Error> {
///         Ok(Self(response.bytes().await?.to_vec()))
///     }
/// }
///
/// #[openai_call]
/// async fn speak(client: &Client, text: &str) -> Result<Speech, Error> {
///     client.post("audio/speech").json(&serde_json::json!({ "input": text }))
/// }
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Error> {
/// # let api = FakeApi::start().await.status(200).body("hm");
/// # assert_eq!(speak(&api.client(), "hm").await?.0, b"hm");
/// # Ok(())
/// # }
/// ```
#[diagnostic::on_unimplemented(
    message = "a response cannot be decoded as `{Self}`",
    label = "no `FromResponse`",
    note = "derive `serde::Deserialize` for it, or for the `T` of a `Reply<T>` or an \
            `EventStream<T>` (without borrowing from the input), or return `Raw`",
    note = "the items of a stream are such a `T`, `Event<T>`, `Restartable<T>` or \
            `Restartable<Event<T>>`"
)]
pub trait FromResponse: Sized {
    /// Whether the request has to ask for a stream of events.
    #[doc(hidden)]
    const STREAMS: bool = false;

    /// Reads the body and decodes it.
    ///
    /// # Errors
    ///
    /// An [`Error`] that the policy handles like any other failure of the attempt.
    fn from_response(response: Response) -> impl Future<Output = Result<Self, Error>>;
}

impl<T: DeserializeOwned> FromResponse for T {
    async fn from_response(response: Response) -> Result<Self, Error> {
        response.json().await
    }
}

impl<T: DeserializeOwned> FromResponse for Reply<T> {
    async fn from_response(response: Response) -> Result<Self, Error> {
        response.reply().await
    }
}

impl FromResponse for Raw {
    async fn from_response(response: Response) -> Result<Self, Error> {
        Ok(response.raw())
    }
}

/// The return type of an annotated function: a `Result`.
#[diagnostic::on_unimplemented(
    message = "an `#[openai_call]` function returns a `Result`, not `{Self}`",
    label = "write `Result<{Self}, openai_call::Error>` here"
)]
pub trait Outcome {
    /// What a success is decoded as.
    type Value;
    /// What a failure becomes.
    type Error;
}

impl<T, E> Outcome for Result<T, E> {
    type Value = T;
    type Error = E;
}

/// The error type of an annotated function: one that an [`Error`] can become.
#[diagnostic::on_unimplemented(
    message = "an `openai_call::Error` cannot become a `{Self}`",
    label = "this function fails with `{Self}`",
    note = "write `impl From<openai_call::Error> for {Self}`, or return `openai_call::Error`"
)]
pub trait FromError {
    #[doc(hidden)]
    fn from_error(error: Error) -> Self;
}

impl<E: From<Error>> FromError for E {
    fn from_error(error: Error) -> Self {
        error.into()
    }
}
