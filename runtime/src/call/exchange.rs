//! The one place where a call meets HTTP: a request goes out, and a response comes in.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use super::run::Run;
use super::turn::{Admitted, pass, wait_for_turn};
use crate::error::Error;
use crate::http::{Incoming, Outgoing, Secret, Token};
use crate::limits::Lane;

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
    let Some(admitted) = passed else {
        return Sending::Later(Box::pin(send_later(outgoing, token, run)));
    };
    match send_by(outgoing, None, lane_of(&admitted), run) {
        Ok(sending) => Sending::Now(sending, admitted),
        Err(error) => {
            settle(admitted, &Err(&error));
            Sending::Never(error)
        }
    }
}

async fn send_later(outgoing: Outgoing, token: Option<Token>, run: &Run) -> Sent {
    let token = match token {
        Some(token) => match token.await {
            Ok(token) => Some(token),
            Err(error) => return (Err(error.unsent()), None),
        },
        None => None,
    };
    let admitted = match wait_for_turn(&outgoing, run).await {
        Ok(admitted) => admitted,
        Err(error) => return (Err(error), None),
    };
    run.has_queued();
    match send_by(outgoing, token, lane_of(&admitted), run) {
        Ok(sending) => (sending.await, admitted),
        Err(error) => (Err(error), admitted),
    }
}

fn send_by(
    mut outgoing: Outgoing,
    token: Option<Secret>,
    lane: Option<Arc<Lane>>,
    run: &Run,
) -> Result<impl Future<Output = Result<Incoming, Error>>, Error> {
    outgoing.sign(token).map_err(Error::unsent)?;
    if let Some(lane) = lane {
        run.admit(lane)?;
    }
    if let Some(id) = outgoing.name() {
        run.trial().named(id);
    }
    Ok(outgoing.send(run.hops(), run.most_hops()))
}

fn lane_of(admitted: &Option<Admitted>) -> Option<Arc<Lane>> {
    admitted.as_ref().and_then(Admitted::lane).cloned()
}

/// Lets the pacer know what came of a request.
fn settle(admitted: Option<Admitted>, outcome: &Result<&Incoming, &Error>) {
    match (admitted, outcome) {
        (Some(admitted), Ok(incoming)) => admitted.passed(incoming.headers()),
        (Some(admitted), Err(error)) => admitted.failed(error),
        (None, _) => {}
    }
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
        settle(admitted, &accepted.as_ref());
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
