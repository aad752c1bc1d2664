//! [`Response`]: a response with a status of success, and what it may be decoded as
//! ([`FromResponse`]).

use std::future::Future;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use serde::de::DeserializeOwned;

use super::run::Run;
use crate::error::Error;
use crate::http::{Incoming, Outgoing};
#[cfg(doc)]
use crate::kind::ErrorKind;

/// A response with a status of success, its body not yet read. See
/// [`FromResponse`](crate::FromResponse).
#[derive(Debug)]
pub struct Response {
    pub(crate) incoming: Incoming,
    /// How far its call has come.
    pub(crate) run: Run,
    /// How long that took.
    pub(super) elapsed: Duration,
    /// The same request, for a stream that may begin anew.
    pub(crate) again: Option<Box<Outgoing>>,
}

impl Response {
    pub(super) fn new(incoming: Incoming, run: &Run) -> Self {
        Self { incoming, run: run.clone(), elapsed: run.elapsed(), again: None }
    }

    pub(super) fn with_again(self, again: Option<Box<Outgoing>>) -> Self {
        Self { again, ..self }
    }

    /// The status, 200 to 299.
    pub fn status(&self) -> StatusCode {
        self.incoming.status()
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        self.incoming.headers()
    }

    /// The whole body.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Connection`] if the server hung up before the body was complete.
    pub async fn bytes(self) -> Result<Bytes, Error> {
        self.incoming.bytes().await
    }

    /// The body, decoded from JSON.
    ///
    /// # Errors
    ///
    /// What the body says where it is an error in spite of the status; [`ErrorKind::Decode`] where
    /// it is no JSON or no `T`; [`ErrorKind::Connection`] if the server hung up before its end.
    pub async fn json<T: DeserializeOwned>(self) -> Result<T, Error> {
        self.incoming.read().await?.decode()
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
    /// Changes the request, where the type has to be asked for.
    #[doc(hidden)]
    fn prepare(_request: &mut reqwest::Request) -> Result<(), Error> {
        Ok(())
    }

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
