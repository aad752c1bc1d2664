//! What a body may end in ([`Attempt`]) and what a function may return ([`FromResponse`]).

use std::future::Future;
use std::sync::OnceLock;
use std::time::Duration;

use http::{HeaderName, HeaderValue};
use serde::de::DeserializeOwned;
use tokio::time::Instant;

use crate::attempts::Attempts;
use crate::classify::Classify;
use crate::error::Error;
use crate::policy::Site;
use crate::reply::{Raw, Reply};
use crate::request::Request;
use crate::response::Response;
use crate::secret::Secret;
use crate::stream::ask_for_events;

/// See <https://platform.openai.com/docs/api-reference/debugging-requests>.
const CLIENT_REQUEST_ID: HeaderName = HeaderName::from_static("x-client-request-id");

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
    pub(crate) site: &'static Site,
    pub(crate) begun: Instant,
    pub(crate) attempts: &'call Attempts,
    /// When the attempt is cut off.
    pub(crate) end: Instant,
    /// What the request is called on this side, once it is sent.
    pub(crate) client_request_id: &'call OnceLock<HeaderValue>,
}

impl Context<'_> {
    /// What is left of the attempt's time.
    pub(crate) fn left(&self) -> Duration {
        self.end.saturating_duration_since(Instant::now())
    }

    /// When the whole call has to be over.
    pub(crate) fn deadline(&self) -> Option<Instant> {
        self.begun.checked_add(self.site.policy().deadline()?)
    }

    /// Gives the request an id of its own, unless it has one, by which the service finds it even
    /// where no response came.
    fn name(&self, request: &mut reqwest::Request) {
        let own = request.headers_mut().entry(CLIENT_REQUEST_ID).or_insert_with(|| {
            let id = format!("{:032x}", fastrand::u128(..));
            HeaderValue::try_from(id).unwrap_or(HeaderValue::from_static("openai-call"))
        });
        // An attempt sends one request.
        let _ = self.client_request_id.set(own.clone());
    }
}

impl<T: FromResponse> Attempt<T> for Request {
    async fn run(self, context: Context<'_>) -> Result<T, Error> {
        let (client, request) = self.into_parts();
        let mut request = request?.build().map_err(Classify::classify)?;
        if T::STREAMS {
            ask_for_events(&mut request)?;
        }
        let secret = client.sign(&mut request).await?;
        context.name(&mut request);
        decode(client.send(request).await?, secret, context).await
    }
}

impl<T: FromResponse> Attempt<T> for reqwest::RequestBuilder {
    async fn run(self, context: Context<'_>) -> Result<T, Error> {
        let (client, request) = self.build_split();
        let mut request = request.map_err(Classify::classify)?;
        if T::STREAMS {
            ask_for_events(&mut request)?;
        }
        let response = client.execute(request).await.map_err(Classify::classify)?;
        decode(response, None, context).await
    }
}

impl<T, E: Classify> Attempt<T> for Result<T, E> {
    async fn run(self, _: Context<'_>) -> Result<T, Error> {
        self.map_err(Classify::classify)
    }
}

/// For tests and fuzz targets: a response without a server.
#[cfg(any(test, fuzzing))]
impl<T: FromResponse> Attempt<T> for reqwest::Response {
    async fn run(self, context: Context<'_>) -> Result<T, Error> {
        decode(self, None, context).await
    }
}

async fn decode<T: FromResponse>(
    response: reqwest::Response,
    secret: Option<Secret>,
    context: Context<'_>,
) -> Result<T, Error> {
    T::from_response(Response::of(response, secret, context).await?).await
}

/// What a successful response can be decoded as: any [`DeserializeOwned`] type from its JSON,
/// [`Reply<T>`] for that with what is known of the call, [`EventStream<T>`](crate::EventStream) for a
/// stream of events, [`Raw`] for the response as it came.
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
    note = "derive `serde::Deserialize` for it (without borrowing from the input), or return \
            `Reply<T>` or `Raw`"
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

#[cfg(test)]
mod tests;
