//! [`Response`]: a response whose status is a success, and [`FromResponse`]: what it is decoded as.

use std::future::Future;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use serde::de::DeserializeOwned;

use super::meta::Meta;
use super::run::Run;
use crate::error::Error;
use crate::http::{Incoming, Outgoing};
#[cfg(doc)]
use crate::kind::ErrorKind;

/// A response whose status is a success and whose body has not been read. See
/// [`FromResponse`](crate::FromResponse).
#[derive(Debug)]
pub struct Response {
    pub(crate) incoming: Incoming,
    /// The state of its call. It is boxed, because a response is moved often.
    pub(crate) run: Box<Run>,
    /// The time from the start of the call to the response.
    pub(super) elapsed: Duration,
    /// A copy of the request, for a stream that may begin anew.
    pub(crate) again: Option<Box<Outgoing>>,
}

impl Response {
    pub(crate) fn new(incoming: Incoming, run: &Run, again: Option<Box<Outgoing>>) -> Self {
        let mut run = Box::new(run.clone());
        run.forget_answer();
        Self { incoming, elapsed: run.elapsed(), run, again }
    }

    pub(crate) fn meta(&self) -> Meta {
        let id = self.incoming.request_id();
        let id = id.as_ref().and_then(|id| id.to_str().ok());
        Meta::of(id, &self.run, self.elapsed)
    }

    /// The status, 200 to 299.
    pub fn status(&self) -> StatusCode {
        self.incoming.status()
    }

    /// The headers of the response.
    pub fn headers(&self) -> &HeaderMap {
        self.incoming.headers()
    }

    /// Reads the whole body.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Connection`] if the server hung up before the body was complete.
    pub async fn bytes(mut self) -> Result<Bytes, Error> {
        let received = self.incoming.whole().await?;
        self.run.hears(&received);
        self.run.uses_unsaid(&received.body);
        Ok(received.body)
    }

    /// Reads the body and decodes it from JSON.
    ///
    /// # Errors
    ///
    /// The error in the body, if it is one in spite of the status; [`ErrorKind::Decode`] if it is
    /// not JSON or not a `T`; [`ErrorKind::Connection`] if the server hung up before the end.
    pub async fn json<T: DeserializeOwned>(mut self) -> Result<T, Error> {
        let received = self.incoming.read().await?;
        self.run.hears(&received);
        let value = received.decode()?;
        self.run.uses_unsaid(&received.body);
        Ok(value)
    }
}

/// A type that a successful response can be decoded as: any [`DeserializeOwned`] type, from JSON;
/// [`Reply<T>`](crate::Reply) for such a type with what is known about the call;
/// [`EventStream<T>`](crate::EventStream) for server-sent events; [`Body`](crate::Body) for the bytes;
/// [`Raw`](crate::Raw) for the
/// response itself.
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
    label = "its answer is decoded as the `{Self}` that the function returns",
    note = "derive `serde::Deserialize` for it, or for the `T` of a `Reply<T>`, `Parsed<T>` or \
            `EventStream<T>` (without borrowing from the input), or return `Raw`; the `T` of a \
            `Structured<T>` derives `schemars::JsonSchema` too",
    note = "the items of a stream are such a `T`, `Event<T>`, `Restartable<T>` or \
            `Restartable<Event<T>>`"
)]
pub trait FromResponse: Sized {
    /// Changes the request before it is sent, if the type needs that.
    #[doc(hidden)]
    fn prepare(_request: &mut reqwest::Request) -> Result<(), Error> {
        Ok(())
    }

    /// Like [`from_response`](Self::from_response), for a type that needs less than a `Response` has.
    #[doc(hidden)]
    fn receive(
        incoming: Incoming,
        run: &Run,
        again: Option<Box<Outgoing>>,
    ) -> impl Future<Output = Result<Self, Error>> {
        Self::from_response(Response::new(incoming, run, again))
    }

    /// Reads the body and decodes it.
    ///
    /// # Errors
    ///
    /// The attempt fails with the error, and the policy handles it like any other.
    fn from_response(response: Response) -> impl Future<Output = Result<Self, Error>>;
}

#[diagnostic::do_not_recommend]
impl<T: DeserializeOwned> FromResponse for T {
    #[expect(clippy::manual_async_fn, reason = "an `async fn` would hold the response twice")]
    fn receive(
        mut incoming: Incoming,
        run: &Run,
        _: Option<Box<Outgoing>>,
    ) -> impl Future<Output = Result<Self, Error>> {
        async move {
            let received = incoming.read().await?;
            run.hears(&received);
            let value = received.decode()?;
            run.uses_unsaid(&received.body);
            Ok(value)
        }
    }

    async fn from_response(response: Response) -> Result<Self, Error> {
        response.json().await
    }
}
