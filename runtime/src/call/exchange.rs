//! The one place where a call meets HTTP: a request goes out, and a response comes in.

use std::future::Future;
use std::pin::Pin;

use super::admission::{Admitted, admit, pass};
use super::run::Run;
use crate::error::Error;
use crate::http::{Incoming, Outgoing, Secret};

/// A request under way. It does not hold the request, unless that waits for a token or for its turn: then
/// it is boxed, as the token is.
pub(crate) enum Sending<'a, F> {
    Now(F, Option<Admitted>),
    Later(Pin<Box<dyn Future<Output = Sent> + Send + 'a>>),
    Never(Error),
}

/// What came back, and what lets the next ones go.
type Sent = (Result<Incoming, Error>, Option<Admitted>);

/// Signs, names and sends a request for the attempt under way, when it is its turn.
pub(crate) fn send(
    outgoing: Outgoing,
    run: &Run,
) -> Sending<'_, impl Future<Output = Result<Incoming, Error>>> {
    let token = outgoing.token();
    let passed = if token.is_none() { pass(&outgoing, run) } else { None };
    match (token, passed) {
        (None, Some(admitted)) => match send_by(outgoing, None, run) {
            Ok(sending) => Sending::Now(sending, admitted),
            Err(error) => Sending::Never(error),
        },
        (token, _) => Sending::Later(Box::pin(async move {
            let token = match token {
                Some(token) => match token.await {
                    Ok(token) => Some(token),
                    Err(error) => return (Err(error.unsent()), None),
                },
                None => None,
            };
            let admitted = match admit(&outgoing, run).await {
                Ok(admitted) => admitted,
                Err(error) => return (Err(error), None),
            };
            match send_by(outgoing, token, run) {
                Ok(sending) => (sending.await, admitted),
                Err(error) => (Err(error), admitted),
            }
        })),
    }
}

fn send_by(
    mut outgoing: Outgoing,
    token: Option<Secret>,
    run: &Run,
) -> Result<impl Future<Output = Result<Incoming, Error>>, Error> {
    outgoing.sign(token).map_err(Error::unsent)?;
    if let Some(id) = outgoing.name() {
        run.trial().named(id);
    }
    Ok(outgoing.send(run.hops(), run.most_hops()))
}

impl<F: Future<Output = Result<Incoming, Error>>> Sending<'_, F> {
    /// Waits for the response, and tells a success from a refusal.
    ///
    /// # Errors
    ///
    /// If there is none, or its status is not a success.
    pub(crate) async fn response(self, run: &Run) -> Result<Incoming, Error> {
        let (outcome, admitted) = match self {
            Self::Now(sending, admitted) => (sending.await, admitted),
            Self::Later(sending) => sending.await,
            Self::Never(error) => (Err(error), None),
        };
        let accepted = match outcome {
            Ok(incoming) => accept(incoming, run).await,
            Err(error) => Err(error),
        };
        if let Some(admitted) = admitted {
            match &accepted {
                Ok(incoming) => admitted.passed(incoming.headers()),
                Err(error) => admitted.failed(error),
            }
        }
        accepted
    }
}

async fn accept(mut incoming: Incoming, run: &Run) -> Result<Incoming, Error> {
    if let Some(id) = incoming.request_id() {
        run.trial().answered(id);
    }
    if incoming.status().is_success() {
        return Ok(incoming);
    }
    Err(incoming.refusal(run.trial().left() / 2, run.hops()).await)
}
