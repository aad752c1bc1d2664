//! [`Outgoing`]: a request that is ready to be sent, and who sends it.

use std::fmt;

use http::{HeaderName, HeaderValue};

use crate::call::attempt::{Context, FromResponse};
use crate::call::response::Response;
use crate::call::trial::Trial;
use crate::classify::Classify;
use crate::error::Error;
use crate::http::Client;
use crate::http::Request;
use crate::kind::ErrorKind;
use crate::stream::ask_for_events;

/// See <https://platform.openai.com/docs/api-reference/debugging-requests>.
const CLIENT_REQUEST_ID: HeaderName = HeaderName::from_static("x-client-request-id");

pub(crate) struct Outgoing {
    sender: Sender,
    request: reqwest::Request,
}

#[derive(Clone, Debug)]
enum Sender {
    Ours(Client),
    Reqwest(reqwest::Client),
}

impl Outgoing {
    pub(crate) fn of(request: Request) -> Result<Self, Error> {
        let (client, request) = request.into_parts();
        let request = request?.build().map_err(Classify::classify)?;
        Ok(Self { sender: Sender::Ours(client), request })
    }

    pub(crate) fn of_reqwest(request: reqwest::RequestBuilder) -> Result<Self, Error> {
        let (client, request) = request.build_split();
        let request = request.map_err(Classify::classify)?;
        Ok(Self { sender: Sender::Reqwest(client), request })
    }

    /// The same request once more.
    ///
    /// # Errors
    ///
    /// That its body cannot be read a second time.
    pub(crate) fn again(&self) -> Result<Self, Error> {
        let request = self.request.try_clone().ok_or_else(read_once)?;
        Ok(Self { sender: self.sender.clone(), request })
    }

    pub(crate) async fn send(mut self, context: Context<'_>) -> Result<Response, Error> {
        let (response, secret) = match self.sender {
            Sender::Ours(client) => {
                let secret = client.sign(&mut self.request).await?;
                name(&mut self.request, context.run.trial());
                (client.send(self.request).await, secret)
            }
            Sender::Reqwest(client) => (client.execute(self.request).await, None),
        };
        let response = response.map_err(Classify::classify)?;
        Response::of(response, secret, context).await
    }
}

/// Sends a request, and decodes what comes of it.
pub(crate) async fn attempt<T: FromResponse>(
    outgoing: Result<Outgoing, Error>,
    context: Context<'_>,
) -> Result<T, Error> {
    let mut outgoing = outgoing?;
    if T::STREAMS {
        ask_for_events(&mut outgoing.request)?;
    }
    let restarts = context.run.site().policy().restarts();
    let again = if restarts { Some(Box::new(outgoing.again()?)) } else { None };
    let mut response = outgoing.send(context).await?;
    response.again = again;
    T::from_response(response).await
}

/// Gives the request an id of its own, unless it has one, by which the service finds it even where
/// no response came.
fn name(request: &mut reqwest::Request, trial: &Trial) {
    let own = request.headers_mut().entry(CLIENT_REQUEST_ID).or_insert_with(|| {
        let id = format!("{:032x}", fastrand::u128(..));
        HeaderValue::try_from(id).unwrap_or(HeaderValue::from_static("openai-call"))
    });
    trial.name(own.clone());
}

#[cold]
fn read_once() -> Error {
    let message = "the body of the request can be read only once, and `restart` sends it again; \
                   give it as bytes or as json";
    Error::new(ErrorKind::InvalidRequest, message)
}

/// Without the request, whose headers may hold a key.
impl fmt::Debug for Outgoing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outgoing").field("sender", &self.sender).finish_non_exhaustive()
    }
}
