//! The one place where a call meets HTTP: a request goes out, and a response comes in.

use std::future::Future;
use std::pin::Pin;

use super::run::Run;
use crate::error::Error;
use crate::http::{Incoming, Outgoing, Secret};

/// A request under way. It does not hold the request, unless that waits for a token: then it is boxed,
/// as the token is.
pub(crate) enum Sending<'a, F> {
    Now(F),
    Later(Pin<Box<dyn Future<Output = Result<Incoming, Error>> + Send + 'a>>),
    Never(Error),
}

/// Signs, names and sends a request for the attempt under way, if its client admits it.
pub(crate) fn send(
    outgoing: Outgoing,
    run: &Run,
) -> Sending<'_, impl Future<Output = Result<Incoming, Error>>> {
    let Some(token) = outgoing.token() else {
        return send_by(outgoing, None, run).map_or_else(Sending::Never, Sending::Now);
    };
    Sending::Later(Box::pin(async move {
        send_by(outgoing, Some(token.await.map_err(Error::unsent)?), run)?.await
    }))
}

fn send_by(
    mut outgoing: Outgoing,
    token: Option<Secret>,
    run: &Run,
) -> Result<impl Future<Output = Result<Incoming, Error>>, Error> {
    outgoing.sign(token).map_err(Error::unsent)?;
    run.admit(&outgoing)?;
    if let Some(id) = outgoing.name() {
        run.trial().named(id);
    }
    Ok(outgoing.send(run.hops(), run.most_hops()))
}

impl<F: Future<Output = Result<Incoming, Error>>> Sending<'_, F> {
    /// Waits for the response.
    ///
    /// # Errors
    ///
    /// If there is none.
    pub(crate) async fn response(self, run: &Run) -> Result<Incoming, Error> {
        let incoming = match self {
            Self::Now(sending) => sending.await,
            Self::Later(sending) => sending.await,
            Self::Never(error) => Err(error),
        }?;
        if let Some(id) = incoming.request_id() {
            run.trial().answered(id);
        }
        Ok(incoming)
    }
}

/// Tells a success from a refusal.
///
/// # Errors
///
/// If the status is not a success.
pub(crate) async fn accept(incoming: &mut Incoming, run: &Run) -> Result<(), Error> {
    if incoming.status().is_success() {
        return Ok(());
    }
    Err(incoming.refusal(run.trial().left() / 2, run.hops()).await)
}
