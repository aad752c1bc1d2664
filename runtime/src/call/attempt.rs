//! [`Attempt`]: what the body of a function may end in.

use std::future::Future;

use super::exchange::{Sending, accept, send};
use super::outcome::Answer;
use super::response::FromResponse;
use super::run::Run;
use crate::classify::Classify;
use crate::error::Error;
#[cfg(any(test, fuzzing))]
use crate::http::{Incoming, Keys};
use crate::http::{Outgoing, Request};
use crate::kind::ErrorKind;

/// What the body of an annotated function may end in, where the function returns a `T`.
///
/// A [`Request`] or a [`reqwest::RequestBuilder`] is sent, and its response is decoded as a `T`. A
/// `Result<T, E>` of another client is used as it is; [`Classify`] finds the kind of its error.
///
/// The client of a [`reqwest::RequestBuilder`] needs the two settings that
/// [`ClientBuilder::http`](crate::ClientBuilder::http) names, or it repeats and redirects requests
/// by its own rules.
#[diagnostic::on_unimplemented(
    message = "the body of an `#[openai_call]` function cannot end in `{Self}`",
    label = "neither a request nor a `Result<{T}, E>`",
    note = "end it in what to attempt: `client.post(\"chat/completions\").json(&body)`, a \
            `reqwest::RequestBuilder`, or the `Result<{T}, E>` of another client, where `E: Classify`",
    note = "the attribute sends, awaits and decodes: leave out `.send()`, `.await?` and `Ok(…)`",
    note = "a `RequestBuilder` has to be that of `openai_call::reqwest`, which another version of \
            reqwest is not"
)]
pub trait Attempt<T> {
    #[doc(hidden)]
    fn run(self, run: &Run) -> impl Future<Output = Result<T, Error>>;
}

/// What a body may end in whose policy has steps for the kinds of an answer: a request whose answer
/// is read, or the result of another client, which says itself what the answer is.
pub trait Answers<T>: Attempt<T> {}

impl<T: FromResponse + Answer> Answers<T> for Request {}

impl<T: FromResponse + Answer> Answers<T> for reqwest::RequestBuilder {}

#[cfg(feature = "reqwest-middleware")]
impl<T: FromResponse + Answer> Answers<T> for reqwest_middleware::RequestBuilder {}

impl<T, E: Classify> Answers<T> for Result<T, E> {}

/// What a body may end in whose policy has steps that change the request.
#[diagnostic::on_unimplemented(
    message = "`reask` and `enlarge` change the request, and `{Self}` cannot be changed",
    label = "no request of `openai_call::Client`",
    note = "end the body in `client.post(…).json(&body)`, or write `repair`, whose code changes the \
            arguments"
)]
pub trait Amends<T>: Answers<T> {}

impl<T: FromResponse + Answer> Amends<T> for Request {}

impl<T: FromResponse> Attempt<T> for Request {
    fn run(self, run: &Run) -> impl Future<Output = Result<T, Error>> {
        let mut outgoing = Outgoing::of(self);
        if let Ok(outgoing) = &mut outgoing {
            run.amend(outgoing.request_mut());
        }
        ask(outgoing, run)
    }
}

impl<T: FromResponse> Attempt<T> for reqwest::RequestBuilder {
    fn run(self, run: &Run) -> impl Future<Output = Result<T, Error>> {
        ask(Outgoing::of_reqwest(self), run)
    }
}

/// Sent through the middleware of its client. That must not try again by itself: the requests of a
/// retrying middleware are not counted, so that a call makes and pays for more of them than
/// [`Site::bounds`](crate::Site::bounds) says, and one attempt's `timeout` has to do for all of them.
/// Leave it out, and declare what it did.
///
/// ```
/// # use openai_call::{Error, openai_call, testing::FakeApi};
/// # use serde_json::Value;
/// use reqwest_middleware::{ClientBuilder, ClientWithMiddleware};
///
/// #[openai_call]
/// async fn models(client: &ClientWithMiddleware, url: &str) -> Result<Value, Error> {
///     client.get(format!("{url}/models"))
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Error> {
/// # let api = FakeApi::start().await.status(500).status(200).json(Value::Null);
/// let http = openai_call::reqwest::Client::builder()
///     .redirect(openai_call::reqwest::redirect::Policy::none())
///     .retry(openai_call::reqwest::retry::never())
/// #   .no_proxy()
///     .build()
///     .expect("a client");
/// let client = ClientBuilder::new(http).build(); // with your own middleware
/// models(&client, &api.url()).await?;
/// # Ok(())
/// # }
/// ```
#[cfg(feature = "reqwest-middleware")]
impl<T: FromResponse> Attempt<T> for reqwest_middleware::RequestBuilder {
    fn run(self, run: &Run) -> impl Future<Output = Result<T, Error>> {
        ask(Outgoing::of_middleware(self), run)
    }
}

impl<T, E: Classify> Attempt<T> for Result<T, E> {
    async fn run(self, run: &Run) -> Result<T, Error> {
        if run.site().policy().restarts() {
            return Err(nothing_to_send_again());
        }
        self.map_err(Classify::classify)
    }
}

/// Sends a request and decodes the response. Not an `async fn`, which would hold the request as well.
fn ask<T: FromResponse>(
    outgoing: Result<Outgoing, Error>,
    run: &Run,
) -> impl Future<Output = Result<T, Error>> {
    let prepared = outgoing.and_then(|outgoing| prepare::<T>(outgoing, run));
    let (sending, again) = match prepared {
        Ok((outgoing, again)) => (send(outgoing, run), again),
        Err(error) => (Sending::Never(error), None),
    };
    async move {
        // What has been lent is held to the end of its block, even if it is moved.
        let incoming = {
            let mut incoming = sending.response(run).await?;
            accept(&mut incoming, run).await?;
            incoming
        };
        T::receive(incoming, run, again).await
    }
}

/// The request as it is sent, and a copy of it if it may be sent again.
fn prepare<T: FromResponse>(
    mut outgoing: Outgoing,
    run: &Run,
) -> Result<(Outgoing, Option<Box<Outgoing>>), Error> {
    T::prepare(outgoing.request_mut())?;
    let restarts = run.site().policy().restarts();
    let again = if restarts { Some(Box::new(outgoing.again()?)) } else { None };
    Ok((outgoing, again))
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
    async fn run(self, run: &Run) -> Result<T, Error> {
        let mut incoming = Incoming::new(self, Keys::default(), usize::MAX);
        if !incoming.status().is_success() {
            return Err(incoming.refusal(run.trial().left() / 2, run.hops()).await);
        }
        T::receive(incoming, run, None).await
    }
}
