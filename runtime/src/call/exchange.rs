//! The one place where a call meets HTTP: a request goes out, and a response comes in.

use super::response::Response;
use super::run::Run;
use crate::error::Error;
use crate::http::Outgoing;

/// Sends a request for the attempt under way.
///
/// # Errors
///
/// If there is no response, or if its status is not a success.
pub(crate) async fn exchange(mut outgoing: Outgoing, run: &Run) -> Result<Response, Error> {
    outgoing.sign().await?;
    if let Some(id) = outgoing.name() {
        run.trial().named(id);
    }
    let incoming = outgoing.send(run.hops(), run.most_hops()).await?;
    if let Some(id) = incoming.request_id() {
        run.trial().answered(&id);
    }
    if incoming.status().is_success() {
        return Ok(Response::new(incoming, run));
    }
    Err(incoming.refusal(run.trial().left() / 2, run.hops()).await)
}
