//! The one place where a call meets HTTP: a request goes out, and a response comes in.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::sync::Arc;

use super::run::Run;
use super::turn::{Granted, pass, wait_for_turn};
use crate::error::Error;
use crate::http::{Incoming, Outgoing, Secret};
use crate::limits::RateLimits;

/// A request under way. It does not hold the request, unless that waits for a token or for its turn, or is
/// observed: then it is boxed, as the token is.
pub(crate) enum Sending<'a, F> {
    Now(F),
    Later(Pin<Box<dyn Future<Output = Result<Incoming, Error>> + Send + 'a>>),
    Never(Error),
}

/// Signs, names and sends a request for the attempt under way, when it is its turn.
pub(crate) fn send(
    outgoing: Outgoing,
    run: &Run,
) -> Sending<'_, impl Future<Output = Result<Incoming, Error>>> {
    if let Some(observer) = outgoing.observer() {
        run.observed_by(Arc::clone(observer));
    }
    let token = outgoing.token();
    let passed = match token.is_none().then(|| pass(&outgoing, run)) {
        Some(Ok(granted)) if run.watch().is_none() => {
            let sending = send_by(outgoing, None, granted, run);
            return sending.map_or_else(Sending::Never, Sending::Now);
        }
        passed => passed,
    };
    Sending::Later(Box::pin(async move {
        let token = match token {
            Some(token) => Some(token.await.map_err(Error::unsent)?),
            None => None,
        };
        let granted = match passed.unwrap_or_else(|| pass(&outgoing, run)) {
            Ok(granted) => granted,
            Err(waits) => wait_for_turn(waits, run).await?,
        };
        within(run, pin!(send_by(outgoing, token, granted, run)?)).await
    }))
}

fn send_by(
    mut outgoing: Outgoing,
    token: Option<Secret>,
    granted: Granted,
    run: &Run,
) -> Result<impl Future<Output = Result<Incoming, Error>>, Error> {
    let id = outgoing.name();
    run.admit(granted, id)?;
    outgoing.sign(token).map_err(Error::unsent)?;
    if let Some(watch) = run.watch() {
        watch.sends(outgoing.asked(), run.trial().queued());
    }
    Ok(outgoing.send(run.hops(), run.most_hops()))
}

/// Sends within the span of the request, which has begun just now.
fn within<F: Future>(run: &Run, mut sending: Pin<&mut F>) -> impl Future<Output = F::Output> {
    poll_fn(move |task| match run.watch() {
        None => sending.as_mut().poll(task),
        Some(watch) => watch.within(|| sending.as_mut().poll(task)),
    })
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
        };
        let incoming = incoming.inspect_err(|error| run.learn_limits(error))?;
        if let Some(id) = incoming.request_id() {
            run.trial().answered(id);
        }
        if let Some(watch) = run.watch() {
            watch.answered(incoming.status(), run.trial().request_id());
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
        if let Some(permit) = run.trial().permit() {
            permit.passed(incoming.headers());
        }
        return Ok(());
    }
    run.trial().hears(RateLimits::from_headers(incoming.headers()).levels());
    let error = incoming.refusal(run.trial().left() / 2, run.hops()).await;
    run.learn_limits(&error);
    Err(error)
}
